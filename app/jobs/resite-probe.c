/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-probe"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-ledger.h"
#include "resite-probe-private.h"
#include "resite-under-way.h"

/* NetBIOS, which SMS 2003 knows its servers by. */
#define NAME_LIMIT 15

ResiteProbe *
resite_probe_new (const char *id, const char *label, const char *type)
{
  ResiteProbe *probe;

  g_return_val_if_fail (id != NULL && type != NULL, NULL);

  probe = g_new0 (ResiteProbe, 1);
  probe->id = g_strdup (id);
  probe->label = g_strdup (label);
  probe->type = g_strdup (type);
  probe->required = TRUE;
  return probe;
}

ResiteProbe *
resite_probe_copy (const ResiteProbe *probe)
{
  ResiteProbe *copy = resite_probe_new (probe->id, probe->label, probe->type);

  copy->machine = g_strdup (probe->machine);
  copy->path = g_strdup (probe->path);
  copy->argument = g_strdup (probe->argument);
  copy->required = probe->required;
  return copy;
}

void
resite_probe_free (ResiteProbe *probe)
{
  if (probe == NULL)
    return;
  g_free (probe->id);
  g_free (probe->label);
  g_free (probe->type);
  g_free (probe->machine);
  g_free (probe->path);
  g_free (probe->argument);
  g_free (probe);
}

ResiteProbeView *
resite_probe_view_new (const ResiteProbe *probe)
{
  ResiteProbeView *view = g_new0 (ResiteProbeView, 1);

  view->probe = resite_probe_copy (probe);
  return view;
}

void
resite_probe_view_free (ResiteProbeView *view)
{
  if (view == NULL)
    return;
  resite_probe_free (view->probe);
  g_free (view->place);
  g_free (view->unseen);
  g_free (view->measured);
  g_clear_object (&view->share);
  g_free (view->name);
  g_clear_object (&view->measured_share);
  g_free (view->measured_name);
  g_clear_object (&view->cim);
  g_clear_pointer (&view->directory, resite_directory_place_unref);
  g_strfreev (view->name_servers);
  g_free (view->netbios);
  g_clear_pointer (&view->ports, g_array_unref);
  g_free (view->account);
  g_free (view->state);
  g_free (view->message);
  g_clear_pointer (&view->found, g_ptr_array_unref);
  g_free (view);
}

void
resite_probe_settle (ResiteProbeView *view, const char *state, char *message)
{
  g_free (view->state);
  view->state = g_strdup (state);
  g_free (view->message);
  view->message = message;
}

void
resite_probe_settle_good (ResiteProbeView *view, char *message)
{
  resite_probe_settle (view, "ok", message);
}

void
resite_probe_settle_bad (ResiteProbeView *view, char *message)
{
  resite_probe_settle (view, view->probe->required ? "failed" : "warning", message);
}

void
resite_probe_settle_unknown (ResiteProbeView *view, char *message)
{
  resite_probe_settle (view, "unknown", message);
}

/* A row of a table has one line, and advice may have several. */
char *
resite_probe_fold (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    g_strstrip (lines[i]);
  return g_strjoinv (" ", lines);
}

/* A thing that could not be looked at is unknown, not bad. */
void
resite_probe_settle_error (ResiteProbeView *view, const GError *error)
{
  g_autofree char *line = resite_probe_fold (error->message);

  resite_probe_settle_unknown (view, g_strdup_printf (_ ("It could not be looked at: %s"), line));
}

void
resite_probe_add_found (ResiteProbeView *view, const char *name, const char *state,
                        const char *message, gint64 size)
{
  ResiteLedgerRow *row = resite_ledger_row_new (name, state);

  if (view->found == NULL)
    view->found = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_ledger_row_free);
  g_free (row->message);
  row->message = g_strdup (message);
  row->size = size;
  row->bytes = MAX (size, 0);
  g_ptr_array_add (view->found, row);
}

static void
look_at_name (ResiteProbeView *view)
{
  const char *name = view->probe->argument;
  const glong length = name != NULL ? g_utf8_strlen (name, -1) : 0;

  if (length == 0)
    resite_probe_settle_bad (view, g_strdup (_ ("The plan names none.")));
  else if (length > NAME_LIMIT)
    resite_probe_settle_bad (
        view, g_strdup_printf (_ ("%s has %ld characters, and a computer name may have %d: "
                                  "choose a shorter one in the plan."),
                               name, length, NAME_LIMIT));
  else if (strpbrk (name, "/\\[]:;|=,+*?<>\" .") != NULL)
    resite_probe_settle_bad (
        view, g_strdup_printf (_ ("%s has a character that no computer name may have."), name));
  else if (strchr (name, '_') != NULL)
    resite_probe_settle (
        view, "warning",
        g_strdup_printf (_ ("%s fits, but DNS knows no underscore: it may refuse the name."),
                         name));
  else
    resite_probe_settle_good (
        view, g_strdup_printf (_ ("%s has %ld of %d characters."), name, length, NAME_LIMIT));
}

static void
look_at_value (ResiteProbeView *view)
{
  const char *value = view->probe->argument;

  if (value == NULL || *value == '\0')
    resite_probe_settle_bad (view, g_strdup (_ ("The plan does not say it: fill it in.")));
  else
    resite_probe_settle_good (view, g_strdup (value));
}

static void
look_at_step (ResiteProbeView *view)
{
  const char *said = view->probe->argument != NULL ? view->probe->argument : "";
  const char *step = view->probe->path != NULL ? view->probe->path : view->probe->id;

  if (g_str_equal (said, "good") || g_str_equal (said, "ok"))
    resite_probe_settle_good (view, g_strdup_printf (_ ("Step %s is closed."), step));
  else if (g_str_equal (said, "bad") || g_str_equal (said, "failed"))
    resite_probe_settle_bad (view,
                             g_strdup_printf (_ ("Step %s ended badly: look at it first."), step));
  else
    resite_probe_settle_bad (view, g_strdup_printf (_ ("Step %s is still open."), step));
}

static void
look_at_told (ResiteProbeView *view)
{
  resite_probe_settle_unknown (
      view, g_strdup (_ ("Only a person can say this: look, and say what you see.")));
}

typedef struct
{
  const char *type;
  void (*look) (ResiteProbeView *view);
} PlanLook;

static const PlanLook plan_looks[] = {
  { "name-length", look_at_name },
  { "value", look_at_value },
  { "step", look_at_step },
  { "told", look_at_told },
};

static const PlanLook *
find_plan_look (const char *type)
{
  for (guint i = 0; i < G_N_ELEMENTS (plan_looks); i++)
    if (g_str_equal (plan_looks[i].type, type))
      return &plan_looks[i];
  return NULL;
}

gboolean
resite_probe_needs_files (const ResiteProbe *probe)
{
  g_return_val_if_fail (probe != NULL, FALSE);

  return resite_probe_find_file_look (probe->type) != NULL;
}

gboolean
resite_probe_needs_machine (const ResiteProbe *probe)
{
  const ResiteRemoteProbe *remote;

  g_return_val_if_fail (probe != NULL, FALSE);

  remote = resite_remote_probe_find (probe->type);
  return remote != NULL && !remote->from_desk;
}

gboolean
resite_probe_is_table (const ResiteProbe *probe)
{
  g_return_val_if_fail (probe != NULL, FALSE);

  return g_str_equal (probe->type, "preflight") || g_str_equal (probe->type, "package-status") ||
         g_str_equal (probe->type, "crossing");
}

gboolean
resite_probe_is_known (const char *type)
{
  g_return_val_if_fail (type != NULL, FALSE);

  return resite_probe_find_file_look (type) != NULL || find_plan_look (type) != NULL ||
         resite_probe_is_of_directory (type) || resite_remote_probe_find (type) != NULL;
}

static void
look_at_files (ResiteProbeView *view, ResiteProbeLook look, GCancellable *cancellable)
{
  if (view->place == NULL && view->share == NULL)
    resite_probe_settle_unknown (view, g_strdup (view->unseen));
  else
    look (view, cancellable);
}

void
resite_probe_view_look (ResiteProbeView *view, GCancellable *cancellable)
{
  const char *type;
  ResiteProbeLook look_at_file;
  const PlanLook *plan;
  const ResiteRemoteProbe *remote;

  g_return_if_fail (view != NULL);

  type = view->probe->type;
  look_at_file = resite_probe_find_file_look (type);
  plan = find_plan_look (type);
  remote = resite_remote_probe_find (type);
  if (look_at_file != NULL)
    look_at_files (view, look_at_file, cancellable);
  else if (plan != NULL)
    plan->look (view);
  else if (remote != NULL)
    resite_remote_probe_look (remote, view, cancellable);
  else if (resite_probe_is_of_directory (type))
    resite_probe_look_at_directory (view, cancellable);
  else
    resite_probe_settle_unknown (
        view, g_strdup_printf (_ ("This version of Resite has no check “%s”: look there yourself."),
                               type));
}

static void
look_in_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  resite_probe_view_look (data, cancellable);
  if (!g_task_return_error_if_cancelled (task))
    g_task_return_boolean (task, TRUE);
}

void
resite_probe_view_look_async (ResiteProbeView *view, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (view != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, resite_probe_view_look_async);
  g_task_set_task_data (task, view, (GDestroyNotify)resite_probe_view_free);
  resite_under_way_run_task (task, look_in_worker);
}

const ResiteProbeView *
resite_probe_view_look_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  return g_task_get_task_data (G_TASK (result));
}
