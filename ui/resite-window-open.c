/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-window-open"
#include "config.h"
#include <string.h>
#include <glib/gi18n.h>
#include "resite-error.h"
#include "resite-window-private.h"

static ResiteRunOptions
get_options (ResiteWindow *self)
{
  ResiteRunOptions options = { NULL };

  if (self->rehearsal != NULL)
    {
      options.clock = resite_rehearsal_get_clock (self->rehearsal);
      options.no_looks = TRUE; /* not before its site can be asked for the password */
    }
  options.phone = resite_preferences_get_phone (self->preferences);
  return options;
}

/* The plan of a rehearsal may be one of the things that are wrong in it. */
static void
correct_plan (ResiteWindow *self, const GError *error)
{
  g_autofree char *path = g_strdup (resite_rehearsal_get_plan_path (self->rehearsal));

  _resite_window_open_plan (self, path);
  if (self->rehearsal == NULL)
    return; /* it could not even be read, and the start page says so */
  resite_plan_page_say (self->plan_page, GTK_MESSAGE_WARNING, error->message);
}

static void
started_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ResiteWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteRun) run = resite_run_new_finish (result, &error);

  if (self->data_folder == NULL)
    return;
  if (run != NULL)
    _resite_window_show_run (self, run, TRUE);
  else if (self->rehearsal != NULL && g_error_matches (error, RESITE_ERROR, RESITE_ERROR_INVALID))
    correct_plan (self, error);
  else
    _resite_window_complain (self, error);
}

void
_resite_window_start_run (ResiteWindow *self, const char *plan_path)
{
  ResiteRunOptions options = get_options (self);

  _resite_window_show_wait (self, _ ("Opening the record…"));
  resite_run_start_async (self->data_folder, plan_path, NULL, self->rehearsal != NULL,
                          _resite_window_keep_person (self), &options, started_cb,
                          g_object_ref (self));
}

/* Whoever only rehearsed has not said who they are. */
static gboolean
has_name (ResiteWindow *self)
{
  return resite_start_page_has_person (self->start_page) &&
         (self->rehearsal != NULL ||
          !g_str_equal (resite_start_page_get_person (self->start_page), _ ("Trainee")));
}

static void
plan_start_cb (ResiteWindow *self, const char *path)
{
  if (!has_name (self))
    {
      g_autoptr (ResitePlan) plan = resite_plan_new_from_file (path, NULL);
      const char *technician = plan != NULL ? resite_plan_get (plan, "people.technician") : NULL;
      const char *phone = plan != NULL ? resite_plan_get (plan, "people.technician-phone") : NULL;

      resite_start_page_set_person (self->start_page, technician != NULL ? technician : "",
                                    phone != NULL ? phone : "");
    }
  if (resite_start_page_has_person (self->start_page))
    {
      _resite_window_start_run (self, path);
      return;
    }
  _resite_window_show_start (self);
  resite_start_page_say (self->start_page, GTK_MESSAGE_WARNING,
                         _ ("The plan is kept. Write your name, then open New site again and start "
                            "the run."));
}

static void
plan_cancelled_cb (ResiteWindow *self)
{
  _resite_window_show_start (self);
}

static void
show_plan (ResiteWindow *self, ResitePlan *plan, gboolean from_file)
{
  g_autofree char *draft =
      g_build_filename (self->data_folder, from_file ? "opened.siteplan" : "draft.siteplan", NULL);
  GtkWidget *page = resite_plan_page_new (plan, from_file, draft);

  if (self->plan_page != NULL)
    gtk_widget_destroy (GTK_WIDGET (self->plan_page));
  self->plan_page = RESITE_PLAN_PAGE (page);
  g_signal_connect_object (page, "start", G_CALLBACK (plan_start_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "cancelled", G_CALLBACK (plan_cancelled_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_stack_add_named (self->stack, page, "plan");
  gtk_widget_show (page);
  gtk_stack_set_visible_child_name (self->stack, "plan");
  gtk_header_bar_set_title (self->header_bar, _ ("The plan"));
  gtk_window_set_title (GTK_WINDOW (self), _ ("The plan"));
  resite_plan_page_grab_focus (self->plan_page);
}

void
_resite_window_open_plan (ResiteWindow *self, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ResitePlan) plan = resite_plan_new_from_file (path, &error);

  if (plan == NULL)
    _resite_window_complain (self, error);
  else
    show_plan (self, plan, TRUE);
}

static ResitePlan *
read_template (GError **error)
{
  g_autofree char *text = resite_plan_to_template ();
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return resite_plan_new_from_data ("template", bytes, error);
}

void
_resite_window_new_plan (ResiteWindow *self)
{
  g_autofree char *draft = g_build_filename (self->data_folder, "draft.siteplan", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ResitePlan) plan = NULL;

  if (g_file_test (draft, G_FILE_TEST_EXISTS))
    plan = resite_plan_new_from_file (draft, &error);
  else
    plan = read_template (&error);
  if (plan == NULL)
    _resite_window_complain (self, error);
  else
    show_plan (self, plan, FALSE);
}

typedef struct
{
  ResiteWindow *window;
  char *path;
} Opening;

static void
opening_free (Opening *opening)
{
  g_object_unref (opening->window);
  g_free (opening->path);
  g_free (opening);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Opening, opening_free)

static void
let_go_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!resite_run_close_finish (RESITE_RUN (object), result, &error))
    g_message ("%s", error->message);
}

static void
show_opened (ResiteWindow *self, ResiteRun *run)
{
  g_autoptr (GError) error = NULL;

  if (!resite_run_may_act (run))
    g_clear_object (&self->rehearsal);
  if (self->rehearsal == NULL || resite_rehearsal_open_site (self->rehearsal, &error))
    {
      _resite_window_show_run (self, run, FALSE);
      return;
    }
  resite_run_close_async (run, let_go_cb, NULL);
  _resite_window_complain (self, error);
}

/* Somebody else has it open: then it is opened for looking, and the page offers to take it over. */
static void
opened_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Opening) opening = user_data;
  ResiteWindow *self = opening->window;
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteRun) run = resite_run_new_finish (result, &error);

  if (self->data_folder == NULL)
    return;
  if (run != NULL)
    show_opened (self, run);
  else if (g_error_matches (error, RESITE_ERROR, RESITE_ERROR_LOCKED))
    _resite_window_open_run (self, opening->path, RESITE_RUN_LOOK, NULL);
  else
    _resite_window_complain (self, error);
}

void
_resite_window_open_run (ResiteWindow *self, const char *path, ResiteRunMode mode,
                         const char *reason)
{
  ResiteRunOptions options;
  Opening *opening;

  g_clear_object (&self->rehearsal);
  self->rehearsal = resite_rehearsal_find (self->site, path);
  if (!has_name (self))
    {
      _resite_window_show_start (self);
      resite_start_page_set_person (self->start_page, "", "");
      resite_start_page_say (self->start_page, GTK_MESSAGE_WARNING,
                             _ ("Write your name, then open the run."));
      return;
    }
  options = get_options (self);
  opening = g_new0 (Opening, 1);
  opening->window = g_object_ref (self);
  opening->path = g_strdup (path);
  _resite_window_show_wait (self, _ ("Opening the record…"));
  resite_run_open_async (path, mode, _resite_window_keep_person (self), reason, &options, opened_cb,
                         opening);
}

static void
left_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Opening) opening = user_data;
  ResiteWindow *self = opening->window;
  g_autofree char *reason = g_steal_pointer (&self->reason);
  g_autoptr (GError) error = NULL;

  if (!resite_run_close_finish (RESITE_RUN (object), result, &error))
    g_message ("%s", error->message);
  if (self->data_folder != NULL)
    _resite_window_open_run (self, opening->path, RESITE_RUN_TAKE_OVER, reason);
}

void
_resite_window_take_over (ResiteWindow *self, const char *reason)
{
  Opening *opening = g_new0 (Opening, 1);

  opening->window = g_object_ref (self);
  opening->path = g_strdup (resite_journal_get_path (resite_run_get_journal (self->run)));
  g_free (self->reason);
  self->reason = g_strdup (reason);
  g_clear_object (&self->asker);
  _resite_window_show_wait (self, _ ("Taking the run over…"));
  resite_run_close_async (self->run, left_cb, opening);
}

void
resite_window_open_file (ResiteWindow *self, const char *path)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);

  g_return_if_fail (RESITE_IS_WINDOW (self));
  if (g_str_has_suffix (absolute, ".siteplan"))
    _resite_window_open_plan (self, absolute);
  else if (resite_start_page_has_person (self->start_page))
    _resite_window_open_run (self, absolute, RESITE_RUN_ACT, NULL);
  else
    resite_start_page_say (self->start_page, GTK_MESSAGE_WARNING,
                           _ ("Write your name, then open the run."));
}

void
resite_window_set_packages (ResiteWindow *self, guint packages)
{
  g_return_if_fail (RESITE_IS_WINDOW (self));
  self->packages = packages;
}
