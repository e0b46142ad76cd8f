/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-form-section"

#include "config.h"
#include <glib/gi18n.h>
#include "resite-form-section.h"
#include "resite-form-view.h"
#include "resite-label.h"
#include "resite-model-box.h"

struct _ResiteFormSection
{
  ResiteActionSection parent_instance;

  GtkWidget *form;
  GtkWidget *button;
  GtkWidget *model; /* or NULL: no model is chosen here */
  gboolean changed;
  gboolean busy;
};

G_DEFINE_FINAL_TYPE (ResiteFormSection, resite_form_section, RESITE_TYPE_ACTION_SECTION)

static gboolean
is_filled (ResiteFormSection *self)
{
  const ResiteActionState *state = resite_action_section_get_state (RESITE_ACTION_SECTION (self));

  return state != NULL &&
         (g_strcmp0 (state->outcome, "told") == 0 || g_strcmp0 (state->outcome, "ok") == 0);
}

static void
update (ResiteFormSection *self)
{
  ResitePage *page = resite_action_section_get_page (RESITE_ACTION_SECTION (self));
  gboolean editable = resite_page_is_editable (page);
  gboolean needed = self->changed || !is_filled (self);

  gtk_widget_set_sensitive (self->form, editable);
  gtk_widget_set_sensitive (self->button, editable && needed && !self->busy);
  gtk_button_set_label (GTK_BUTTON (self->button),
                        needed ? _ ("Write it down") : _ ("Written down"));
}

static void
form_changed_cb (ResiteFormSection *self)
{
  self->changed = TRUE;
  update (self);
  resite_page_next_changed (resite_action_section_get_page (RESITE_ACTION_SECTION (self)));
}

static void
filled_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ResiteFormSection) self = user_data;
  g_autoptr (GError) error = NULL;

  self->busy = FALSE;
  if (gtk_widget_get_parent (GTK_WIDGET (self)) == NULL)
    return;
  if (resite_page_perform_finish (RESITE_PAGE (object), result, &error))
    self->changed = FALSE;
  else
    resite_page_complain (RESITE_PAGE (object), error);
  update (self);
  resite_page_next_changed (RESITE_PAGE (object));
}

static void
fill_cb (ResiteFormSection *self)
{
  ResitePage *page = resite_action_section_get_page (RESITE_ACTION_SECTION (self));
  g_autofree char *fault = resite_form_view_dup_fault (RESITE_FORM_VIEW (self->form), TRUE);
  g_autoptr (ResiteMove) move = NULL;

  if (fault != NULL)
    {
      resite_page_say (page, GTK_MESSAGE_WARNING, fault);
      resite_form_view_grab_fault (RESITE_FORM_VIEW (self->form));
      return;
    }
  self->busy = TRUE;
  move = resite_page_new_move (page, RESITE_MOVE_FILL);
  resite_form_view_fill (RESITE_FORM_VIEW (self->form), move);
  resite_page_perform_async (page, move, NULL, filled_cb, g_object_ref (self));
  update (self);
}

static void
model_chosen_cb (ResiteFormSection *self, const char *server, const char *code)
{
  resite_form_section_offer (self, "source-dp", server);
  resite_form_section_offer (self, "source-site", code);
}

static void
add_model_box (ResiteFormSection *self, ResitePage *page, GtkBox *body)
{
  ResiteAction *action = resite_action_section_get_action (RESITE_ACTION_SECTION (self));

  if (!resite_model_box_fits (page, action))
    return;
  self->model = resite_model_box_new (page);
  g_signal_connect_object (self->model, "chosen", G_CALLBACK (model_chosen_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_pack_start (body, self->model, FALSE, FALSE, 0);
}

static void
build (ResiteFormSection *self)
{
  ResiteActionSection *section = RESITE_ACTION_SECTION (self);
  ResitePage *page = resite_action_section_get_page (section);
  GtkBox *body = resite_action_section_get_body (section);

  self->form = resite_form_view_new (resite_page_get_run (page), resite_page_get_step_run (page),
                                     resite_action_section_get_action (section));
  g_signal_connect_object (self->form, "changed", G_CALLBACK (form_changed_cb), self,
                           G_CONNECT_SWAPPED);
  self->button = gtk_button_new_with_label (_ ("Write it down"));
  gtk_style_context_add_class (gtk_widget_get_style_context (self->button), "resite-deed");
  gtk_widget_set_halign (self->button, GTK_ALIGN_START);
  g_signal_connect_object (self->button, "clicked", G_CALLBACK (fill_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_show (self->button);
  gtk_box_pack_start (body, self->form, FALSE, FALSE, 0);
  add_model_box (self, page, body);
  gtk_box_pack_start (body, self->button, FALSE, FALSE, 0);
}

static void
resite_form_section_refresh (ResiteActionSection *section, const ResiteActionState *state,
                             ResiteJob *job)
{
  ResiteFormSection *self = RESITE_FORM_SECTION (section);

  if (self->form == NULL)
    build (self);
  if (self->model != NULL)
    gtk_widget_set_visible (self->model, gtk_widget_is_sensitive (self->form) && !is_filled (self));
  update (self);
}

static char *
resite_form_section_dup_next_reason (ResiteActionSection *section)
{
  ResiteFormSection *self = RESITE_FORM_SECTION (section);
  g_autofree char *fault = NULL;

  if (self->form == NULL || (is_filled (self) && !self->changed))
    return NULL;
  fault = resite_form_view_dup_fault (RESITE_FORM_VIEW (self->form), FALSE);
  return fault != NULL ? g_steal_pointer (&fault)
                       : g_strdup (_ ("the form: press “Write it down”"));
}

static gboolean
resite_form_section_grab_first_focus (ResiteActionSection *section)
{
  ResiteFormSection *self = RESITE_FORM_SECTION (section);

  if (self->form == NULL || is_filled (self) || !gtk_widget_is_sensitive (self->form))
    return FALSE;
  resite_form_view_grab_first (RESITE_FORM_VIEW (self->form));
  return TRUE;
}

static void
resite_form_section_class_init (ResiteFormSectionClass *klass)
{
  ResiteActionSectionClass *section_class = RESITE_ACTION_SECTION_CLASS (klass);

  section_class->refresh = resite_form_section_refresh;
  section_class->dup_next_reason = resite_form_section_dup_next_reason;
  section_class->grab_first_focus = resite_form_section_grab_first_focus;
}

static void
resite_form_section_init (ResiteFormSection *self)
{
}

void
resite_form_section_offer (ResiteFormSection *self, const char *id, const char *value)
{
  g_return_if_fail (RESITE_IS_FORM_SECTION (self));

  if (self->form != NULL && !is_filled (self))
    resite_form_view_offer (RESITE_FORM_VIEW (self->form), id, value);
}
