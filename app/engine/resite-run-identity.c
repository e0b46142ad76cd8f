/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-run-identity"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-run-reach-private.h"

/* A name says nothing about a box: names change hands today. What the maker wrote into it does. */

static const char *
get_plan_value (ResiteRun *self, const char *role, const char *key)
{
  g_autofree char *name = g_strconcat (_resite_run_find_section (self, role), ".", key, NULL);
  const char *value = resite_plan_get (self->plan, name);

  return value != NULL && *value != '\0' ? value : NULL;
}

/* Without what people write between the digits. */
static char *
strip_number (const char *text)
{
  GString *plain = g_string_new (NULL);

  for (; *text != '\0'; text++)
    if (g_ascii_isalnum (*text))
      g_string_append_c (plain, g_ascii_toupper (*text));
  return g_string_free (plain, FALSE);
}

static gboolean
same_number (const char *a, const char *b)
{
  g_autofree char *left = a != NULL ? strip_number (a) : NULL;
  g_autofree char *right = b != NULL ? strip_number (b) : NULL;

  return left != NULL && *left != '\0' && g_strcmp0 (left, right) == 0;
}

static gboolean
has_card (GStrv macs, const char *mac)
{
  for (guint i = 0; macs != NULL && macs[i] != NULL; i++)
    if (same_number (macs[i], mac))
      return TRUE;
  return FALSE;
}

char *
_resite_run_describe_box (const ResiteWindowsIdentity *seen)
{
  g_autofree char *macs = seen->macs != NULL ? g_strjoinv (", ", seen->macs) : g_strdup ("");

  /* TRANSLATORS: name, model, serial number, hardware number, network cards of a server. */
  return g_strdup_printf (_ ("%s (%s, serial number %s, hardware number %s, network card %s)"),
                          seen->name != NULL ? seen->name : "?",
                          seen->model != NULL ? seen->model : "?",
                          seen->serial != NULL ? seen->serial : "?",
                          seen->uuid != NULL ? seen->uuid : _ ("none"), macs);
}

/* -1: another one; 0: nothing is known; 1: this one. */
static int
compare_one (gboolean known, gboolean seen, gboolean same)
{
  return !known || !seen ? 0 : same ? 1 : -1;
}

/* What the plan has of the case and of the machine; one that differs is enough. */
static int
compare_with_plan (ResiteRun *self, const char *role, const ResiteWindowsIdentity *seen)
{
  const char *uuid = get_plan_value (self, role, "uuid");
  const char *serial = get_plan_value (self, role, "serial");
  const char *mac = get_plan_value (self, role, "mac");
  const int verdicts[] = {
    compare_one (uuid != NULL, seen->uuid != NULL, same_number (uuid, seen->uuid)),
    compare_one (serial != NULL, seen->serial != NULL, same_number (serial, seen->serial)),
    compare_one (mac != NULL, seen->macs != NULL && seen->macs[0] != NULL,
                 has_card (seen->macs, mac)),
  };
  int sum = 0;

  for (guint i = 0; i < G_N_ELEMENTS (verdicts); i++)
    {
      if (verdicts[i] < 0)
        return -1;
      sum += verdicts[i];
    }
  return sum > 0 ? 1 : 0;
}

static gboolean
shares_card (const char *macs, const ResiteWindowsIdentity *seen)
{
  g_auto (GStrv) known = g_strsplit (macs != NULL ? macs : "", " ", -1);

  for (guint i = 0; known[i] != NULL; i++)
    if (*known[i] != '\0' && has_card (seen->macs, known[i]))
      return TRUE;
  return FALSE;
}

/* The hardware number decides where there is one. */
static int
compare_with_known (const ResiteMachineFacts *facts, const ResiteWindowsIdentity *seen)
{
  if (facts->confirmed == NULL)
    return 0;
  if (facts->uuid != NULL && seen->uuid != NULL)
    return same_number (facts->uuid, seen->uuid) ? 1 : -1;
  if (facts->macs != NULL && seen->macs != NULL && seen->macs[0] != NULL)
    return shares_card (facts->macs, seen) ? 1 : -1;
  return facts->serial != NULL && seen->serial != NULL
             ? (same_number (facts->serial, seen->serial) ? 1 : -1)
             : 0;
}

/* (nullable): another machine of this run that this box is. */
static const char *
find_other_role (ResiteRun *self, const char *role, const ResiteWindowsIdentity *seen)
{
  const char *section = _resite_run_find_section (self, role);
  GHashTableIter iter;
  gpointer name, data;

  g_hash_table_iter_init (&iter, self->machines);
  while (g_hash_table_iter_next (&iter, &name, &data))
    {
      const ResiteMachineFacts *facts = &((ResiteMachineRecord *)data)->facts;

      if (!g_str_equal (name, section) && facts->confirmed != NULL && facts->uuid != NULL &&
          same_number (facts->uuid, seen->uuid))
        return name;
    }
  return NULL;
}

static gboolean
may_be_called (ResiteRun *self, const char *role, const char *name, gboolean any_name)
{
  const char *section = _resite_run_find_section (self, role);
  g_autofree char *now = resite_run_get_name_now (self, role);
  const char *other = g_str_equal (section, "old")   ? "old.name-after"
                      : g_str_equal (section, "new") ? "new.name-before"
                                                     : NULL;

  if (name == NULL || *now == '\0' || g_ascii_strcasecmp (name, now) == 0)
    return TRUE;
  return any_name && other != NULL &&
         (g_strcmp0 (name, resite_plan_get (self->plan, other)) == 0 ||
          g_ascii_strcasecmp (name, resite_plan_get (self->plan, "site.server-name")) == 0);
}

static char *
describe_wrong_box (ResiteRun *self, const char *role, const ResiteWindowsIdentity *seen)
{
  g_autofree char *box = _resite_run_describe_box (seen);
  const char *other = find_other_role (self, role, seen);

  if (other != NULL)
    return g_strdup_printf (
        /* TRANSLATORS: roles such as old, new, primary.1, and a box with its numbers. */
        _ ("Where “%s” should be, the box of “%s” answers: %s. Nothing was done there."), role,
        other, box);
  return g_strdup_printf (
      _ ("Where “%s” should be, another box answers: %s. Nothing was done there. "
         "Compare with the case, and correct the plan if it is wrong."),
      role, box);
}

static char *
describe_wrong_name (ResiteRun *self, const char *role, const ResiteWindowsIdentity *seen)
{
  g_autofree char *now = resite_run_get_name_now (self, role);

  return g_strdup_printf (
      _ ("The box of “%s” answers under the name %s, and by this record it is "
         "called %s. Somebody renamed it, or a step was done that nobody signed "
         "off. Nothing was done there."),
      role, seen->name, now);
}

ResiteBoxVerdict
_resite_run_judge_box (ResiteRun *self, const char *role, const ResiteWindowsIdentity *seen,
                       gboolean any_name, gboolean *by_plan, char **text)
{
  const ResiteMachineFacts *facts = &_resite_run_ensure_machine (self, role)->facts;
  int plan = compare_with_plan (self, role, seen);
  int known = compare_with_known (facts, seen);
  gboolean was_told = g_strcmp0 (facts->confirmed, "person") == 0;

  *text = NULL;
  *by_plan = plan > 0;
  /* What a person said at the machine weighs more than a number mistyped in the plan. */
  if (known < 0 || (plan < 0 && !(was_told && known > 0)) ||
      find_other_role (self, role, seen) != NULL)
    {
      *text = describe_wrong_box (self, role, seen);
      return RESITE_BOX_WRONG;
    }
  if (!may_be_called (self, role, seen->name, any_name))
    {
      *text = describe_wrong_name (self, role, seen);
      return RESITE_BOX_WRONG;
    }
  return plan > 0 || (known > 0 && g_strcmp0 (facts->confirmed, "no") != 0) ? RESITE_BOX_RIGHT
                                                                            : RESITE_BOX_UNKNOWN;
}

char *
_resite_run_tell_identity (const char *machine, gpointer run)
{
  const ResiteMachineFacts *facts = &_resite_run_ensure_machine (run, machine)->facts;
  const char *uuid = get_plan_value (run, machine, "uuid");
  const char *mac = get_plan_value (run, machine, "mac");

  if (facts->uuid != NULL && g_strcmp0 (facts->confirmed, "no") != 0)
    return g_strdup (facts->uuid);
  if (uuid != NULL || mac != NULL)
    return g_strdup (uuid != NULL ? uuid : mac);
  return g_strdup (facts->uuid != NULL ? facts->uuid : facts->macs);
}

void
_resite_run_draft_known (ResiteRun *self, GPtrArray *drafts, const char *by, const char *role,
                         const ResiteWindowsIdentity *seen, const char *confirmed)
{
  ResiteEvent *event = _resite_run_draft (drafts, RESITE_EVENT_MACHINE_KNOWN, by, NULL);
  g_autofree char *macs = seen->macs != NULL ? g_strjoinv (" ", seen->macs) : g_strdup ("");

  resite_event_set (event, "role", _resite_run_find_section (self, role));
  resite_event_set (event, "uuid", seen->uuid);
  resite_event_set (event, "serial", seen->serial);
  resite_event_set (event, "macs", macs);
  resite_event_set (event, "name", seen->name);
  resite_event_set (event, "model", seen->model);
  resite_event_set (event, "address", resite_connections_get_host (self->connections, role));
  resite_event_set (event, "confirmed", confirmed);
}
