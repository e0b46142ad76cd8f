/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-wizard-turn"
#include "config.h"
#include <glib/gi18n.h>
#include "resite-wizard-private.h"

/* After a step was closed the run goes on where it stands, which may be an earlier step that is
 * offered again; after reading it goes on in order. */
static void
turn_page (ResiteWizard *self)
{
  ResiteStepRun *current = resite_run_get_current (self->run);
  gboolean turned;

  if (_resite_wizard_get_step (self) != NULL && !self->only_read && current != NULL)
    turned = resite_navigator_go_to (self->navigator, resite_step_run_get_name (current));
  else
    turned = resite_navigator_go_next (self->navigator);
  if (turned)
    _resite_wizard_show_place (self);
}

static void
applied_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ResiteWizard) self = user_data;
  g_autoptr (GError) error = NULL;
  ResitePage *page = RESITE_PAGE (object);
  gboolean done = resite_page_apply_finish (page, result, &error);

  g_clear_object (&self->apply);
  if (self->page != page)
    return;
  if (done)
    turn_page (self);
  else
    resite_page_complain (page, error);
}

static void
say_why_not (ResiteWizard *self, const char *reason)
{
  /* TRANSLATORS: %s is what has to happen first: "the name of the machine, typed by you". */
  g_autofree char *text = g_strdup_printf (_ ("Next waits for: %s"), reason);

  resite_wizard_say (self, GTK_MESSAGE_WARNING, text);
  self->said_reason = TRUE;
}

/* What cannot be done now is only read, and reading waits for nothing. */
static gboolean
is_only_looked_at (ResiteWizard *self)
{
  return !resite_run_may_act (self->run) || resite_navigator_is_ahead (self->navigator) ||
         g_strcmp0 (resite_run_get_condition (self->run), "open") != 0;
}

void
_resite_wizard_next (ResiteWizard *self)
{
  g_autofree char *reason = NULL;

  if (self->page == NULL || self->apply != NULL)
    return;
  if (is_only_looked_at (self))
    {
      if (resite_navigator_go_next (self->navigator))
        _resite_wizard_show_place (self);
      return;
    }
  reason = resite_page_dup_next_reason (self->page);
  if (reason != NULL)
    {
      say_why_not (self, reason);
      return;
    }
  self->apply = g_cancellable_new ();
  resite_page_apply_async (self->page, self->apply, applied_cb, g_object_ref (self));
}

void
_resite_wizard_back (ResiteWizard *self)
{
  if (self->page != NULL && resite_navigator_go_back (self->navigator))
    _resite_wizard_show_place (self);
}
