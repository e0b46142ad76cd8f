/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-directory"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-directory-entry-private.h"
#include "resite-error.h"

/* MS-ADTS 3.1.1.3.4.1.11: owner 1, group 2, access list 4. Without it the auditing list is asked
 * for, too, which few may read, and then nothing is told. BER of SEQUENCE { INTEGER 7 }. */
#define SECURITY_PARTS_OID "1.2.840.113556.1.4.801"
#define DESCRIPTOR         "nTSecurityDescriptor"

static const int scopes[] = {
  [RESITE_DIRECTORY_ITSELF] = LDAP_SCOPE_BASE,
  [RESITE_DIRECTORY_BELOW] = LDAP_SCOPE_ONELEVEL,
  [RESITE_DIRECTORY_TREE] = LDAP_SCOPE_SUBTREE,
};

static GPtrArray *
collect (ResiteDirectory *self, LDAPMessage *answer)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_directory_entry_free);

  for (LDAPMessage *entry = ldap_first_entry (self->ldap, answer); entry != NULL;
       entry = ldap_next_entry (self->ldap, entry))
    g_ptr_array_add (entries, _resite_directory_entry_new (self->ldap, entry));
  return entries;
}

/* (nullable). */
static GPtrArray *
ask (ResiteDirectory *self, const char *base, ResiteDirectoryScope scope, const char *filter,
     const char *const *attributes, GCancellable *cancellable, GError **error)
{
  char parts[] = { 0x30, 0x03, 0x02, 0x01, 0x07 };
  LDAPControl parts_control = { (char *)SECURITY_PARTS_OID, { sizeof parts, parts }, TRUE };
  LDAPControl *controls[] = { &parts_control, NULL };
  const gboolean wants_parts = g_strv_contains (attributes, DESCRIPTOR);
  LDAPMessage *answer = NULL;
  ResiteDirectoryWatch watch;
  GPtrArray *entries = NULL;
  int code;

  _resite_directory_watch_begin (&watch, self->fd, self->patience, cancellable);
  code = ldap_search_ext_s (self->ldap, base, scopes[scope], filter, (char **)attributes, FALSE,
                            wants_parts ? controls : NULL, NULL, NULL, LDAP_NO_LIMIT, &answer);
  _resite_directory_watch_end (&watch);
  if (code == LDAP_SUCCESS)
    entries = collect (self, answer);
  else if (!_resite_directory_take_end (self, &watch, error))
    _resite_directory_set_failure (self, code, base, error);
  ldap_msgfree (answer);
  return entries;
}

static gboolean
check_open (ResiteDirectory *self, GCancellable *cancellable, GError **error)
{
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (self->ldap == NULL)
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_UNREACHABLE,
                 _ ("The connection to %s is closed."), self->name);
  return self->ldap != NULL;
}

GPtrArray *
resite_directory_search (ResiteDirectory *self, const char *base, ResiteDirectoryScope scope,
                         const char *filter, const char *const *attributes,
                         GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (RESITE_IS_DIRECTORY (self), NULL);
  g_return_val_if_fail (base != NULL && attributes != NULL, NULL);
  g_return_val_if_fail (scope < G_N_ELEMENTS (scopes), NULL);

  if (!check_open (self, cancellable, error))
    return NULL;
  return ask (self, base, scope, filter != NULL ? filter : "(objectClass=*)", attributes,
              cancellable, error);
}

ResiteDirectoryEntry *
resite_directory_read (ResiteDirectory *self, const char *dn, const char *const *attributes,
                       GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) entries = resite_directory_search (self, dn, RESITE_DIRECTORY_ITSELF, NULL,
                                                           attributes, cancellable, error);

  if (entries == NULL)
    return NULL;
  if (entries->len == 1)
    return g_ptr_array_steal_index (entries, 0);
  _resite_directory_set_failure (self, LDAP_NO_SUCH_OBJECT, dn, error);
  return NULL;
}

static gboolean
delete_one (ResiteDirectory *self, const char *dn, GCancellable *cancellable, GError **error)
{
  ResiteDirectoryWatch watch;
  int code;

  _resite_directory_watch_begin (&watch, self->fd, self->patience, cancellable);
  code = ldap_delete_ext_s (self->ldap, dn, NULL, NULL);
  _resite_directory_watch_end (&watch);
  if (code == LDAP_SUCCESS)
    return TRUE;
  if (!_resite_directory_take_end (self, &watch, error))
    _resite_directory_set_failure (self, code, dn, error);
  return FALSE;
}

gboolean
resite_directory_delete (ResiteDirectory *self, const char *dn, GCancellable *cancellable,
                         GError **error)
{
  g_autoptr (GError) reason = NULL;

  g_return_val_if_fail (RESITE_IS_DIRECTORY (self), FALSE);
  g_return_val_if_fail (resite_directory_is_name (dn), FALSE);

  if (!check_open (self, cancellable, error))
    return FALSE;
  if (delete_one (self, dn, cancellable, &reason))
    return TRUE;
  if (resite_error_is_of_line (reason))
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_OUTCOME_UNKNOWN,
                 _ ("%s It is not known whether %s was deleted: look before doing it again."),
                 reason->message, dn);
  else
    g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}
