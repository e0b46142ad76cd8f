/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-permissions"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-permissions-private.h"

#define GENERIC_ALL     0x10000000
#define GENERIC_EXECUTE 0x20000000
#define GENERIC_WRITE   0x40000000
#define GENERIC_READ    0x80000000
#define SYNCHRONIZE     0x00100000

#define WRITE 0x120116
#define RUN   0x1200a0

/* [MS-DTYP] 2.4.2.4. */
static const char *const known_names[][2] = {
  { "S-1-1-0", N_ ("Everyone") },
  { "S-1-3-0", N_ ("Creator Owner") },
  { "S-1-3-1", N_ ("Creator Group") },
  { "S-1-5-2", N_ ("Network") },
  { "S-1-5-4", N_ ("Interactive") },
  { "S-1-5-7", N_ ("Anonymous") },
  { "S-1-5-11", N_ ("Authenticated Users") },
  { "S-1-5-18", N_ ("System") },
  { "S-1-5-19", N_ ("Local Service") },
  { "S-1-5-20", N_ ("Network Service") },
  { RESITE_SID_ADMINISTRATORS, N_ ("Administrators") },
  { "S-1-5-32-545", N_ ("Users") },
  { "S-1-5-32-546", N_ ("Guests") },
  { "S-1-5-32-547", N_ ("Power Users") },
  { "S-1-5-32-549", N_ ("Server Operators") },
  { "S-1-5-32-551", N_ ("Backup Operators") },
};

const char *
resite_permissions_find_known_name (const char *sid)
{
  for (guint i = 0; i < G_N_ELEMENTS (known_names); i++)
    if (g_strcmp0 (known_names[i][0], sid) == 0)
      return known_names[i][1];
  return NULL;
}

guint32
resite_permissions_map_mask (guint32 mask)
{
  if ((mask & GENERIC_ALL) != 0)
    mask |= RESITE_RIGHT_FULL;
  if ((mask & GENERIC_READ) != 0)
    mask |= RESITE_RIGHT_READ;
  if ((mask & GENERIC_WRITE) != 0)
    mask |= WRITE;
  if ((mask & GENERIC_EXECUTE) != 0)
    mask |= RUN;
  return mask & ~(GENERIC_ALL | GENERIC_READ | GENERIC_WRITE | GENERIC_EXECUTE);
}

char *
resite_account_describe (const ResiteAccount *account)
{
  const char *known;

  g_return_val_if_fail (account != NULL, NULL);

  known = resite_permissions_find_known_name (account->sid);
  if (known != NULL)
    return g_strdup (_ (known));
  return g_strdup (account->name != NULL ? account->name
                                         : (account->sid != NULL ? account->sid : _ ("nobody")));
}

char *
resite_permissions_describe_mask (guint32 mask)
{
  static const struct
  {
    guint32 mask;
    const char *words;
  } known[] = {
    { RESITE_RIGHT_FULL, N_ ("Full Control") },
    { RESITE_RIGHT_CHANGE, N_ ("may change") },
    { RESITE_RIGHT_RUN | WRITE, N_ ("may read, run and write") },
    { RESITE_RIGHT_RUN, N_ ("may read and run only") },
    { RESITE_RIGHT_READ | WRITE, N_ ("may read and write") },
    { RESITE_RIGHT_READ, N_ ("may read only") },
    { WRITE, N_ ("may write only") },
    { RUN, N_ ("may run only") },
    { 0, N_ ("nothing") },
  };
  const guint32 mapped = resite_permissions_map_mask (mask);

  /* Whoever may do anything may wait for it, too; servers tell that bit or do not. */
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if ((mapped & ~(guint32)SYNCHRONIZE) == (known[i].mask & ~(guint32)SYNCHRONIZE))
      return g_strdup (_ (known[i].words));
  return g_strdup_printf (_ ("special rights (%#x)"), mapped);
}

static char *
describe_ace (const ResiteAce *ace)
{
  g_autofree char *account = resite_account_describe (&ace->account);
  g_autofree char *rights = resite_permissions_describe_mask (ace->mask);

  if (ace->type == RESITE_ACE_DENIED)
    /* TRANSLATORS: an account, and the rights that are taken from it. */
    return g_strdup_printf (_ ("%s: forbidden (%s)"), account, rights);
  if (ace->type != RESITE_ACE_ALLOWED)
    return g_strdup_printf (_ ("%s: an entry of kind %u"), account, ace->type);
  if ((ace->flags & RESITE_ACE_ONLY_BELOW) != 0)
    return g_strdup_printf (_ ("%s: below it %s"), account, rights);
  return g_strdup_printf ("%s: %s", account, rights);
}

char *
resite_permissions_describe (const ResitePermissions *self)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i < self->aces->len; i++)
    {
      const ResiteAce *ace = self->aces->pdata[i];
      g_autofree char *words = describe_ace (ace);
      const gboolean inherited = (ace->flags & RESITE_ACE_INHERITED) != 0;

      g_ptr_array_add (parts, inherited ? g_strdup_printf (_ ("%s (inherited)"), words)
                                        : g_steal_pointer (&words));
    }
  if (parts->len == 0)
    return g_strdup (_ ("no entry"));
  g_ptr_array_add (parts, NULL);
  return g_strjoinv ("; ", (char **)parts->pdata);
}
