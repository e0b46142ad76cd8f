/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-permissions"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-error.h"
#include "resite-permissions-private.h"

static void
account_clear (ResiteAccount *account)
{
  g_clear_pointer (&account->sid, g_free);
  g_clear_pointer (&account->name, g_free);
}

static void
account_set (ResiteAccount *account, const char *sid, const char *name)
{
  ResiteAccount old = *account;

  account->sid = g_strdup (sid);
  account->name = g_strdup (name);
  account_clear (&old);
}

static void
ace_free (gpointer data)
{
  ResiteAce *ace = data;

  account_clear (&ace->account);
  g_free (ace);
}

ResitePermissions *
resite_permissions_new (void)
{
  ResitePermissions *self = g_new0 (ResitePermissions, 1);

  self->aces = g_ptr_array_new_with_free_func (ace_free);
  return self;
}

void
resite_permissions_free (ResitePermissions *self)
{
  if (self == NULL)
    return;

  account_clear (&self->owner);
  account_clear (&self->group);
  g_ptr_array_unref (self->aces);
  g_free (self);
}

ResitePermissions *
resite_permissions_copy (const ResitePermissions *self)
{
  ResitePermissions *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = resite_permissions_new ();
  account_set (&copy->owner, self->owner.sid, self->owner.name);
  account_set (&copy->group, self->group.sid, self->group.name);
  copy->is_protected = self->is_protected;
  for (guint i = 0; i < self->aces->len; i++)
    resite_permissions_add_ace (copy, self->aces->pdata[i]);
  return copy;
}

const ResiteAccount *
resite_permissions_get_owner (const ResitePermissions *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->owner.sid != NULL ? &self->owner : NULL;
}

const ResiteAccount *
resite_permissions_get_group (const ResitePermissions *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->group.sid != NULL ? &self->group : NULL;
}

gboolean
resite_permissions_is_protected (const ResitePermissions *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->is_protected;
}

guint
resite_permissions_get_n_aces (const ResitePermissions *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->aces->len;
}

const ResiteAce *
resite_permissions_get_ace (const ResitePermissions *self, guint index)
{
  g_return_val_if_fail (self != NULL && index < self->aces->len, NULL);

  return self->aces->pdata[index];
}

void
resite_permissions_set_owner (ResitePermissions *self, const char *sid, const char *name)
{
  g_return_if_fail (self != NULL);

  account_set (&self->owner, sid, name);
}

void
resite_permissions_set_group (ResitePermissions *self, const char *sid, const char *name)
{
  g_return_if_fail (self != NULL);

  account_set (&self->group, sid, name);
}

void
resite_permissions_set_protected (ResitePermissions *self, gboolean is_protected)
{
  g_return_if_fail (self != NULL);

  self->is_protected = is_protected;
}

void
resite_permissions_add_ace (ResitePermissions *self, const ResiteAce *ace)
{
  ResiteAce *copy;

  g_return_if_fail (self != NULL && ace != NULL && ace->account.sid != NULL);

  copy = g_new (ResiteAce, 1);
  *copy = *ace;
  copy->account.sid = g_strdup (ace->account.sid);
  copy->account.name = g_strdup (ace->account.name);
  g_ptr_array_add (self->aces, copy);
}

/* Owner, group and entries, in this order. */
static ResiteAccount *
get_account (const ResitePermissions *self, guint index)
{
  if (index == 0)
    return (ResiteAccount *)&self->owner;
  if (index == 1)
    return (ResiteAccount *)&self->group;
  return &((ResiteAce *)self->aces->pdata[index - 2])->account;
}

void
resite_permissions_name (ResitePermissions *self, GHashTable *names)
{
  g_return_if_fail (self != NULL && names != NULL);

  for (guint i = 0; i < self->aces->len + 2; i++)
    {
      ResiteAccount *account = get_account (self, i);

      if (account->sid != NULL && account->name == NULL)
        account->name = g_strdup (g_hash_table_lookup (names, account->sid));
    }
}

void
resite_permissions_tell_names (const ResitePermissions *self, GHashTable *names)
{
  g_return_if_fail (self != NULL && names != NULL);

  for (guint i = 0; i < self->aces->len + 2; i++)
    {
      const ResiteAccount *account = get_account (self, i);

      if (account->sid != NULL && account->name != NULL)
        g_hash_table_replace (names, g_strdup (account->sid), g_strdup (account->name));
    }
}

gboolean
resite_permissions_lacks_names (const ResitePermissions *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  for (guint i = 0; i < self->aces->len + 2; i++)
    {
      const ResiteAccount *account = get_account (self, i);

      if (account->sid != NULL && account->name == NULL &&
          resite_permissions_find_known_name (account->sid) == NULL)
        return TRUE;
    }
  return FALSE;
}

ResitePermissions *
resite_permissions_dup_for_setting (const ResitePermissions *self)
{
  ResitePermissions *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = resite_permissions_copy (self);
  account_clear (&copy->owner);
  account_clear (&copy->group);
  for (guint i = 0; i < copy->aces->len; i++)
    ((ResiteAce *)copy->aces->pdata[i])->flags &= ~RESITE_ACE_INHERITED;
  return copy;
}

/* [MS-DTYP] 2.5.3.4: an entry goes to files, to folders, or through folders to files below. */
static void
pass_on (ResitePermissions *below, const ResiteAce *ace, gboolean is_folder, const char *owner)
{
  const gboolean creator = g_str_equal (ace->account.sid, "S-1-3-0");
  const guint reach = ace->flags & (RESITE_ACE_TO_FILES | RESITE_ACE_TO_FOLDERS);
  const guint wanted = is_folder ? RESITE_ACE_TO_FOLDERS : RESITE_ACE_TO_FILES;
  const gboolean further = is_folder && (ace->flags & RESITE_ACE_NOT_FURTHER) == 0;
  ResiteAce mine = *ace;

  mine.flags = RESITE_ACE_INHERITED;
  if ((reach & wanted) != 0 && (!creator || owner != NULL))
    {
      ResiteAce here = mine;

      if (creator)
        here.account = (ResiteAccount){ (char *)owner, NULL };
      else if (further)
        here.flags |= reach;
      resite_permissions_add_ace (below, &here);
      if (!creator)
        return;
    }
  if (further && reach != 0)
    {
      mine.flags |= reach | RESITE_ACE_ONLY_BELOW;
      resite_permissions_add_ace (below, &mine);
    }
}

ResitePermissions *
resite_permissions_dup_for_below (const ResitePermissions *self, gboolean is_folder,
                                  const char *owner)
{
  ResitePermissions *below;

  g_return_val_if_fail (self != NULL, NULL);

  below = resite_permissions_new ();
  for (guint i = 0; i < self->aces->len; i++)
    pass_on (below, self->aces->pdata[i], is_folder, owner);
  return below;
}

static gboolean
is_known_kind (const ResiteAce *ace)
{
  return ace->type == RESITE_ACE_ALLOWED || ace->type == RESITE_ACE_DENIED;
}

gboolean
resite_permissions_may_be_set (const ResitePermissions *self, GError **error)
{
  gboolean administrators = FALSE;

  g_return_val_if_fail (self != NULL, FALSE);

  for (guint i = 0; i < self->aces->len; i++)
    {
      const ResiteAce *ace = self->aces->pdata[i];

      if (!is_known_kind (ace))
        {
          g_set_error (
              error, RESITE_ERROR, RESITE_ERROR_REFUSED,
              _ ("These permissions have an entry of a kind (%u) that Resite does not set. "
                 "Set them by hand."),
              ace->type);
          return FALSE;
        }
      administrators |=
          g_str_equal (ace->account.sid, RESITE_SID_ADMINISTRATORS) &&
          ace->type == RESITE_ACE_ALLOWED &&
          (resite_permissions_map_mask (ace->mask) & RESITE_RIGHT_FULL) == RESITE_RIGHT_FULL;
    }
  if (!administrators)
    g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_REFUSED,
                         _ ("These permissions do not give Administrators Full Control. Setting "
                            "them would lock you out, so Resite does not."));
  return administrators;
}
