/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-job-watch"

#include "config.h"

#include <string.h>

#include "resite-job-watch.h"
#include "resite-until-job.h"

#define DEFAULT_PATIENCE_MINUTES 30

static const char *
get (ResiteJobArguments *arguments, const char *name)
{
  return resite_job_arguments_get (arguments, name);
}

static gboolean
says (ResiteJobArguments *arguments, const char *name, const char *value)
{
  return g_strcmp0 (get (arguments, name), value) == 0;
}

static guint64
get_number (ResiteJobArguments *arguments, const char *name, guint64 fallback)
{
  const char *text = get (arguments, name);

  return text != NULL ? g_ascii_strtoull (text, NULL, 10) : fallback;
}

/* Over SMB a watch knows the folder, and the log by its name. */
static ResiteJob *
open_remote (const ResiteLogPlace *place, GPtrArray *patterns, ResiteLedger *ledger,
             ResiteClock *clock, double patience, GError **error)
{
  const char *slash = strrchr (place->path, '\\');
  const char *name = slash != NULL ? slash + 1 : place->path;
  g_autofree char *path = g_strndup (place->path, slash != NULL ? slash - place->path : 0);
  g_autoptr (ResiteFolder) folder =
      resite_connections_open_folder (place->connections, place->machine, path, FALSE, error);
  ResiteJob *job;

  if (folder == NULL)
    return NULL;
  job = resite_watch_job_new ((const char *const[]){ name, NULL }, patterns, place->from_start,
                              ledger, clock, patience);
  resite_watch_job_set_folder (RESITE_WATCH_JOB (job), folder);
  return job;
}

ResiteJob *
_resite_job_watch_open (const ResiteLogPlace *place, GPtrArray *patterns, ResiteLedger *ledger,
                        ResiteClock *clock, double patience, GError **error)
{
  g_autofree char *path = NULL;

  if (resite_connections_is_remote_path (place->connections, place->machine, place->path))
    return open_remote (place, patterns, ledger, clock, patience, error);
  path = resite_connections_resolve (place->connections, place->machine, place->path, error);
  if (path == NULL)
    return NULL;
  return resite_watch_job_new ((const char *const[]){ path, NULL }, patterns, place->from_start,
                               ledger, clock, patience);
}

static ResiteWatchQuiet
get_quiet (ResiteJobArguments *arguments)
{
  if (get (arguments, "quiet-minutes") == NULL)
    return RESITE_WATCH_QUIET_NO;
  return says (arguments, "quiet", "errors") ? RESITE_WATCH_QUIET_ERRORS
                                             : RESITE_WATCH_QUIET_PACKAGES;
}

/* (nullable) (transfer full): a watch of one package has a row for it, one of all that were
 * preloaded a row for each. */
static GPtrArray *
list_packages (ResiteJobArguments *arguments)
{
  const char *package = get (arguments, "package");
  GPtrArray *ids;

  if (says (arguments, "packages", "preloaded"))
    return arguments->forwarded != NULL ? g_ptr_array_ref (arguments->forwarded) : NULL;
  if (package == NULL || *package == '\0')
    return NULL;
  ids = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (ids, g_strdup (package));
  return ids;
}

/* A probe that names no package asks for all that were preloaded. */
static ResiteProbe *
complete_probe (ResiteJobArguments *arguments)
{
  ResiteProbe *probe = resite_probe_copy (arguments->probes->pdata[0]);
  GString *ids = g_string_new (NULL);

  for (guint i = 0; arguments->forwarded != NULL && i < arguments->forwarded->len; i++)
    g_string_append_printf (ids, "%s%s", i > 0 ? " " : "", (char *)arguments->forwarded->pdata[i]);
  if (probe->argument == NULL || *probe->argument == '\0')
    {
      g_free (probe->argument);
      probe->argument = g_strdup (ids->str);
    }
  g_string_free (ids, TRUE);
  return probe;
}

static void
set_ending (ResiteJobArguments *arguments, ResiteWatchEnding *ending)
{
  g_autoptr (GPtrArray) packages = list_packages (arguments);
  const gboolean all = says (arguments, "packages", "preloaded");
  const ResiteWatchWant want = {
    .quiet = get_quiet (arguments),
    .quiet_seconds = 60.0 * (double)get_number (arguments, "quiet-minutes", 0),
    .unbroken = says (arguments, "unbroken", "yes"),
    .listed = all,
    .content_most = get_number (arguments, "content-most", 0),
  };

  if (packages != NULL)
    resite_watch_ending_set_packages (ending, packages, all);
  if (arguments->probes->len > 0)
    {
      g_autoptr (ResiteProbe) probe = complete_probe (arguments);

      resite_watch_ending_set_witness (ending, probe, arguments->connections);
    }
  resite_watch_ending_set_want (ending, &want);
}

static void
set_times (ResiteJobArguments *arguments, ResiteWatchJob *job)
{
  resite_watch_job_set_since (job, (gint64)get_number (arguments, "since-time", 0));
  resite_watch_job_set_unbroken_since (job, (gint64)get_number (arguments, "begun-time", 0));
}

/* Where the log cannot be read the site alone is asked. */
static ResiteJob *
make_until (ResiteJobArguments *arguments, ResiteLedger *ledger, ResiteClock *clock,
            double patience)
{
  g_autoptr (ResiteProbe) probe = complete_probe (arguments);

  return resite_until_job_new (probe, arguments->connections, ledger, clock,
                               resite_clock_now (clock) + (gint64)(patience * G_USEC_PER_SEC));
}

ResiteJob *
_resite_job_watch_make (ResiteJobArguments *arguments, ResiteLedger *ledger, ResiteClock *clock,
                        GError **error)
{
  const ResiteLogPlace place = {
    .connections = arguments->connections,
    .machine = get (arguments, "machine"),
    .path = get (arguments, "log"),
    .from_start = says (arguments, "from", "start"),
  };
  const double patience =
      60.0 * (double)get_number (arguments, "patience-minutes", DEFAULT_PATIENCE_MINUTES);
  g_autoptr (GError) fault = NULL;
  ResiteJob *job =
      _resite_job_watch_open (&place, arguments->patterns, ledger, clock, patience, &fault);

  if (job == NULL && arguments->probes->len > 0 && !says (arguments, "unbroken", "yes"))
    return make_until (arguments, ledger, clock, patience);
  if (job == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&fault));
      return NULL;
    }
  set_ending (arguments, resite_watch_job_get_ending (RESITE_WATCH_JOB (job)));
  set_times (arguments, RESITE_WATCH_JOB (job));
  return job;
}
