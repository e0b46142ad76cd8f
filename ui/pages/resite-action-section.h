/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "resite-page.h"

G_BEGIN_DECLS

/* One action of a step on its page: heading with the outcome in mark, word and "how we know", the
 * action's own text, and below it what its kind needs. Subclasses fill the body. */
#define RESITE_TYPE_ACTION_SECTION (resite_action_section_get_type ())
G_DECLARE_DERIVABLE_TYPE (ResiteActionSection, resite_action_section, RESITE, ACTION_SECTION,
                          GtkBox)

struct _ResiteActionSectionClass
{
  GtkBoxClass parent_class;

  /* @state (nullable): nothing was said of the action yet. @job (nullable): the one of this action,
   * running or over. */
  void (*refresh) (ResiteActionSection *self, const ResiteActionState *state, ResiteJob *job);
  /* (nullable) (transfer full): what Next waits for here. */
  char *(*dup_next_reason) (ResiteActionSection *self);
  /* TRUE when something here is unfinished and got the focus. */
  gboolean (*grab_first_focus) (ResiteActionSection *self);
  /* On the button of the person's word; NULL: "I have done it". */
  const char *word;
};

/* The subclass that its kind asks for, inside @page; floating. */
GtkWidget *resite_action_section_new (ResitePage *page, ResiteAction *action);

ResitePage *resite_action_section_get_page (ResiteActionSection *self);
ResiteAction *resite_action_section_get_action (ResiteActionSection *self);
GtkBox *resite_action_section_get_body (ResiteActionSection *self);
/* (nullable) (transfer none): of the newest attempt. */
const ResiteActionState *resite_action_section_get_state (ResiteActionSection *self);
/* (transfer none): the newest items of this action; the same list until the attempt, the job or the
 * outcome is another. */
GListModel *resite_action_section_get_items (ResiteActionSection *self);
/* The first command to copy, or NULL. */
const char *resite_action_section_get_command (ResiteActionSection *self);
/* Resite does it here by itself. */
gboolean resite_action_section_is_automatic (ResiteActionSection *self);
/* It ended well, or a person said that it did. */
gboolean resite_action_section_is_settled (ResiteActionSection *self);
/* It is the turn of this action, the first that is not settled: the page says so. */
void resite_action_section_set_its_turn (ResiteActionSection *self, gboolean its_turn);

void resite_action_section_refresh (ResiteActionSection *self);
char *resite_action_section_dup_next_reason (ResiteActionSection *self);
gboolean resite_action_section_grab_first_focus (ResiteActionSection *self);

G_END_DECLS
