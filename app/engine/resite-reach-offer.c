/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-reach-offer"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-reach-limits.h"
#include "resite-reach-offer.h"

#define ANY_WINRM (RESITE_DESK_DOOR_WINRM | RESITE_DESK_DOOR_WINRM_PLAIN)

/* From the one that does least to the one that does most. */
static const struct
{
  const char *reach;
  guint doors; /* one of them must be open */
} ways[] = {
  { "by-hand", 0 },
  { "smb", RESITE_DESK_DOOR_SMB },
  { "rpc", RESITE_DESK_DOOR_SMB },
  { "winrm", ANY_WINRM },
};

void
resite_reach_offer_free (ResiteReachOffer *self)
{
  if (self == NULL)
    return;
  g_free (self->text);
  g_free (self->lines);
  g_free (self);
}

static const char *
get (ResitePlan *plan, const char *machine, const char *key)
{
  g_autofree char *name = g_strconcat (machine, ".", key, NULL);
  const char *value = resite_plan_get (plan, name);

  return value != NULL && *value != '\0' ? value : NULL;
}

/* By what a plan says; -1: its files lie on this desk, or nobody can tell. */
static int
find_way (const char *reach)
{
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    if (g_strcmp0 (reach != NULL ? reach : "by-hand", ways[i].reach) == 0)
      return (int)i;
  return -1;
}

static gboolean
is_open (guint way, guint doors)
{
  return ways[way].doors == 0 || (ways[way].doors & doors) != 0;
}

/* Of the server that is copied from only files are wanted. */
static int
find_best (const char *machine, guint doors)
{
  for (guint i = G_N_ELEMENTS (ways) - 1; i > 0; i--)
    if (is_open (i, doors) &&
        (!g_str_equal (machine, "source") || g_str_equal (ways[i].reach, "smb")))
      return (int)i;
  return 0;
}

static gboolean
speaks_over_smb (const char *reach)
{
  return !g_str_equal (reach, "winrm");
}

static char *
write_lines (ResitePlan *plan, const char *machine, const char *reach,
             const ResiteDeskOpinion *opinion)
{
  GString *lines = g_string_new (NULL);

  g_string_append_printf (lines, "[%s]\nreach=%s", machine, reach);
  if (speaks_over_smb (reach) && get (plan, machine, "files") == NULL)
    g_string_append_printf (lines, "\nfiles=smb://%s", opinion->host);
  if (speaks_over_smb (reach) && (opinion->doors & RESITE_DESK_DOOR_SMB1_ONLY) != 0)
    g_string_append (lines, "\nsmb1=yes");
  if (!speaks_over_smb (reach) && (opinion->doors & RESITE_DESK_DOOR_WINRM) == 0)
    g_string_append (lines, "\nwinrm-plain=yes");
  return g_string_free (lines, FALSE);
}

static const char *
get_reason (const char *reach)
{
  if (g_str_equal (reach, "winrm"))
    return _ ("Somebody listens there where WinRM would.");
  if (g_str_equal (reach, "rpc"))
    return _ ("Its log-on service answers: RPC over SMB would work with an administrator's account "
              "(smb-user).");
  return _ ("Its log-on service answers: its files could be read over SMB with an account that may "
            "see them (smb-user).");
}

static const char *
get_cost (const char *reach, guint doors)
{
  if (speaks_over_smb (reach) && (doors & RESITE_DESK_DOOR_SMB1_ONLY) != 0)
    return _ (
        "It speaks SMB 1 only, which the plan has to allow: who sits on the line can read what "
        "crosses it, and change it.");
  if (!speaks_over_smb (reach) && (doors & RESITE_DESK_DOOR_WINRM) == 0)
    return _ ("It would be plain HTTP: anyone on this network can read the password.");
  return NULL;
}

static char *
write_text (const char *machine, int current, int best, guint doors)
{
  const char *reach = ways[best].reach;
  const char *cost = get_cost (reach, doors);
  g_autofree char *limits = resite_reach_limits_describe_way (machine, reach);
  GString *text = g_string_new (NULL);

  if (!is_open (current, doors))
    /* TRANSLATORS: %s is a word of the plan: winrm, rpc, smb. A sentence follows. */
    g_string_append_printf (text, _ ("The plan says %s, and nobody answers there by it. "),
                            ways[current].reach);
  g_string_append_printf (text, "%s %s", get_reason (reach), limits);
  if (cost != NULL)
    g_string_append_printf (text, " %s", cost);
  return g_string_free (text, FALSE);
}

ResiteReachOffer *
resite_reach_offer_new (ResitePlan *plan, const char *machine, const ResiteDeskOpinion *opinion)
{
  ResiteReachOffer *self;
  int current, best;

  g_return_val_if_fail (RESITE_IS_PLAN (plan), NULL);
  g_return_val_if_fail (machine != NULL, NULL);
  g_return_val_if_fail (opinion != NULL, NULL);

  current = get (plan, machine, "same-as") == NULL ? find_way (get (plan, machine, "reach")) : -1;
  best = find_best (machine, opinion->doors);
  if (current < 0 || best == 0 || opinion->verdict == RESITE_DESK_OTHER ||
      (is_open (current, opinion->doors) && best <= current))
    return NULL;
  self = g_new0 (ResiteReachOffer, 1);
  self->reach = ways[best].reach;
  self->lines = write_lines (plan, machine, self->reach, opinion);
  self->text = write_text (machine, current, best, opinion->doors);
  return self;
}
