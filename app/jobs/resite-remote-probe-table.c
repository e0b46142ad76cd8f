/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-probe"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-folder-local.h"
#include "resite-package-look.h"
#include "resite-probe-private.h"

/* Tables of packages: the preflight, and Package Status of the day after. Each package is a row of
 * its own beside the probe's; what the probe says of them all decides, not the single row. */

/* "SERVER|CODE|PATH": the model distribution point, its site, a list on this desk; each may be "". */
typedef struct
{
  char *server, *code, *list;
} Sources;

static void
sources_clear (Sources *sources)
{
  g_free (sources->server);
  g_free (sources->code);
  g_free (sources->list);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sources, sources_clear)

static char *
dup_part (GStrv parts, guint n)
{
  if (n >= g_strv_length (parts) || *g_strstrip (parts[n]) == '\0')
    return NULL;
  return g_strdup (parts[n]);
}

static Sources
read_sources (ResiteProbeView *view)
{
  const char *argument = view->probe->argument;
  g_auto (GStrv) parts = g_strsplit (argument != NULL ? argument : "", "|", 3);

  return (Sources){ .server = dup_part (parts, 0),
                    .code = dup_part (parts, 1),
                    .list = dup_part (parts, 2) };
}

static ResitePackageScan *
scan_share (ResiteProbeView *view, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) entries =
      resite_folder_list (view->measured_share, view->measured_name, cancellable, error);

  for (guint i = 0; entries != NULL && i < entries->len; i++)
    {
      ResiteFileInfo *info = entries->pdata[i];
      char *bare = g_path_get_basename (info->name);

      g_free (info->name);
      info->name = bare;
    }
  return entries != NULL ? resite_package_scan_new (entries) : NULL;
}

/* (nullable): the files cannot be seen; @error only where they could and it went wrong. */
static ResitePackageScan *
scan_files (ResiteProbeView *view, GCancellable *cancellable, GError **error)
{
  g_autoptr (ResiteFolder) folder = NULL;

  if (view->measured_share != NULL)
    return scan_share (view, cancellable, error);
  if (view->measured == NULL)
    return NULL;
  folder = resite_folder_local_new (view->measured, error);
  return folder != NULL ? resite_package_scan_run (folder, cancellable, error) : NULL;
}

static GHashTable *
read_list (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  gsize length;

  if (path == NULL || !g_file_get_contents (path, &text, &length, error))
    return NULL;
  return resite_preflight_known_parse (text, (gssize)length, error);
}

/* The provider, else the list. *@remark (transfer full) (nullable): what was not had, and why. */
static GHashTable *
find_known (ResiteProbeView *view, const Sources *sources, GHashTable **expected, char **remark,
            GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) list_error = NULL;
  g_autofree char *space =
      view->cim != NULL ? resite_package_look_space (view->cim, cancellable, &error) : NULL;
  GHashTable *known =
      space != NULL ? resite_package_look_known (view->cim, space, sources->server, sources->code,
                                                 expected, remark, cancellable, &error)
                    : NULL;

  if (known != NULL)
    return known;
  known = read_list (sources->list, &list_error);
  if (error != NULL)
    *remark = g_strdup_printf (_ ("The site could not be asked: %s"), error->message);
  else if (list_error != NULL)
    *remark = g_strdup_printf (_ ("The list of packages that the site knows cannot be read: %s"),
                               list_error->message);
  else if (known == NULL)
    *remark =
        g_strdup (view->unseen != NULL ? view->unseen
                                       : _ ("What the site knows of the packages was not said."));
  return known;
}

static void
add_row (ResiteProbeView *view, ResiteLedgerRow *row)
{
  if (view->found == NULL)
    view->found = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_ledger_row_free);
  g_ptr_array_add (view->found, row);
}

/* Takes @text. */
static char *
add_remark (char *text, const char *remark)
{
  g_autofree char *bare = text;
  g_autofree char *line = remark != NULL ? resite_probe_fold (remark) : NULL;

  return line != NULL ? g_strdup_printf ("%s. %s", bare, line) : g_steal_pointer (&bare);
}

static void
settle_preflight (ResiteProbeView *view, GPtrArray *rows, gboolean anybody_said, const char *remark)
{
  char *text = resite_preflight_describe (rows);

  if (rows->len == 0)
    {
      g_free (text);
      resite_probe_settle_bad (
          view,
          add_remark (g_strdup (_ ("There is no package, neither here nor at the site")), remark));
    }
  else if (!anybody_said)
    resite_probe_settle_unknown (view, add_remark (text, remark));
  else if (resite_preflight_count (rows, "ready") == rows->len)
    resite_probe_settle_good (view, add_remark (text, remark));
  else if (resite_preflight_count (rows, "ready") + resite_preflight_count (rows, "unknown") ==
           rows->len)
    resite_probe_settle_unknown (view, add_remark (text, remark));
  else
    resite_probe_settle_bad (view, add_remark (text, remark));
}

static void
look_before (ResiteProbeView *view, ResiteCim *unused, GCancellable *cancellable)
{
  g_auto (Sources) sources = read_sources (view);
  g_autoptr (GError) error = NULL;
  g_autoptr (ResitePackageScan) scan = scan_files (view, cancellable, &error);
  g_autoptr (GHashTable) known = NULL;
  g_autoptr (GHashTable) expected = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autofree char *remark = NULL;

  if (error != NULL)
    {
      resite_probe_settle_error (view, error);
      return;
    }
  known = find_known (view, &sources, &expected, &remark, cancellable);
  rows = resite_preflight_judge (scan, known, expected);
  for (guint i = 0; i < rows->len; i++)
    add_row (view, resite_preflight_row_to_ledger (rows->pdata[i]));
  settle_preflight (view, rows, known != NULL, remark);
}

static void
look_after (ResiteProbeView *view, ResiteCim *cim, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *space = resite_package_look_space (cim, cancellable, &error);
  g_autoptr (GPtrArray) states =
      space != NULL ? resite_package_look_status (cim, space, view->probe->argument,
                                                  view->probe->path, cancellable, &error)
                    : NULL;
  char *text;

  if (states == NULL)
    {
      resite_probe_settle_error (view, error);
      return;
    }
  for (guint i = 0; i < states->len; i++)
    add_row (view, resite_package_state_to_ledger (states->pdata[i]));
  text = resite_package_status_describe (states);
  if (states->len > 0 && resite_package_status_count_wrong (states) == 0)
    resite_probe_settle_good (view, text);
  else
    resite_probe_settle_bad (view, text);
}

/* The preflight is worth something without the site, too. */
const ResiteRemoteProbe resite_remote_probes_table[] = {
  { "preflight", look_before, TRUE },
  { "package-status", look_after, FALSE },
  { NULL, NULL, FALSE },
};
