/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-folder-smb"

#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-error.h"
#include "resite-folder-smb-private.h"

/* As libsmbclient numbers them. */
#define DISK_SHARE 3

static GByteArray *
ask_for_permissions (ResiteFolderSmb *self, const char *name, gboolean names,
                     GCancellable *cancellable, GError **error)
{
  ResiteSmbCall call = { .request = { .verb = RESITE_SMB_READ_PERMISSIONS, .flag = names },
                         .name = name,
                         .repeats = TRUE,
                         .cancellable = cancellable };
  ResiteSmbReply reply;
  GByteArray *bytes = NULL;

  if (!resite_folder_smb_ask (self, &call, &reply, &bytes, error))
    return NULL;
  return bytes;
}

static ResitePermissions *
read_answer (GByteArray *bytes, GError **error)
{
  const char *texts[2];
  ResitePermissions *permissions;

  if (!resite_smb_wire_split ((char *)bytes->data, bytes->len, texts, 2))
    {
      g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_MALFORMED,
                           _ ("The permissions came back cut off."));
      return NULL;
    }
  permissions = resite_permissions_parse (texts[0], error);
  if (permissions != NULL && *texts[1] != '\0')
    resite_permissions_take_names (permissions, texts[1]);
  return permissions;
}

/* A server that tells permissions on another port than 445 lets libsmbclient down, which asks for
 * them there alone. */
static void
explain (GError **error)
{
  if (error != NULL && *error != NULL && strstr ((*error)->message, g_strerror (ENODATA)) != NULL)
    {
      g_prefix_error (error, "%s ", _ ("Permissions can be asked for on port 445 only."));
    }
}

/* The name of an account is asked for once; it takes a conversation of its own. */
static gboolean
complete_names (ResiteFolderSmb *self, ResitePermissions *permissions)
{
  g_mutex_lock (&self->create_lock);
  if (self->names == NULL)
    self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  resite_permissions_name (permissions, self->names);
  g_mutex_unlock (&self->create_lock);
  return !resite_permissions_lacks_names (permissions);
}

static void
keep_names (ResiteFolderSmb *self, const ResitePermissions *permissions)
{
  g_mutex_lock (&self->create_lock);
  resite_permissions_tell_names (permissions, self->names);
  g_mutex_unlock (&self->create_lock);
}

ResitePermissions *
resite_folder_smb_read_permissions (ResiteFolder *folder, const char *name,
                                    GCancellable *cancellable, GError **error)
{
  ResiteFolderSmb *self = RESITE_FOLDER_SMB (folder);
  g_autoptr (GByteArray) bytes = ask_for_permissions (self, name, FALSE, cancellable, error);
  g_autoptr (GByteArray) named = NULL;
  g_autoptr (ResitePermissions) permissions = NULL;
  ResitePermissions *better;

  if (bytes == NULL)
    {
      explain (error);
      return NULL;
    }
  permissions = read_answer (bytes, error);
  if (permissions == NULL || complete_names (self, permissions))
    return g_steal_pointer (&permissions);
  named = ask_for_permissions (self, name, TRUE, cancellable, NULL);
  better = named != NULL ? read_answer (named, NULL) : NULL;
  if (better == NULL)
    return g_steal_pointer (&permissions);
  keep_names (self, better);
  return better;
}

gboolean
resite_folder_smb_write_permissions (ResiteFolder *folder, const char *name,
                                     const ResitePermissions *permissions, GError **error)
{
  g_autofree char *text = resite_permissions_to_text (permissions);
  ResiteSmbCall call = { .request = { .verb = RESITE_SMB_WRITE_PERMISSIONS, .size = strlen (text) },
                         .name = name,
                         .give = text,
                         .repeats = TRUE };
  ResiteSmbReply reply;

  if (resite_folder_smb_ask (RESITE_FOLDER_SMB (folder), &call, &reply, NULL, error))
    return TRUE;
  explain (error);
  return FALSE;
}

void
resite_smb_share_free (ResiteSmbShare *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_free (self->comment);
  g_free (self);
}

static char *
take_text (const char **at, const char *end)
{
  const char *nul = *at < end ? memchr (*at, '\0', end - *at) : NULL;
  char *text;

  if (nul == NULL)
    return NULL;
  text = g_utf8_make_valid (*at, nul - *at);
  *at = nul + 1;
  return text;
}

static int
compare_shares (gconstpointer a, gconstpointer b)
{
  return g_ascii_strcasecmp ((*(ResiteSmbShare *const *)a)->name,
                             (*(ResiteSmbShare *const *)b)->name);
}

static GPtrArray *
read_shares (GByteArray *bytes)
{
  GPtrArray *shares = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_smb_share_free);
  const char *at = (const char *)bytes->data;
  const char *end = at + bytes->len;

  while (at < end)
    {
      ResiteSmbShare *share = g_new0 (ResiteSmbShare, 1);

      g_ptr_array_add (shares, share);
      share->disk = *at++ == DISK_SHARE;
      share->name = take_text (&at, end);
      share->comment = take_text (&at, end);
      if (share->comment == NULL)
        {
          g_ptr_array_set_size (shares, shares->len - 1);
          break;
        }
    }
  g_ptr_array_sort (shares, compare_shares);
  return shares;
}

GPtrArray *
resite_smb_list_shares (const ResiteSmbPlace *place, ResiteCredentials *credentials,
                        const ResiteSmbOptions *options, GCancellable *cancellable, GError **error)
{
  g_autoptr (ResiteSmbPlace) server = NULL;
  g_autoptr (ResiteFolder) folder = NULL;
  g_autoptr (GByteArray) bytes = NULL;
  ResiteSmbCall call = { .request = { .verb = RESITE_SMB_LIST_SHARES },
                         .name = "",
                         .repeats = TRUE,
                         .cancellable = cancellable };
  ResiteSmbReply reply;

  g_return_val_if_fail (place != NULL, NULL);

  server = resite_smb_place_copy (place);
  g_free (server->share);
  server->share = g_strdup ("IPC$");
  g_free (server->path);
  server->path = g_strdup ("");
  folder = resite_folder_smb_new (server, credentials, options);
  if (!resite_folder_smb_ask (RESITE_FOLDER_SMB (folder), &call, &reply, &bytes, error))
    return NULL;
  return read_shares (bytes);
}
