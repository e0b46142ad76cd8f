/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-pause-page"

#include "config.h"
#include <glib/gi18n.h>
#include "resite-open-points.h"
#include "resite-pause-page.h"
#include "resite-signature.h"

#define LAST_PHASE "N"

struct _ResitePausePage
{
  ResiteStepPage parent_instance;

  GtkWidget *signature;
  GtkWidget *open_points; /* at the last pauses, or NULL */
};

G_DEFINE_FINAL_TYPE (ResitePausePage, resite_pause_page, RESITE_TYPE_STEP_PAGE)

static void
set_fact (ResiteMove *move, const char *name, const char *value)
{
  if (value != NULL)
    resite_move_set (move, name, value);
}

/* (nullable): why the run would not take a signature with these facts. */
static char *
find_obstacle (ResitePausePage *self, const char *released_by, const char *overrule)
{
  g_autoptr (ResiteMove) move = resite_page_new_move (RESITE_PAGE (self), RESITE_MOVE_SIGN);
  g_autoptr (GError) error = NULL;

  set_fact (move, "released-by", released_by);
  set_fact (move, "overrule", overrule);
  if (resite_run_check_move (resite_page_get_run (RESITE_PAGE (self)), move, &error))
    return NULL;
  return g_strdup (error->message);
}

static void
sign_cb (ResitePausePage *self)
{
  ResiteSignature *signature = RESITE_SIGNATURE (self->signature);
  g_autoptr (ResiteMove) move = resite_page_new_move (RESITE_PAGE (self), RESITE_MOVE_SIGN);

  set_fact (move, "released-by", resite_signature_get_released_by (signature));
  set_fact (move, "overrule", resite_signature_get_overrule (signature));
  set_fact (move, "note", resite_signature_get_note (signature));
  resite_step_page_perform (RESITE_STEP_PAGE (self), move);
}

/* In the last phase it is signed that every open point is named: here is where that is done. */
static GtkWidget *
make_open_points (ResitePausePage *self, ResiteStep *step)
{
  if (g_strcmp0 (resite_step_get_phase_id (step), LAST_PHASE) != 0)
    return NULL;
  self->open_points = resite_open_points_new (RESITE_PAGE (self));
  return self->open_points;
}

static GtkWidget *
resite_pause_page_make_end (ResiteStepPage *page)
{
  ResitePausePage *self = RESITE_PAUSE_PAGE (page);
  ResiteStepRun *step = resite_page_get_step_run (RESITE_PAGE (page));
  const char *text = resite_step_get_released_by (resite_step_run_get_step (step));
  g_autofree char *released_by =
      text != NULL ? resite_run_expand (resite_page_get_run (RESITE_PAGE (page)), step, text)
                   : NULL;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->signature = resite_signature_new ();
  resite_signature_set_released_by (RESITE_SIGNATURE (self->signature), released_by);
  g_signal_connect_object (self->signature, "sign", G_CALLBACK (sign_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->signature, "changed", G_CALLBACK (resite_page_next_changed), self,
                           G_CONNECT_SWAPPED);
  if (make_open_points (self, resite_step_run_get_step (step)) != NULL)
    gtk_box_pack_start (GTK_BOX (box), self->open_points, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), self->signature, FALSE, FALSE, 0);
  gtk_widget_show (box);
  return box;
}

static void
resite_pause_page_refresh_end (ResiteStepPage *page)
{
  ResitePausePage *self = RESITE_PAUSE_PAGE (page);
  ResiteStepRun *step = resite_page_get_step_run (RESITE_PAGE (page));
  g_autofree char *locked = find_obstacle (self, "-", "-");
  g_autofree char *objection = find_obstacle (self, "-", NULL);

  if (resite_step_page_is_busy (page) && locked == NULL)
    locked = g_strdup ("");
  gtk_widget_set_visible (self->signature,
                          resite_page_is_editable (RESITE_PAGE (page)) &&
                              !resite_step_status_is_closed (resite_step_run_get_status (step)));
  if (self->open_points != NULL)
    resite_open_points_set_editable (RESITE_OPEN_POINTS (self->open_points),
                                     resite_page_is_editable (RESITE_PAGE (page)));
  resite_signature_show (RESITE_SIGNATURE (self->signature),
                         resite_page_get_person (RESITE_PAGE (page)), objection, locked);
}

static char *
resite_pause_page_dup_end_reason (ResiteStepPage *page)
{
  ResitePausePage *self = RESITE_PAUSE_PAGE (page);
  const char *missing = resite_signature_get_missing (RESITE_SIGNATURE (self->signature));

  return g_strdup (missing != NULL && *missing != '\0'
                       ? missing
                       : _ ("your signature: read the lines aloud, then sign"));
}

static void
resite_pause_page_class_init (ResitePausePageClass *klass)
{
  ResiteStepPageClass *page_class = RESITE_STEP_PAGE_CLASS (klass);

  page_class->make_end = resite_pause_page_make_end;
  page_class->refresh_end = resite_pause_page_refresh_end;
  page_class->dup_end_reason = resite_pause_page_dup_end_reason;
  page_class->emphasis = 1u << RESITE_ACTION_CHECK;
}

static void
resite_pause_page_init (ResitePausePage *self)
{
}
