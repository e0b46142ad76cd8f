/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-job-assign"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-assign-job.h"
#include "resite-error.h"
#include "resite-job-assign.h"
#include "resite-under-way.h"

#define MEGABYTE (G_GINT64_CONSTANT (1000) * 1000)
/* Milliseconds between two looks into the senders' logs; a rehearsal's clock runs faster. */
#define LOOK 2000

static const char *
get (ResiteJobArguments *arguments, const char *name)
{
  const char *value = resite_job_arguments_get (arguments, name);

  return value != NULL && *value != '\0' ? value : NULL;
}

static gboolean
says (ResiteJobArguments *arguments, const char *name, const char *value)
{
  return g_strcmp0 (get (arguments, name), value) == 0;
}

static guint
get_number (ResiteJobArguments *arguments, const char *name)
{
  const char *text = get (arguments, name);
  guint64 number;

  return text != NULL && g_ascii_string_to_unsigned (text, 10, 1, G_MAXUINT, &number, NULL)
             ? (guint)number
             : 0;
}

/* Who is asked. */

gboolean
_resite_job_assign_is_one (const ResiteJobOrder *order)
{
  return resite_action_get_kind (order->action) == RESITE_ACTION_BULK &&
         g_strcmp0 (resite_action_get (order->action, "worker"), "assign") == 0;
}

static gboolean
is_for_all (const ResiteJobOrder *order)
{
  return g_strcmp0 (resite_action_get (order->action, "selection"), "all") == 0;
}

/* (nullable): what D2 of CloneDP asks for, the primary site server that has the packages. */
static const char *
get_wanted (const ResiteJobOrder *order)
{
  const char *wanted = resite_variables_get (order->variables, "step.R14.primary-server");

  return is_for_all (order) && wanted != NULL && *wanted != '\0' ? wanted : NULL;
}

/* (nullable): the part that @server plays in the plan. */
static char *
find_part (const ResiteJobOrder *order, const char *server)
{
  for (guint i = 0;; i++)
    {
      g_autofree char *role = i == 0 ? g_strdup ("central") : g_strdup_printf ("primary.%u", i);
      g_autofree char *key = g_strconcat (role, ".server-name", NULL);
      const char *name = resite_variables_get (order->variables, key);

      if (i > 0 && name == NULL)
        return NULL;
      if (name != NULL && g_ascii_strcasecmp (name, server) == 0)
        return g_steal_pointer (&role);
    }
}

/* Another server than the one that was asked for is never taken instead. */
char *
_resite_job_assign_find_provider (const ResiteJobOrder *order)
{
  const char *wanted = get_wanted (order);
  g_autofree char *named = wanted != NULL ? find_part (order, wanted) : NULL;

  if (wanted != NULL)
    return named != NULL && resite_job_order_has_wmi (order, named) ? g_steal_pointer (&named)
                                                                    : NULL;
  if (resite_job_order_has_wmi (order, "central"))
    return g_strdup ("central");
  return resite_job_order_has_wmi (order, "primary.1") ? g_strdup ("primary.1") : NULL;
}

/* R14 needs the model, the others their package. */
char *
_resite_job_assign_find_obstacle (const ResiteJobOrder *order)
{
  g_autofree char *provider = _resite_job_assign_find_provider (order);
  const char *wanted = get_wanted (order);

  if (!is_for_all (order) && resite_action_get (order->action, "package") == NULL)
    return g_strdup (_ ("A person says which packages this is about."));
  if (provider == NULL && wanted != NULL)
    return g_strdup_printf (
        _ ("%s was named as the server that has the packages, and the plan does not say how it is "
           "reached. Correct the name, or assign the packages there by hand."),
        wanted);
  if (provider == NULL)
    return g_strdup (
        _ ("Packages are assigned by a person, in the console or with CloneDP: the plan "
           "does not say that the central site's server is reached over the network "
           "([central] reach)."));
  return NULL;
}

static void
set_first (ResiteJobArguments *arguments, const ResiteJobOrder *order, const char *name,
           const char *first, const char *second)
{
  const char *value = resite_variables_get (order->variables, first);

  if (value == NULL || *value == '\0')
    value = resite_variables_get (order->variables, second);
  resite_job_arguments_set (arguments, name, value);
}

void
_resite_job_assign_complete (ResiteJobArguments *arguments, const ResiteJobOrder *order)
{
  g_autofree char *provider = _resite_job_assign_find_provider (order);
  const char *logs = resite_variables_get (order->variables, "primary.1.logs");
  g_autofree char *sender = logs != NULL ? g_strconcat (logs, "\\sender.log", NULL) : NULL;

  resite_job_arguments_set (arguments, "provider", provider);
  if (!is_for_all (order))
    return;
  set_first (arguments, order, "source-dp", "step.R14.source-dp", "clone.source-dp");
  set_first (arguments, order, "source-site", "step.R14.source-site", "clone.source-site");
  set_first (arguments, order, "target-dp", "step.R14.destination", "site.server-name");
  if (resite_connections_has_files (order->connections, "primary.1"))
    resite_job_arguments_set (arguments, "sender-log", sender);
}

/* Making. */

typedef struct
{
  ResiteJobArguments *arguments;
  ResiteLedger *ledger;
  ResiteClock *clock;
  ResiteMachine *asked;   /* as the plan names it */
  ResiteMachine *machine; /* that has the provider */
  char *space;
  ResiteSmsPoint *target;
  ResiteSmsPoint *source; /* or NULL */
  char *remark;
} Making;

static void
making_free (gpointer data)
{
  Making *making = data;

  resite_job_arguments_free (making->arguments);
  g_object_unref (making->ledger);
  g_object_unref (making->clock);
  g_clear_object (&making->asked);
  g_clear_object (&making->machine);
  g_free (making->space);
  g_clear_pointer (&making->target, resite_sms_point_free);
  g_clear_pointer (&making->source, resite_sms_point_free);
  g_free (making->remark);
  g_free (making);
}

static gboolean
find_points (Making *making, GCancellable *cancellable, GError **error)
{
  ResiteJobArguments *arguments = making->arguments;
  ResiteCim *cim = resite_machine_get_cim (making->machine);
  g_autoptr (GPtrArray) points = resite_sms_list_points (cim, making->space, cancellable, error);
  const char *target = get (arguments, "target-dp");
  const ResiteSmsPoint *point;

  if (points == NULL)
    return FALSE;
  if (target == NULL)
    target = get (arguments, "site.server-name");
  point = resite_sms_find_point (points, target != NULL ? target : "", get (arguments, "site.code"),
                                 error);
  if (point == NULL)
    return FALSE;
  making->target = resite_sms_point_copy (point);
  if (get (arguments, "source-dp") == NULL)
    return TRUE;
  point = resite_sms_find_point (points, get (arguments, "source-dp"),
                                 get (arguments, "source-site"), error);
  if (point != NULL)
    making->source = resite_sms_point_copy (point);
  return point != NULL;
}

/* The newest that was said of a package counts: one that was taken off again is ours no more, even
 * if somebody has added it since. */
static void
add_earlier (GPtrArray *past, GHashTable *names, GPtrArray *rows)
{
  for (guint i = 0; i < past->len; i++)
    {
      const ResiteLedgerRow *row = past->pdata[i];
      const gboolean is_ours = resite_assign_state_is_ours (row->state);

      if ((!is_ours && !g_str_equal (row->state, "removed")) ||
          g_hash_table_contains (names, row->name))
        continue;
      g_hash_table_add (names, g_strdup (row->name));
      if (is_ours)
        g_ptr_array_add (rows, resite_ledger_row_copy (row));
    }
}

/* What earlier attempts of the step added is ours still. */
static gboolean
take_earlier (Making *making, GError **error)
{
  GPtrArray *ledgers = making->arguments->earlier;
  g_autoptr (GPtrArray) known = resite_ledger_read (making->ledger, error);
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) rows =
      g_ptr_array_new_with_free_func ((GDestroyNotify)resite_ledger_row_free);

  if (known == NULL)
    return FALSE;
  for (guint i = 0; i < known->len; i++)
    g_hash_table_add (names, g_strdup (((ResiteLedgerRow *)known->pdata[i])->name));
  for (guint i = ledgers != NULL ? ledgers->len : 0; i > 0; i--)
    {
      g_autoptr (GPtrArray) past = resite_ledger_read (ledgers->pdata[i - 1], error);

      if (past == NULL)
        return FALSE;
      add_earlier (past, names, rows);
    }
  return rows->len == 0 || resite_ledger_commit (making->ledger, rows, error);
}

static void
find_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Making *making = data;
  GError *error = NULL;

  if (!take_earlier (making, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  making->machine = resite_sms_open_provider (making->asked, &making->space, cancellable, &error);
  if (making->machine == NULL || !find_points (making, cancellable, &error))
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/* (transfer full) (nullable): where no log can be followed, installed alone opens the window. */
static ResiteWireProof *
make_proof (Making *making)
{
  ResiteJobArguments *arguments = making->arguments;
  const char *log = get (arguments, "sender-log");
  g_autoptr (ResiteWireProof) proof = NULL;
  g_autoptr (GError) error = NULL;

  if (log == NULL || says (arguments, "undo", "yes"))
    return NULL;
  proof = resite_wire_proof_new (making->target->site_code, making->target->server, making->clock);
  resite_wire_proof_set_interval (proof, LOOK);
  if (resite_wire_proof_add_log (proof, arguments->connections, "primary.1", log, &error))
    return g_steal_pointer (&proof);
  making->remark = g_strdup_printf (
      _ ("The sender's log could not be followed, so what crossed the line is not decided: %s"),
      error->message);
  return NULL;
}

static GPtrArray *
make_ids (ResiteJobArguments *arguments)
{
  GPtrArray *ids;
  const char *package = get (arguments, "package");

  if (package == NULL || says (arguments, "selection", "all"))
    return NULL;
  ids = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (ids, g_ascii_strup (package, -1));
  return ids;
}

/* (transfer full): what a person let cross the line. */
static GHashTable *
make_allowed (ResiteJobArguments *arguments)
{
  GHashTable *ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const char *list = get (arguments, "may-cross");
  g_auto (GStrv) words = g_strsplit_set (list != NULL ? list : "", " ,\n", -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      g_hash_table_add (ids, g_ascii_strup (words[i], -1));
  return ids;
}

static ResiteJob *
make_job (Making *making)
{
  ResiteJobArguments *arguments = making->arguments;
  g_autoptr (ResiteWireProof) proof = make_proof (making);
  g_autoptr (GPtrArray) ids = make_ids (arguments);
  g_autoptr (GHashTable) may_cross = make_allowed (arguments);
  const ResiteAssignOptions options = {
    .machine = making->machine,
    .space = making->space,
    .target = making->target,
    .source = ids == NULL ? making->source : NULL,
    .ids = ids,
    .left_out = arguments->left_out,
    .may_cross = may_cross,
    .window_packages = get_number (arguments, "options.window-packages"),
    .window_bytes = get_number (arguments, "options.window-megabytes") * MEGABYTE,
    .patience = get_number (arguments, "options.proof-patience"),
    .proof = proof,
    /* What follows in the step watches it. */
    .leave_last = ids != NULL,
    .undo = says (arguments, "undo", "yes"),
  };

  return resite_assign_job_new (&options, making->ledger, making->clock);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Making *making = g_task_get_task_data (task);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, make_job (making), g_object_unref);
}

static gboolean
check_arguments (ResiteJobArguments *arguments, GError **error)
{
  if (says (arguments, "selection", "all") ? get (arguments, "source-dp") != NULL
                                           : get (arguments, "package") != NULL)
    return TRUE;
  g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND,
                       says (arguments, "selection", "all")
                           ? _ ("It is not said which distribution point is the model (D3).")
                           : _ ("It is not said which package this is about. For R13 the plan says "
                                "it ([options] proof-package)."));
  return FALSE;
}

void
_resite_job_assign_make_async (ResiteJobArguments *arguments, ResiteLedger *ledger,
                               ResiteClock *clock, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GTask) finding = NULL;
  Making *making = g_new0 (Making, 1);
  GError *error = NULL;

  making->arguments = _resite_job_arguments_ref (arguments);
  making->ledger = g_object_ref (ledger);
  making->clock = g_object_ref (clock);
  g_task_set_source_tag (task, _resite_job_assign_make_async);
  g_task_set_task_data (task, making, making_free);
  if (check_arguments (arguments, &error))
    making->asked = resite_connections_open_machine (arguments->connections,
                                                     get (arguments, "provider"), NULL, &error);
  if (making->asked == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  finding = g_task_new (NULL, cancellable, found_cb, g_object_ref (task));
  g_task_set_source_tag (finding, find_in_thread);
  g_task_set_task_data (finding, making, NULL);
  resite_under_way_run_task (finding, find_in_thread);
}

ResiteJob *
_resite_job_assign_make_finish (GAsyncResult *result, char **remark, GError **error)
{
  Making *making = g_task_get_task_data (G_TASK (result));
  ResiteJob *job = g_task_propagate_pointer (G_TASK (result), error);

  if (job != NULL)
    *remark = g_steal_pointer (&making->remark);
  return job;
}
