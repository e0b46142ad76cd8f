/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-permissions"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-permissions-private.h"

#define SYNCHRONIZE 0x00100000

/* What an account may do and where: here, to files below, to folders below. */
enum
{
  HERE,
  FILES,
  FOLDERS,
  N_PLACES
};

typedef struct
{
  const ResiteAccount *account;
  guint32 allowed[N_PLACES], denied[N_PLACES];
  guint others; /* entries of unknown kinds */
  gboolean own, inherited;
} Share;

void
resite_permission_difference_free (ResitePermissionDifference *self)
{
  if (self == NULL)
    return;

  g_free (self->account);
  g_free (self->text);
  g_free (self);
}

static gboolean
reaches (const ResiteAce *ace, guint place)
{
  switch (place)
    {
    case HERE:
      return (ace->flags & RESITE_ACE_ONLY_BELOW) == 0;
    case FILES:
      return (ace->flags & RESITE_ACE_TO_FILES) != 0;
    case FOLDERS:
    default:
      return (ace->flags & RESITE_ACE_TO_FOLDERS) != 0;
    }
}

static void
add_to_share (Share *share, const ResiteAce *ace)
{
  const guint32 mask = resite_permissions_map_mask (ace->mask) & ~(guint32)SYNCHRONIZE;

  if ((ace->flags & RESITE_ACE_INHERITED) != 0)
    share->inherited = TRUE;
  else
    share->own = TRUE;
  if (ace->type != RESITE_ACE_ALLOWED && ace->type != RESITE_ACE_DENIED)
    share->others++;
  for (guint place = 0; place < N_PLACES; place++)
    if (reaches (ace, place) && ace->type == RESITE_ACE_ALLOWED)
      share->allowed[place] |= mask;
    else if (reaches (ace, place) && ace->type == RESITE_ACE_DENIED)
      share->denied[place] |= mask;
}

static void
find_share (const ResitePermissions *self, const char *sid, Share *share)
{
  *share = (Share){ NULL };
  for (guint i = 0; i < self->aces->len; i++)
    {
      const ResiteAce *ace = self->aces->pdata[i];

      if (g_ascii_strcasecmp (ace->account.sid, sid) != 0)
        continue;
      if (share->account == NULL || share->account->name == NULL)
        share->account = &ace->account;
      add_to_share (share, ace);
    }
}

static void
add_difference (GPtrArray *differences, const char *account, char *text, gboolean minor)
{
  ResitePermissionDifference *difference = g_new (ResitePermissionDifference, 1);

  difference->account = g_strdup (account);
  difference->text = text;
  difference->minor = minor;
  g_ptr_array_add (differences, difference);
}

/* (transfer full): "may read only", "may change; forbidden: may write only". */
static char *
describe_rights (const Share *share, guint place)
{
  g_autofree char *allowed = resite_permissions_describe_mask (share->allowed[place]);
  g_autofree char *denied = resite_permissions_describe_mask (share->denied[place]);

  if (share->denied[place] == 0)
    return g_steal_pointer (&allowed);
  /* TRANSLATORS: what somebody may do, and what he is forbidden by name. */
  return g_strdup_printf (_ ("%s, forbidden: %s"), allowed, denied);
}

static gboolean
is_same_at (const Share *a, const Share *b, guint place)
{
  return a->allowed[place] == b->allowed[place] && a->denied[place] == b->denied[place];
}

static void
compare_here (GPtrArray *differences, const char *account, const Share *is, const Share *should)
{
  g_autofree char *now = describe_rights (is, HERE);
  g_autofree char *then = describe_rights (should, HERE);

  if (should->account == NULL)
    /* TRANSLATORS: an account, and what it may do. */
    add_difference (differences, account,
                    g_strdup_printf (_ ("%s: %s, should not be there"), account, now), FALSE);
  else if (is->account == NULL)
    add_difference (differences, account,
                    g_strdup_printf (_ ("%s: is missing, should be: %s"), account, then), FALSE);
  else if (!is_same_at (is, should, HERE))
    /* TRANSLATORS: an account, what it may do, what it should be able to do. */
    add_difference (differences, account,
                    g_strdup_printf (_ ("%s: %s, should be: %s"), account, now, then), FALSE);
}

static void
compare_below (GPtrArray *differences, const char *account, const Share *is, const Share *should)
{
  const guint place = is_same_at (is, should, FILES) ? FOLDERS : FILES;
  g_autofree char *now = describe_rights (is, place);
  g_autofree char *then = describe_rights (should, place);

  /* One difference is enough; most often it is the same below. */
  if (is->account == NULL || should->account == NULL || !is_same_at (is, should, HERE) ||
      is_same_at (is, should, place))
    return;
  add_difference (
      differences, account,
      g_strdup_printf (place == FILES ? _ ("%s: what it gives files below is: %s, should be: %s")
                                      : _ ("%s: what it gives folders below is: %s, should be: %s"),
                       account, now, then),
      FALSE);
}

static void
compare_origin (GPtrArray *differences, const char *account, const Share *is, const Share *should)
{
  if (is->account == NULL || should->account == NULL)
    return;
  if (is->inherited && !is->own && should->own && !should->inherited)
    add_difference (differences, account,
                    g_strdup_printf (_ ("%s: inherited from the folder above, the model has it of "
                                        "its own"),
                                     account),
                    TRUE);
  else if (is->own && !is->inherited && should->inherited && !should->own)
    add_difference (differences, account,
                    g_strdup_printf (_ ("%s: of its own, the model inherits it"), account), TRUE);
}

static void
compare_account (GPtrArray *differences, const ResitePermissions *a, const ResitePermissions *b,
                 const char *sid)
{
  g_autofree char *account = NULL;
  Share is, should;

  find_share (a, sid, &is);
  find_share (b, sid, &should);
  account = resite_account_describe (
      is.account == NULL || (is.account->name == NULL && should.account != NULL) ? should.account
                                                                                 : is.account);
  compare_here (differences, account, &is, &should);
  compare_below (differences, account, &is, &should);
  if (is.others != should.others)
    add_difference (differences, account,
                    g_strdup_printf (_ ("%s: entries of kinds that Resite does not know: %u, "
                                        "should be %u"),
                                     account, is.others, should.others),
                    FALSE);
  compare_origin (differences, account, &is, &should);
}

/* Who is forbidden something is so only where that stands before what allows it. */
static gboolean
denies_late (const ResitePermissions *self)
{
  gboolean allowed = FALSE;

  for (guint i = 0; i < self->aces->len; i++)
    {
      const ResiteAce *ace = self->aces->pdata[i];

      if (ace->type == RESITE_ACE_DENIED && allowed && (ace->flags & RESITE_ACE_INHERITED) == 0)
        return TRUE;
      allowed |= ace->type == RESITE_ACE_ALLOWED;
    }
  return FALSE;
}

static void
compare_owner (GPtrArray *differences, const ResitePermissions *is, const ResitePermissions *should)
{
  g_autofree char *now = NULL;
  g_autofree char *then = NULL;

  if (is->owner.sid == NULL || should->owner.sid == NULL ||
      g_ascii_strcasecmp (is->owner.sid, should->owner.sid) == 0)
    return;
  now = resite_account_describe (&is->owner);
  then = resite_account_describe (&should->owner);
  add_difference (differences, "",
                  /* TRANSLATORS: the accounts that own a folder and its model. */
                  g_strdup_printf (_ ("It belongs to %s, the model to %s"), now, then), TRUE);
}

static void
add_sids (const ResitePermissions *self, GPtrArray *sids)
{
  for (guint i = 0; i < self->aces->len; i++)
    {
      char *sid = ((ResiteAce *)self->aces->pdata[i])->account.sid;

      if (!g_ptr_array_find_with_equal_func (sids, sid, g_str_equal, NULL))
        g_ptr_array_add (sids, sid);
    }
}

static int
by_weight (gconstpointer a, gconstpointer b)
{
  const ResitePermissionDifference *first = *(ResitePermissionDifference *const *)a;
  const ResitePermissionDifference *second = *(ResitePermissionDifference *const *)b;

  return first->minor - second->minor;
}

GPtrArray *
resite_permissions_compare (const ResitePermissions *is, const ResitePermissions *should)
{
  GPtrArray *differences;
  g_autoptr (GPtrArray) sids = g_ptr_array_new ();

  g_return_val_if_fail (is != NULL && should != NULL, NULL);

  differences = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_permission_difference_free);
  add_sids (should, sids);
  add_sids (is, sids);
  for (guint i = 0; i < sids->len; i++)
    compare_account (differences, is, should, sids->pdata[i]);
  if (denies_late (is) != denies_late (should))
    add_difference (differences, "",
                    g_strdup (_ ("The order differs: what is forbidden stands behind what is "
                                 "allowed, or does so only in the model")),
                    FALSE);
  compare_owner (differences, is, should);
  g_ptr_array_sort (differences, by_weight);
  return differences;
}

gboolean
resite_permissions_are_alike (const ResitePermissions *a, const ResitePermissions *b)
{
  g_autoptr (GPtrArray) differences = resite_permissions_compare (a, b);

  for (guint i = 0; i < differences->len; i++)
    if (!((ResitePermissionDifference *)differences->pdata[i])->minor)
      return FALSE;
  return TRUE;
}
