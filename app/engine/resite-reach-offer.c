/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-reach-offer"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-error.h"
#include "resite-reach-limits.h"
#include "resite-reach-offer.h"

#define USUAL_SMB "445" /* and RPC goes to no other */
#define NOBODY    "guest"

/* From the one that does least to the one that does most. */
enum
{
  BY_HAND,
  SMB,
  RPC,
  WINRM
};
static const char *const ways[] = { "by-hand", "smb", "rpc", "winrm" };

static void
value_free (gpointer data)
{
  ResiteReachValue *value = data;

  g_free (value->key);
  g_free (value->value);
  g_free (value);
}

void
resite_reach_offer_free (ResiteReachOffer *self)
{
  if (self == NULL)
    return;
  g_free (self->text);
  g_free (self->lines);
  g_ptr_array_unref (self->values);
  g_free (self->user_key);
  g_free (self);
}

/* What is asked about one machine. */
typedef struct
{
  ResitePlan *plan;
  const char *machine;
  guint doors; /* ResiteDeskDoors */
} Place;

static const char *
get (const Place *place, const char *key)
{
  g_autofree char *name = g_strconcat (place->machine, ".", key, NULL);
  const char *value = resite_plan_get (place->plan, name);

  return value != NULL && *value != '\0' ? value : NULL;
}

static gboolean
says (const Place *place, const char *key, const char *word)
{
  const char *value = get (place, key);

  return value != NULL && g_ascii_strcasecmp (value, word) == 0;
}

/* By what a plan says; -1: its files lie on this desk, or nobody can tell. */
static int
find_way (const char *reach)
{
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    if (g_strcmp0 (reach != NULL ? reach : "by-hand", ways[i]) == 0)
      return (int)i;
  return -1;
}

/* What the doors allow. */

static gboolean
has_door (const Place *place, guint door)
{
  return (place->doors & door) != 0;
}

static gboolean
answers_at_usual_port (const Place *place)
{
  return has_door (place, RESITE_DESK_DOOR_SMB) &&
         (get (place, "smb-port") == NULL || says (place, "smb-port", USUAL_SMB));
}

/* As the plan would go there. */
static gboolean
is_open (const Place *place, int way)
{
  if (way == WINRM)
    return has_door (place, says (place, "winrm-plain", "yes") ? RESITE_DESK_DOOR_WINRM_PLAIN
                                                               : RESITE_DESK_DOOR_WINRM);
  return way == BY_HAND ||
         (way == RPC ? answers_at_usual_port (place) : has_door (place, RESITE_DESK_DOOR_SMB));
}

/* A port that the plan names is of the kind that it names, too. Plain HTTP shows the password to
 * everybody, which RPC does not. */
static gboolean
may_use_winrm (const Place *place)
{
  if (get (place, "winrm-port") != NULL)
    return is_open (place, WINRM);
  return has_door (place, RESITE_DESK_DOOR_WINRM) ||
         (has_door (place, RESITE_DESK_DOOR_WINRM_PLAIN) && !answers_at_usual_port (place));
}

/* Of the server that is copied from only files are wanted. */
static int
find_best (const Place *place)
{
  const char *files = get (place, "files");

  if (g_str_equal (place->machine, "source"))
    return is_open (place, SMB) && (files == NULL || resite_plan_is_smb (files)) ? SMB : BY_HAND;
  if (may_use_winrm (place))
    return WINRM;
  if (answers_at_usual_port (place))
    return RPC;
  return is_open (place, SMB) && (files == NULL || resite_plan_is_smb (files)) ? SMB : BY_HAND;
}

/* It would be WinRM without TLS. */
static gboolean
is_plain (const Place *place, int way)
{
  return way == WINRM &&
         !(has_door (place, RESITE_DESK_DOOR_WINRM) &&
           (get (place, "winrm-port") == NULL || !says (place, "winrm-plain", "yes")));
}

static gboolean
needs_smb1 (const Place *place, int way)
{
  return way != WINRM && has_door (place, RESITE_DESK_DOOR_SMB1_ONLY);
}

/* What the plan would say. */

static void
add (ResiteReachOffer *self, const Place *place, const char *key, const char *value)
{
  ResiteReachValue *one = g_new (ResiteReachValue, 1);

  one->key = g_strconcat (place->machine, ".", key, NULL);
  one->value = g_strdup (value);
  g_ptr_array_add (self->values, one);
}

static const char *
find_account (const Place *place, const char *key)
{
  const char *user = get (place, key);

  return user != NULL && g_ascii_strcasecmp (user, NOBODY) != 0 ? user : NULL;
}

/* Files may be for everybody; an administrator is somebody. */
static void
add_user (ResiteReachOffer *self, const Place *place, int way)
{
  const char *key = way == WINRM ? "winrm-user" : "smb-user";
  g_autofree char *other = g_strdup (find_account (place, "smb-user"));

  if (says (place, way == WINRM ? "winrm-logon" : "rpc-logon", "kerberos") && way != SMB)
    return;
  if (way == WINRM && find_account (place, key) == NULL && other != NULL)
    add (self, place, key, other);
  else if (way == SMB ? get (place, key) == NULL && get (place, "winrm-user") == NULL
           : way == RPC
               ? find_account (place, get (place, key) != NULL ? key : "winrm-user") == NULL
               : find_account (place, key) == NULL)
    self->user_key = g_strconcat (place->machine, ".", key, NULL);
}

/* Where it was seen is where it is gone to. */
static void
add_host (ResiteReachOffer *self, const Place *place, int way)
{
  const char *key = way == WINRM ? "winrm-host" : "rpc-host";
  g_autofree char *other = g_strdup (get (place, way == WINRM ? "rpc-host" : "winrm-host"));

  if (way != SMB && other != NULL && get (place, key) == NULL)
    add (self, place, key, other);
}

static void
add_values (ResiteReachOffer *self, const Place *place, int way)
{
  add_user (self, place, way);
  add_host (self, place, way);
  if (is_plain (place, way) != says (place, "winrm-plain", "yes") && way == WINRM)
    add (self, place, "winrm-plain", is_plain (place, way) ? "yes" : "no");
  if (needs_smb1 (place, way) && !says (place, "smb1", "yes"))
    add (self, place, "smb1", "yes");
  /* The server itself, wherever it is by then. */
  if (way != WINRM && get (place, "files") == NULL)
    add (self, place, "files", "smb://");
  add (self, place, "reach", ways[way]);
}

/* What is said of it. */

static void
write_lines (ResiteReachOffer *self, const char *machine)
{
  GString *lines = g_string_new (NULL);

  g_string_append_printf (lines, "[%s]", machine);
  for (guint i = self->values->len; i > 0; i--)
    {
      const ResiteReachValue *value = self->values->pdata[i - 1];

      g_string_append_printf (lines, "\n%s=%s", value->key + strlen (machine) + 1, value->value);
    }
  g_free (self->lines);
  self->lines = g_string_free (lines, FALSE);
}

static const char *
get_reason (int way)
{
  if (way == WINRM)
    return _ ("Somebody listens there where WinRM would.");
  if (way == RPC)
    return _ ("Its log-on service answers: RPC over SMB would work with an administrator's account "
              "(smb-user).");
  return _ ("Its log-on service answers: its files could be read over SMB with an account that may "
            "see them (smb-user).");
}

static const char *
get_cost (const Place *place, int way)
{
  if (needs_smb1 (place, way))
    return _ (
        "It speaks SMB 1 only, which the plan has to allow: who sits on the line can read what "
        "crosses it, and change it.");
  return is_plain (place, way)
             ? _ ("It would be plain HTTP: anyone on this network can read the password.")
             : NULL;
}

static char *
write_text (const Place *place, int current, int best)
{
  const char *cost = get_cost (place, best);
  g_autofree char *limits = resite_reach_limits_describe_way (place->machine, ways[best]);
  GString *text = g_string_new (NULL);

  if (!is_open (place, current))
    /* TRANSLATORS: %s is a word of the plan: winrm, rpc, smb. A sentence follows. */
    g_string_append_printf (text, _ ("The plan says %s, and nobody answers there by it. "),
                            ways[current]);
  g_string_append_printf (text, "%s %s", get_reason (best), limits);
  if (cost != NULL)
    g_string_append_printf (text, " %s", cost);
  return g_string_free (text, FALSE);
}

ResiteReachOffer *
resite_reach_offer_new (ResitePlan *plan, const char *machine, const ResiteDeskOpinion *opinion)
{
  Place place = { plan, machine, 0 };
  ResiteReachOffer *self;
  int current, best;

  g_return_val_if_fail (RESITE_IS_PLAN (plan), NULL);
  g_return_val_if_fail (machine != NULL, NULL);
  g_return_val_if_fail (opinion != NULL, NULL);

  place.doors = opinion->doors;
  current = get (&place, "same-as") == NULL ? find_way (get (&place, "reach")) : -1;
  best = find_best (&place);
  if (current < 0 || best == BY_HAND || opinion->verdict == RESITE_DESK_OTHER ||
      (is_open (&place, current) && best <= current))
    return NULL;
  self = g_new0 (ResiteReachOffer, 1);
  self->reach = ways[best];
  self->values = g_ptr_array_new_with_free_func (value_free);
  self->cost = get_cost (&place, best);
  self->text = write_text (&place, current, best);
  add_values (self, &place, best);
  write_lines (self, machine);
  return self;
}

/* Taking it. */

static gboolean
check_value (const ResiteReachValue *value, GError **error)
{
  const char *dot = strrchr (value->key, '.');
  g_autofree char *group = g_strndup (value->key, dot - value->key);
  const ResitePlanKey *key = resite_plan_keys_find (group, dot + 1);
  g_autofree char *why = NULL;

  if (key != NULL && resite_plan_key_check (key, value->value, &why))
    return TRUE;
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID, "%s: %s", value->key,
               why != NULL ? why : value->value);
  return FALSE;
}

void
resite_reach_offer_set_user (ResiteReachOffer *self, const char *user)
{
  ResiteReachValue *value;
  g_autofree char *machine = NULL;

  g_return_if_fail (self != NULL && user != NULL);
  g_return_if_fail (self->user_key != NULL);

  machine = g_strndup (self->user_key, strrchr (self->user_key, '.') - self->user_key);
  value = g_new (ResiteReachValue, 1);
  value->key = g_steal_pointer (&self->user_key);
  value->value = g_strdup (user);
  g_ptr_array_insert (self->values, 0, value);
  write_lines (self, machine);
}

gboolean
resite_reach_offer_check (ResiteReachOffer *self, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->user_key != NULL)
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                   /* TRANSLATORS: a key of the plan: "old.smb-user". */
                   _ ("Nobody was named who signs in there (%s)."), self->user_key);
      return FALSE;
    }
  for (guint i = 0; i < self->values->len; i++)
    if (!check_value (self->values->pdata[i], error))
      return FALSE;
  return TRUE;
}

gboolean
resite_reach_offer_take (ResiteReachOffer *self, ResitePlan *plan, GError **error)
{
  g_return_val_if_fail (RESITE_IS_PLAN (plan), FALSE);

  if (!resite_reach_offer_check (self, error))
    return FALSE;
  for (guint i = 0; i < self->values->len; i++)
    {
      const ResiteReachValue *value = self->values->pdata[i];

      resite_plan_set (plan, value->key, value->value);
    }
  return TRUE;
}
