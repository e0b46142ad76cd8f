/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-cli"

#include "config.h"

#include <glib/gi18n.h>

#include "resite-cli-reach-take.h"
#include "resite-cli-report.h"
#include "resite-cli-terminal.h"
#include "resite-error.h"

#define ALL "all"

gboolean
resite_cli_take_init (ResiteCliTake *self, ResiteCli *cli, ResitePlan *plan,
                      const char *const *machines, GError **error)
{
  const char *list = resite_cli_get (cli, "take");

  *self = (ResiteCliTake){ .cli = cli, .plan = plan };
  if (list == NULL)
    return TRUE;
  self->roles = g_strsplit (list, ",", -1);
  for (guint i = 0; self->roles[i] != NULL; i++)
    if (!g_str_equal (self->roles[i], ALL) && !g_strv_contains (machines, self->roles[i]))
      {
        g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                     _ ("--take: the plan has no machine “%s”"), self->roles[i]);
        return FALSE;
      }
  return TRUE;
}

void
resite_cli_take_clear (ResiteCliTake *self)
{
  g_clear_pointer (&self->roles, g_strfreev);
}

static gboolean
is_named (const ResiteCliTake *self, const char *role)
{
  return g_strv_contains ((const char *const *)self->roles, role);
}

static gboolean
is_wanted (const ResiteCliTake *self, const char *role)
{
  return self->roles != NULL && (is_named (self, role) || is_named (self, ALL));
}

static void
tell (ResiteCliTake *self, const char *role, const char *state, const char *message)
{
  JsonBuilder *builder;

  if (!resite_cli_is_json (self->cli))
    {
      resite_cli_report_say ("%s: %s", role, message);
      return;
    }
  builder = resite_cli_report_begin ("event");
  resite_cli_report_add_text (builder, "name", role);
  resite_cli_report_add_text (builder, "state", state);
  resite_cli_report_add_text (builder, "message", message);
  resite_cli_report_end (builder);
}

/* Somebody at a terminal is asked; a script has said it already. */
static gboolean
asks (const ResiteCliTake *self)
{
  return resite_cli_terminal_is_there () && !resite_cli_has (self->cli, "yes");
}

/* "" where nobody was named. */
static gboolean
name_user (ResiteCliTake *self, const char *role, ResiteReachOffer *offer, GError **error)
{
  g_autofree char *question = NULL;
  g_autofree char *line = NULL;

  if (offer->user_key == NULL)
    return TRUE;
  if (resite_cli_has (self->cli, "user"))
    {
      resite_reach_offer_set_user (offer, resite_cli_get (self->cli, "user"));
      return TRUE;
    }
  if (!asks (self))
    return TRUE;
  /* TRANSLATORS: "old". */
  question = g_strdup_printf (_ ("Who signs in at %s, as DOMAIN\\USER or USER? "), role);
  line = resite_cli_terminal_ask (self->cli, question, FALSE, error);
  if (line == NULL)
    return FALSE;
  if (*g_strstrip (line) != '\0')
    resite_reach_offer_set_user (offer, line);
  return TRUE;
}

static gboolean
may_take (ResiteCliTake *self, const char *role, const ResiteReachOffer *offer, gboolean *may,
          GError **error)
{
  g_autofree char *question = NULL;
  g_autofree char *line = NULL;

  *may = TRUE;
  if (!asks (self))
    {
      *may = offer->cost == NULL || is_named (self, role);
      if (!*may)
        tell (self, role, "left-out", _ ("left out, because it costs safety; name it to take it"));
      return TRUE;
    }
  /* TRANSLATORS: "old", a word of the plan. */
  question = g_strdup_printf (_ ("Reach %s by %s, and write it into the plan? yes/no: "), role,
                              offer->reach);
  line = resite_cli_terminal_ask (self->cli, question, FALSE, error);
  *may = line != NULL && resite_cli_terminal_says_yes (line);
  return line != NULL;
}

static void
take (ResiteCliTake *self, const char *role, ResiteReachOffer *offer)
{
  g_autoptr (GError) why = NULL;
  g_autofree char *text = NULL;

  if (!resite_reach_offer_take (offer, self->plan, &why))
    {
      self->failed = TRUE;
      tell (self, role, "left-out", why->message);
      return;
    }
  self->written += offer->values->len;
  /* TRANSLATORS: a word of the plan. */
  text = g_strdup_printf (_ ("reached by %s from now on"), offer->reach);
  tell (self, role, "taken", text);
}

gboolean
resite_cli_take_one (ResiteCliTake *self, const char *role, ResiteReachOffer *offer, GError **error)
{
  gboolean may;

  if (!is_wanted (self, role))
    return TRUE;
  if (offer == NULL)
    {
      if (is_named (self, role))
        tell (self, role, "left-out", _ ("no better way was found"));
      return TRUE;
    }
  if (!may_take (self, role, offer, &may, error))
    return FALSE;
  if (!may)
    return TRUE;
  if (!name_user (self, role, offer, error))
    return FALSE;
  take (self, role, offer);
  return TRUE;
}

gboolean
resite_cli_take_save (ResiteCliTake *self, const char *path, GError **error)
{
  if (self->written == 0)
    return TRUE;
  if (!resite_plan_save (self->plan, path, error))
    return FALSE;
  if (!resite_cli_is_json (self->cli))
    resite_cli_report_say (ngettext ("%u value was written into %s.",
                                     "%u values were written into %s.", self->written),
                           self->written, path);
  return TRUE;
}
