/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-desk"

#include "config.h"

#include <string.h>

#include "resite-desk-private.h"

#define SIGNATURE      "NTLMSSP"
#define SIGNATURE_SIZE 8

/* [MS-NLMP] 2.2.2.5 */
#define FLAG_UNICODE  0x00000001u
#define FLAG_TARGET   0x00000004u
#define FLAG_NTLM     0x00000200u
#define FLAG_ALWAYS   0x00008000u
#define FLAG_EXTENDED 0x00080000u
#define FLAG_VERSION  0x02000000u

/* [MS-NLMP] 2.2.2.1 */
#define VALUE_END        0
#define VALUE_COMPUTER   1
#define VALUE_DOMAIN     2
#define VALUE_DNS_NAME   3
#define VALUE_DNS_DOMAIN 4

void
resite_ntlm_challenge_clear (ResiteNtlmChallenge *self)
{
  g_clear_pointer (&self->computer, g_free);
  g_clear_pointer (&self->domain, g_free);
  g_clear_pointer (&self->dns_name, g_free);
  g_clear_pointer (&self->dns_domain, g_free);
  g_clear_pointer (&self->version, g_free);
}

GBytes *
resite_ntlm_make_greeting (void)
{
  const guint32 flags =
      GUINT32_TO_LE (FLAG_UNICODE | FLAG_TARGET | FLAG_NTLM | FLAG_ALWAYS | FLAG_EXTENDED);
  const guint32 type = GUINT32_TO_LE (1);
  guint8 message[32] = { 0 };

  memcpy (message, SIGNATURE, SIGNATURE_SIZE);
  memcpy (message + 8, &type, sizeof type);
  memcpy (message + 12, &flags, sizeof flags);
  return g_bytes_new (message, sizeof message);
}

static guint16
read_16 (const guint8 *at)
{
  return at[0] | at[1] << 8;
}

static guint32
read_32 (const guint8 *at)
{
  return read_16 (at) | (guint32)read_16 (at + 2) << 16;
}

char *
resite_desk_read_wide (const guint8 *at, gsize length)
{
  gsize size;
  g_autofree char *text =
      g_convert ((const char *)at, length & ~(gsize)1, "UTF-8", "UTF-16LE", NULL, &size, NULL);

  /* Behind a NUL it would go on unseen. */
  if (text == NULL || *text == '\0' || strlen (text) != size)
    return NULL;
  for (const char *letter = text; *letter != '\0'; letter = g_utf8_next_char (letter))
    if (!g_unichar_isprint (g_utf8_get_char (letter)))
      return NULL;
  return g_steal_pointer (&text);
}

static void
take (char **place, const guint8 *at, gsize length)
{
  g_free (*place);
  *place = resite_desk_read_wide (at, length);
}

static void
read_values (const guint8 *at, gsize length, ResiteNtlmChallenge *challenge)
{
  while (length >= 4 && read_16 (at) != VALUE_END)
    {
      const guint16 name = read_16 (at);
      const gsize size = read_16 (at + 2);

      if (size > length - 4)
        return;
      if (name == VALUE_COMPUTER)
        take (&challenge->computer, at + 4, size);
      else if (name == VALUE_DOMAIN)
        take (&challenge->domain, at + 4, size);
      else if (name == VALUE_DNS_NAME)
        take (&challenge->dns_name, at + 4, size);
      else if (name == VALUE_DNS_DOMAIN)
        take (&challenge->dns_domain, at + 4, size);
      at += 4 + size;
      length -= 4 + size;
    }
}

static const guint8 *
find_message (const guint8 *data, gsize length)
{
  return memmem (data, length, SIGNATURE, SIGNATURE_SIZE);
}

gboolean
resite_ntlm_read_challenge (const guint8 *data, gsize length, ResiteNtlmChallenge *challenge)
{
  const guint8 *message = find_message (data, length);
  const gsize left = message != NULL ? length - (gsize)(message - data) : 0;
  gsize size, offset;

  if (left < 48 || read_32 (message + 8) != 2)
    return FALSE;
  size = read_16 (message + 40);
  offset = read_32 (message + 44);
  if (offset <= left && size <= left - offset)
    read_values (message + offset, size, challenge);
  if ((read_32 (message + 20) & FLAG_VERSION) != 0 && left >= 56 && message[48] != 0)
    challenge->version =
        g_strdup_printf ("%u.%u.%u", message[48], message[49], read_16 (message + 50));
  return TRUE;
}
