/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-step-page-actions"

#include "config.h"
#include <glib/gi18n.h>
#include "resite-step-page-actions.h"
#include "resite-watch-section.h"
#include "resite-work-section.h"

static ResiteActionSection *
find_section (ResiteStepPage *page, GType type)
{
  GPtrArray *sections = resite_step_page_get_sections (page);
  ResiteActionSection *found = NULL;

  for (guint i = 0; i < sections->len; i++)
    {
      ResiteActionSection *section = g_ptr_array_index (sections, i);
      const ResiteActionState *state = resite_action_section_get_state (section);

      if (!G_TYPE_CHECK_INSTANCE_TYPE (section, type))
        continue;
      if (found == NULL || (state != NULL && g_strcmp0 (state->outcome, "running") == 0))
        found = section;
    }
  return found;
}

static void
find_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ResiteActionSection *section = find_section (user_data, RESITE_TYPE_WORK_SECTION);

  if (section != NULL)
    resite_work_section_find (RESITE_WORK_SECTION (section));
}

static void
pause_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ResiteActionSection *section = find_section (user_data, RESITE_TYPE_WORK_SECTION);

  if (section != NULL)
    resite_work_section_toggle_paused (RESITE_WORK_SECTION (section));
}

static void
copy_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GPtrArray *sections = resite_step_page_get_sections (user_data);
  const char *command = NULL;

  for (guint i = 0; command == NULL && i < sections->len; i++)
    command = resite_action_section_get_command (g_ptr_array_index (sections, i));
  if (command == NULL)
    return;
  gtk_clipboard_set_text (gtk_clipboard_get (GDK_SELECTION_CLIPBOARD), command, -1);
  resite_page_say (user_data, GTK_MESSAGE_INFO, _ ("The command is copied."));
}

static void
find_error (ResiteStepPage *page, int direction)
{
  ResiteActionSection *section = find_section (page, RESITE_TYPE_WATCH_SECTION);

  if (section != NULL)
    resite_watch_section_find_error (RESITE_WATCH_SECTION (section), direction);
}

static void
next_error_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  find_error (user_data, 1);
}

static void
previous_error_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  find_error (user_data, -1);
}

static void
add_swapped (ResiteStepPage *self, const char *name, GCallback callback, gpointer target)
{
  g_autoptr (GSimpleAction) action = g_simple_action_new (name, NULL);

  g_signal_connect_object (action, "activate", callback, target, G_CONNECT_SWAPPED);
  g_action_map_add_action (G_ACTION_MAP (resite_page_get_actions (RESITE_PAGE (self))),
                           G_ACTION (action));
}

void
resite_step_page_add_actions (ResiteStepPage *self, ResiteStepControls *controls,
                              ResiteEvidenceBox *evidence)
{
  static const GActionEntry entries[] = {
    { "find", find_cb },
    { "pause", pause_cb },
    { "copy", copy_cb },
    { "next-error", next_error_cb },
    { "previous-error", previous_error_cb },
  };

  g_return_if_fail (RESITE_IS_STEP_PAGE (self));

  g_action_map_add_action_entries (G_ACTION_MAP (resite_page_get_actions (RESITE_PAGE (self))),
                                   entries, G_N_ELEMENTS (entries), self);
  add_swapped (self, "note", G_CALLBACK (resite_evidence_box_note), evidence);
  add_swapped (self, "evidence", G_CALLBACK (resite_evidence_box_attach), evidence);
  add_swapped (self, "check-again", G_CALLBACK (resite_step_controls_start), controls);
  add_swapped (self, "retry", G_CALLBACK (resite_step_controls_retry), controls);
}
