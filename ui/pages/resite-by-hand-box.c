/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-by-hand-box"

#include "config.h"
#include <glib/gi18n.h>
#include "resite-block-view.h"
#include "resite-by-hand-box.h"
#include "resite-label.h"
#include "resite-sign-off.h"

struct _ResiteByHandBox
{
  GtkBox parent_instance;

  ResiteStepPage *page; /* unowned: we are inside it */
  GtkWidget *blocks;
  GtkWidget *sign_off;
};

G_DEFINE_FINAL_TYPE (ResiteByHandBox, resite_by_hand_box, GTK_TYPE_BOX)

static char *
find_obstacle (ResiteByHandBox *self)
{
  if (!resite_step_page_is_unlocked (self->page))
    return g_strdup (_ ("First unlock this step: type the name of the machine above."));
  return resite_step_page_dup_obstacle (self->page, RESITE_MOVE_DONE);
}

static void
done_cb (ResiteByHandBox *self)
{
  g_autoptr (ResiteMove) move = resite_page_new_move (RESITE_PAGE (self->page), RESITE_MOVE_DONE);

  resite_sign_off_fill (RESITE_SIGN_OFF (self->sign_off), move);
  resite_step_page_perform (self->page, move);
}

static void
resite_by_hand_box_class_init (ResiteByHandBoxClass *klass)
{
}

static void
resite_by_hand_box_init (ResiteByHandBox *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  gtk_style_context_add_class (gtk_widget_get_style_context (GTK_WIDGET (self)), "resite-section");
  self->blocks = resite_block_view_new ();
  self->sign_off = resite_sign_off_new ();
  resite_sign_off_set_label (RESITE_SIGN_OFF (self->sign_off), _ ("All of it is done"));
  g_signal_connect_object (self->sign_off, "done", G_CALLBACK (done_cb), self, G_CONNECT_SWAPPED);
  gtk_box_pack_start (GTK_BOX (self), resite_label_new (_ ("All of it by hand"), "resite-heading"),
                      FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (self), self->blocks, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (self), self->sign_off, FALSE, FALSE, 0);
}

GtkWidget *
resite_by_hand_box_new (ResiteStepPage *page)
{
  ResiteByHandBox *self = g_object_new (RESITE_TYPE_BY_HAND_BOX, NULL);

  self->page = page;
  return GTK_WIDGET (self);
}

void
resite_by_hand_box_refresh (ResiteByHandBox *self)
{
  ResiteStepRun *step;
  ResiteStepStatus status;
  g_autofree char *obstacle = NULL;

  g_return_if_fail (RESITE_IS_BY_HAND_BOX (self));

  step = resite_page_get_step_run (RESITE_PAGE (self->page));
  status = resite_step_run_get_status (step);
  resite_block_view_set_blocks (RESITE_BLOCK_VIEW (self->blocks),
                                resite_page_get_run (RESITE_PAGE (self->page)), step,
                                resite_step_get_by_hand (resite_step_run_get_step (step)));
  obstacle = find_obstacle (self);
  resite_sign_off_set_reason (RESITE_SIGN_OFF (self->sign_off),
                              resite_step_page_is_busy (self->page) ? "" : obstacle);
  gtk_widget_set_visible (self->sign_off, resite_page_is_editable (RESITE_PAGE (self->page)) &&
                                              !resite_step_status_is_closed (status));
}

const char *
resite_by_hand_box_get_command (ResiteByHandBox *self)
{
  g_return_val_if_fail (RESITE_IS_BY_HAND_BOX (self), NULL);

  return resite_block_view_get_command (RESITE_BLOCK_VIEW (self->blocks));
}

gboolean
resite_by_hand_box_grab (ResiteByHandBox *self)
{
  g_return_val_if_fail (RESITE_IS_BY_HAND_BOX (self), FALSE);

  if (!gtk_widget_get_visible (GTK_WIDGET (self)) || !gtk_widget_get_visible (self->sign_off))
    return FALSE;
  resite_sign_off_grab (RESITE_SIGN_OFF (self->sign_off));
  return TRUE;
}
