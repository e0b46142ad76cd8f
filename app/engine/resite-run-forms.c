/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-run-forms"

#include "config.h"

#include <string.h>

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "resite-drive-private.h"

static gboolean
is_filled (ResiteStepRun *step, ResiteAction *form)
{
  const ResiteActionState *state =
      resite_step_state_get_action (resite_step_run_get_state (step), resite_action_get_id (form));

  return state != NULL && state->ended_at != 0;
}

ResiteAction *
_resite_run_find_form (ResiteRun *self, ResiteStepRun *step, const char *id)
{
  GPtrArray *actions = resite_step_get_actions (resite_step_run_get_step (step));
  ResiteAction *first = NULL;

  for (guint i = 0; i < actions->len; i++)
    {
      ResiteAction *action = actions->pdata[i];

      if (resite_action_get_kind (action) != RESITE_ACTION_FORM ||
          !_resite_run_action_applies (self, step, action))
        continue;
      if (id != NULL && g_str_equal (resite_action_get_id (action), id))
        return action;
      if (id == NULL && !is_filled (step, action))
        return action;
      if (first == NULL)
        first = action;
    }
  return id == NULL ? first : NULL;
}

static char *
find_value (ResiteRun *self, ResiteStepRun *step, ResiteAction *form, ResiteEntry *field,
            ResiteMove *move)
{
  g_autofree char *name = g_strconcat ("field.", resite_entry_get_id (field), NULL);
  const char *given = move != NULL ? resite_move_get (move, name) : NULL;

  if (given != NULL)
    return g_strdup (given);
  return resite_step_run_get_field (step, form, resite_entry_get_id (field));
}

static const char *
find_fault (const char *type, const char *value)
{
  if (g_strcmp0 (type, "address") == 0 && !g_hostname_is_ip_address (value))
    return _ ("this is no address; it looks like 10.4.1.20");
  if (g_strcmp0 (type, "mask") == 0 && !g_hostname_is_ip_address (value))
    return _ ("this is no mask; it looks like 255.255.255.0");
  if (g_strcmp0 (type, "number") == 0 &&
      !g_ascii_string_to_signed (value, 10, G_MININT64, G_MAXINT64, NULL, NULL))
    return _ ("this is no whole number");
  if (g_strcmp0 (type, "yes-no") == 0 && !g_str_equal (value, "yes") && !g_str_equal (value, "no"))
    return _ ("the answer is yes or no");
  if (g_strcmp0 (type, "name") == 0 && strpbrk (value, " \\/:*?\"<>|,") != NULL)
    return _ ("a computer's name has no spaces and none of \\ / : * ? \" < > |");
  return NULL;
}

static gboolean
has_field (ResiteAction *form, const char *id)
{
  GPtrArray *fields = resite_action_get_entries (form);

  for (guint i = 0; i < fields->len; i++)
    if (g_str_equal (resite_entry_get_id (fields->pdata[i]), id))
      return TRUE;
  return FALSE;
}

static gboolean
is_known (GPtrArray *forms, const char *field)
{
  for (guint i = 0; i < forms->len; i++)
    if (has_field (forms->pdata[i], field))
      return TRUE;
  return FALSE;
}

/* (transfer full): "folders, delete". */
static char *
list_fields (GPtrArray *forms)
{
  GString *list = g_string_new (NULL);

  for (guint i = 0; i < forms->len; i++)
    {
      GPtrArray *fields = resite_action_get_entries (forms->pdata[i]);

      for (guint j = 0; j < fields->len; j++)
        g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "",
                                resite_entry_get_id (fields->pdata[j]));
    }
  return g_string_free (list, FALSE);
}

char *
_resite_run_find_unknown_field (GPtrArray *forms, ResiteMove *move)
{
  g_auto (GStrv) names = resite_move_list (move);
  g_autofree char *known = list_fields (forms);

  for (guint i = 0; names[i] != NULL; i++)
    if (g_str_has_prefix (names[i], "field.") && !is_known (forms, names[i] + strlen ("field.")))
      /* TRANSLATORS: %1 is what somebody wrote, %2 the fields that there are. */
      return g_strdup_printf (_ ("This form has no field “%s”. Its fields are: %s."),
                              names[i] + strlen ("field."), known);
  return NULL;
}

char *
_resite_run_check_form (ResiteRun *self, ResiteStepRun *step, ResiteAction *form, ResiteMove *move)
{
  GPtrArray *fields = resite_action_get_entries (form);

  for (guint i = 0; i < fields->len; i++)
    {
      ResiteEntry *field = fields->pdata[i];
      g_autofree char *value = find_value (self, step, form, field, move);
      const char *label = resite_entry_get_label (field);
      g_autofree char *shown =
          resite_run_expand (self, step, label != NULL ? label : resite_entry_get_id (field));
      g_strstrip (value);

      if (*value == '\0' && g_strcmp0 (resite_entry_get (field, "required"), "yes") == 0)
        return g_strdup_printf (_ ("“%s” is empty, and it is needed later."), shown);
      const char *fault =
          *value != '\0' ? find_fault (resite_entry_get (field, "type"), value) : NULL;
      if (fault != NULL)
        return g_strdup_printf (_ ("“%s”: %s."), shown, fault);
    }
  return NULL;
}

void
_resite_run_draft_filled (ResiteRun *self, GPtrArray *drafts, const char *by, ResiteStepRun *step,
                          ResiteAction *form, ResiteMove *move)
{
  ResiteEvent *event = _resite_run_draft (drafts, RESITE_EVENT_FILLED, by, step);
  GPtrArray *fields = resite_action_get_entries (form);

  resite_event_set (event, "action", resite_action_get_id (form));
  resite_event_set (event, "kind", "form");
  for (guint i = 0; i < fields->len; i++)
    {
      g_autofree char *name = g_strconcat ("field.", resite_entry_get_id (fields->pdata[i]), NULL);
      g_autofree char *value = find_value (self, step, form, fields->pdata[i], move);
      resite_event_set_text (event, name, g_strstrip (value));
    }
}
