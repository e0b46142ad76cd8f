/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-page"
#include "config.h"
#include <glib/gi18n.h>
#include "resite-guard.h"
#include "resite-page.h"
#include "resite-run-reach.h"
#include "resite-reach-words.h"

typedef struct
{
  ResiteRun *run;
  ResiteStepRun *step;
  char *person;
  char *title;
  GSimpleActionGroup *actions;
  GtkWidget *guard;
  guint refresh_source;
  gboolean editable;
  gboolean refreshing;
} ResitePagePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (ResitePage, resite_page, GTK_TYPE_BOX)

enum
{
  PROP_RUN = 1,
  PROP_STEP_RUN,
  PROP_PERSON,
  PROP_TITLE,
  PROP_EDITABLE,
  N_PROPS
};

enum
{
  SAY,
  NEXT_CHANGED,
  GO_TO,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static ResitePagePrivate *
private_of (ResitePage *self)
{
  return resite_page_get_instance_private (self);
}

/* (nullable): another box answers where this step's machine should be. What runs there already can
 * still be stopped. */
static const char *
find_mismatch (ResitePagePrivate *priv)
{
  if (priv->step == NULL || resite_step_run_get_status (priv->step) == RESITE_STEP_RUNNING)
    return NULL;
  return resite_reach_words_find_mismatch (priv->run, resite_step_run_get_machine (priv->step));
}

static gboolean
compute_editable (ResitePagePrivate *priv)
{
  if (priv->run == NULL || !resite_run_may_act (priv->run))
    return FALSE;
  if (g_strcmp0 (resite_run_get_condition (priv->run), "open") != 0)
    return FALSE;
  if (priv->step == NULL)
    return TRUE;
  if (find_mismatch (priv) != NULL)
    return FALSE;
  return resite_step_run_is_reached (priv->step) ||
         resite_step_status_is_closed (resite_step_run_get_status (priv->step));
}

static void
update_editable (ResitePage *self)
{
  ResitePagePrivate *priv = private_of (self);
  gboolean editable = compute_editable (priv);

  if (priv->editable == editable)
    return;
  priv->editable = editable;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EDITABLE]);
}

static gboolean
step_is_closed (ResitePagePrivate *priv)
{
  return priv->step == NULL ||
         resite_step_status_is_closed (resite_step_run_get_status (priv->step));
}

static char *
resite_page_real_dup_next_reason (ResitePage *self)
{
  ResitePagePrivate *priv = private_of (self);
  const char *waits_for;

  if (step_is_closed (priv))
    return NULL;
  if (find_mismatch (priv) != NULL)
    return g_strdup (_ ("the right machine; another one answers in its place"));
  if (priv->editable && priv->guard != NULL &&
      !resite_guard_is_unlocked (RESITE_GUARD (priv->guard)))
    return g_strdup (_ ("the name of the machine, typed by you"));
  waits_for = resite_step_run_get_waits_for (priv->step);
  return g_strdup (waits_for != NULL ? waits_for : _ ("this step, which is not closed yet"));
}

static void
resite_page_real_apply_async (ResitePage *self, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, resite_page_real_apply_async);
  g_task_return_boolean (task, TRUE);
}

static gboolean
resite_page_real_apply_finish (ResitePage *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static gboolean
refresh_cb (gpointer user_data)
{
  private_of (user_data)->refresh_source = 0;
  resite_page_refresh (user_data);
  return G_SOURCE_REMOVE;
}

/* One event changes several properties; the page is drawn once for all of them. */
static void
run_changed_cb (ResitePage *self)
{
  ResitePagePrivate *priv = private_of (self);

  if (priv->refresh_source == 0)
    priv->refresh_source = g_idle_add (refresh_cb, self);
}

static void
guard_unlocked_cb (ResitePage *self)
{
  run_changed_cb (self);
  resite_page_next_changed (self);
}

static char *
describe_consequence (ResiteStep *step)
{
  if (resite_step_get_hazard (step) == RESITE_HAZARD_IRREVERSIBLE)
    return g_strdup (_ ("This cannot be undone. Look at the machine in front of you once more."));
  return g_strdup (_ ("On the wrong machine this does harm. Look at the machine once more."));
}

static void
make_guard (ResitePage *self)
{
  ResitePagePrivate *priv = private_of (self);
  ResiteStep *step = resite_step_run_get_step (priv->step);
  g_autofree char *machine = NULL;
  g_autofree char *consequence = NULL;

  if (resite_step_get_guard (step) < 2 || step_is_closed (priv))
    return;
  machine = resite_run_get_name_now (priv->run, resite_step_run_get_machine (priv->step));
  if (machine == NULL || *machine == '\0')
    {
      g_free (machine);
      machine = g_strdup (resite_plan_get (resite_run_get_plan (priv->run), "site.code"));
    }
  consequence = describe_consequence (step);
  priv->guard = g_object_ref_sink (resite_guard_new (machine, consequence));
  g_signal_connect_object (priv->guard, "notify::unlocked", G_CALLBACK (guard_unlocked_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
resite_page_constructed (GObject *object)
{
  ResitePage *self = RESITE_PAGE (object);
  ResitePagePrivate *priv = private_of (self);

  G_OBJECT_CLASS (resite_page_parent_class)->constructed (object);
  if (priv->run != NULL)
    {
      g_signal_connect_object (priv->run, "changed", G_CALLBACK (run_changed_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (priv->run, "machine-changed", G_CALLBACK (run_changed_cb), self,
                               G_CONNECT_SWAPPED);
    }
  if (priv->step == NULL)
    return;
  g_signal_connect_object (priv->step, "notify", G_CALLBACK (run_changed_cb), self,
                           G_CONNECT_SWAPPED);
  if (priv->title == NULL)
    priv->title = resite_step_run_get_title (priv->step);
  make_guard (self);
}

static void
resite_page_dispose (GObject *object)
{
  ResitePagePrivate *priv = private_of (RESITE_PAGE (object));

  g_clear_handle_id (&priv->refresh_source, g_source_remove);
  g_clear_object (&priv->guard);
  g_clear_object (&priv->actions);
  g_clear_object (&priv->step);
  g_clear_object (&priv->run);
  G_OBJECT_CLASS (resite_page_parent_class)->dispose (object);
}

static void
resite_page_finalize (GObject *object)
{
  ResitePagePrivate *priv = private_of (RESITE_PAGE (object));

  g_free (priv->person);
  g_free (priv->title);
  G_OBJECT_CLASS (resite_page_parent_class)->finalize (object);
}

static void
resite_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ResitePagePrivate *priv = private_of (RESITE_PAGE (object));

  switch (id)
    {
    case PROP_RUN:
      g_value_set_object (value, priv->run);
      break;
    case PROP_STEP_RUN:
      g_value_set_object (value, priv->step);
      break;
    case PROP_PERSON:
      g_value_set_string (value, priv->person);
      break;
    case PROP_TITLE:
      g_value_set_string (value, priv->title);
      break;
    case PROP_EDITABLE:
      g_value_set_boolean (value, priv->editable);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
resite_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ResitePage *self = RESITE_PAGE (object);
  ResitePagePrivate *priv = private_of (self);

  switch (id)
    {
    case PROP_RUN:
      priv->run = g_value_dup_object (value);
      break;
    case PROP_STEP_RUN:
      priv->step = g_value_dup_object (value);
      break;
    case PROP_PERSON:
      g_free (priv->person);
      priv->person = g_value_dup_string (value);
      break;
    case PROP_TITLE:
      resite_page_set_title (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
install_properties (GObjectClass *object_class)
{
  properties[PROP_RUN] =
      g_param_spec_object ("run", NULL, NULL, RESITE_TYPE_RUN,
                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_STEP_RUN] =
      g_param_spec_object ("step-run", NULL, NULL, RESITE_TYPE_STEP_RUN,
                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_PERSON] =
      g_param_spec_string ("person", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_TITLE] =
      g_param_spec_string ("title", NULL, NULL, NULL,
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_EDITABLE] =
      g_param_spec_boolean ("editable", NULL, NULL, FALSE,
                            G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
install_signals (GType type)
{
  signals[SAY] = g_signal_new ("say", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                               G_TYPE_INT, G_TYPE_STRING);
  signals[NEXT_CHANGED] =
      g_signal_new ("next-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[GO_TO] = g_signal_new ("go-to", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                 1, G_TYPE_STRING);
}

static void
resite_page_class_init (ResitePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = resite_page_constructed;
  object_class->dispose = resite_page_dispose;
  object_class->finalize = resite_page_finalize;
  object_class->get_property = resite_page_get_property;
  object_class->set_property = resite_page_set_property;
  klass->dup_next_reason = resite_page_real_dup_next_reason;
  klass->apply_async = resite_page_real_apply_async;
  klass->apply_finish = resite_page_real_apply_finish;
  install_properties (object_class);
  install_signals (G_OBJECT_CLASS_TYPE (klass));
}

static void
resite_page_init (ResitePage *self)
{
  private_of (self)->actions = g_simple_action_group_new ();
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 12);
}

ResiteRun *
resite_page_get_run (ResitePage *self)
{
  g_return_val_if_fail (RESITE_IS_PAGE (self), NULL);
  return private_of (self)->run;
}

ResiteStepRun *
resite_page_get_step_run (ResitePage *self)
{
  g_return_val_if_fail (RESITE_IS_PAGE (self), NULL);
  return private_of (self)->step;
}

const char *
resite_page_get_person (ResitePage *self)
{
  g_return_val_if_fail (RESITE_IS_PAGE (self), NULL);
  return private_of (self)->person;
}

const char *
resite_page_get_title (ResitePage *self)
{
  g_return_val_if_fail (RESITE_IS_PAGE (self), NULL);
  return private_of (self)->title;
}

void
resite_page_set_title (ResitePage *self, const char *title)
{
  ResitePagePrivate *priv = private_of (self);

  g_return_if_fail (RESITE_IS_PAGE (self));
  if (g_strcmp0 (priv->title, title) == 0)
    return;
  g_free (priv->title);
  priv->title = g_strdup (title);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

GSimpleActionGroup *
resite_page_get_actions (ResitePage *self)
{
  g_return_val_if_fail (RESITE_IS_PAGE (self), NULL);
  return private_of (self)->actions;
}

gboolean
resite_page_is_editable (ResitePage *self)
{
  g_return_val_if_fail (RESITE_IS_PAGE (self), FALSE);
  return compute_editable (private_of (self));
}

GtkWidget *
resite_page_get_guard (ResitePage *self)
{
  g_return_val_if_fail (RESITE_IS_PAGE (self), NULL);
  return private_of (self)->guard;
}

ResiteMove *
resite_page_new_move (ResitePage *self, ResiteMoveKind kind)
{
  ResitePagePrivate *priv = private_of (self);

  g_return_val_if_fail (RESITE_IS_PAGE (self), NULL);
  return resite_move_new (kind, priv->person,
                          priv->step != NULL ? resite_step_run_get_name (priv->step) : NULL);
}

static void
performed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (resite_run_perform_finish (RESITE_RUN (object), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
resite_page_perform_async (ResitePage *self, ResiteMove *move, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_return_if_fail (RESITE_IS_PAGE (self));
  g_return_if_fail (private_of (self)->run != NULL);
  g_task_set_source_tag (task, resite_page_perform_async);
  resite_run_perform_async (private_of (self)->run, move, cancellable, performed_cb,
                            g_steal_pointer (&task));
}

gboolean
resite_page_perform_finish (ResitePage *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
performed_alone_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!resite_page_perform_finish (RESITE_PAGE (object), result, &error))
    resite_page_complain (RESITE_PAGE (object), error);
}

void
resite_page_perform (ResitePage *self, ResiteMove *move)
{
  resite_page_perform_async (self, move, NULL, performed_alone_cb, NULL);
}

void
resite_page_say (ResitePage *self, GtkMessageType type, const char *text)
{
  g_return_if_fail (RESITE_IS_PAGE (self));
  g_signal_emit (self, signals[SAY], 0, (int)type, text);
}

void
resite_page_complain (ResitePage *self, const GError *error)
{
  g_return_if_fail (RESITE_IS_PAGE (self));
  g_return_if_fail (error != NULL);
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    resite_page_say (self, GTK_MESSAGE_ERROR, error->message);
}

void
resite_page_next_changed (ResitePage *self)
{
  g_return_if_fail (RESITE_IS_PAGE (self));
  g_signal_emit (self, signals[NEXT_CHANGED], 0);
}

void
resite_page_go_to (ResitePage *self, const char *place)
{
  g_return_if_fail (RESITE_IS_PAGE (self));
  g_signal_emit (self, signals[GO_TO], 0, place);
}

void
resite_page_shown (ResitePage *self)
{
  g_return_if_fail (RESITE_IS_PAGE (self));
  if (RESITE_PAGE_GET_CLASS (self)->shown != NULL)
    RESITE_PAGE_GET_CLASS (self)->shown (self);
}

void
resite_page_refresh (ResitePage *self)
{
  ResitePagePrivate *priv = private_of (self);

  g_return_if_fail (RESITE_IS_PAGE (self));
  if (priv->refreshing || priv->run == NULL)
    return;
  priv->refreshing = TRUE;
  update_editable (self);
  if (priv->guard != NULL && step_is_closed (priv))
    resite_guard_dismiss (RESITE_GUARD (priv->guard));
  if (RESITE_PAGE_GET_CLASS (self)->refresh != NULL)
    RESITE_PAGE_GET_CLASS (self)->refresh (self);
  priv->refreshing = FALSE;
  resite_page_next_changed (self);
}

char *
resite_page_dup_next_reason (ResitePage *self)
{
  g_return_val_if_fail (RESITE_IS_PAGE (self), NULL);
  return RESITE_PAGE_GET_CLASS (self)->dup_next_reason (self);
}

void
resite_page_apply_async (ResitePage *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_return_if_fail (RESITE_IS_PAGE (self));
  RESITE_PAGE_GET_CLASS (self)->apply_async (self, cancellable, callback, user_data);
}

gboolean
resite_page_apply_finish (ResitePage *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (RESITE_IS_PAGE (self), FALSE);
  return RESITE_PAGE_GET_CLASS (self)->apply_finish (self, result, error);
}

gboolean
resite_page_grab_first_focus (ResitePage *self)
{
  g_return_val_if_fail (RESITE_IS_PAGE (self), FALSE);
  return RESITE_PAGE_GET_CLASS (self)->grab_first_focus != NULL &&
         RESITE_PAGE_GET_CLASS (self)->grab_first_focus (self);
}
