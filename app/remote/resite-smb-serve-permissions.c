/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-smb"

#include "config.h"

#include <errno.h>
#include <string.h>

#include "resite-smb-serve.h"

/* [MS-DTYP] 2.4.5 has room for no more than 64 KiB; as text an entry takes up to four times that. */
#define LONGEST (256 * 1024)

static int
read_attribute (const char *url, const char *attribute, GByteArray *bytes)
{
  g_autofree char *text = g_malloc0 (LONGEST);
  const int n = smbc_getxattr (url, attribute, text, LONGEST - 1);

  if (n < 0)
    return errno;
  /* It tells the length with the NUL or without, by version. */
  g_byte_array_append (bytes, (const guint8 *)text, strlen (text) + 1);
  return 0;
}

int
resite_smb_serve_read_permissions (ResiteSmbServer *self, const char *name, gboolean names,
                                   GByteArray *bytes)
{
  g_autofree char *url = resite_smb_serve_url (self, name);
  const int code = read_attribute (url, "system.nt_sec_desc.*", bytes);

  if (code != 0)
    return code;
  resite_smb_serve_step (self);
  /* A server that cannot tell a name is no reason not to tell the rest. */
  if (!names || read_attribute (url, "system.nt_sec_desc.*+", bytes) != 0)
    g_byte_array_append (bytes, (const guint8 *)"", 1);
  return 0;
}

int
resite_smb_serve_write_permissions (ResiteSmbServer *self, const char *name, gsize size)
{
  g_autofree char *url = resite_smb_serve_url (self, name);
  g_autofree char *text = g_strndup (self->memory + RESITE_SMB_DATA_OFFSET, size);

  return smbc_setxattr (url, "system.nt_sec_desc.*", text, strlen (text) + 1, 0) == 0 ? 0 : errno;
}

/* "smb://server:port/", of "smb://server:port/share/path". */
static char *
dup_server_url (const char *url)
{
  const char *slash = strchr (url + strlen ("smb://"), '/');

  return slash != NULL ? g_strndup (url, slash + 1 - url) : g_strdup (url);
}

int
resite_smb_serve_list_shares (ResiteSmbServer *self, GByteArray *bytes)
{
  g_autofree char *url = dup_server_url (self->url);
  const int folder = smbc_opendir (url);
  const struct smbc_dirent *entry;

  if (folder < 0)
    return errno;
  while ((entry = smbc_readdir (folder)) != NULL)
    {
      const guint8 type = entry->smbc_type;

      g_byte_array_append (bytes, &type, 1);
      g_byte_array_append (bytes, (const guint8 *)entry->name, strlen (entry->name) + 1);
      g_byte_array_append (bytes, (const guint8 *)(entry->comment != NULL ? entry->comment : ""),
                           entry->comment != NULL ? strlen (entry->comment) + 1 : 1);
    }
  smbc_closedir (folder);
  return 0;
}
