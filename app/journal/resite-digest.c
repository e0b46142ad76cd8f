/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-digest"
#include "config.h"

#include <string.h>
#include <nettle/sha2.h>

#include "resite-digest.h"

struct _ResiteDigest
{
  struct sha256_ctx context;
};

static char *
to_hexadecimal (struct sha256_ctx *context)
{
  guint8 raw[SHA256_DIGEST_SIZE];
  char *text = g_malloc (2 * SHA256_DIGEST_SIZE + 1);

  sha256_digest (context, sizeof raw, raw);
  for (gsize i = 0; i < sizeof raw; i++)
    {
      text[2 * i] = "0123456789abcdef"[raw[i] >> 4];
      text[2 * i + 1] = "0123456789abcdef"[raw[i] & 15];
    }
  text[2 * SHA256_DIGEST_SIZE] = '\0';
  return text;
}

ResiteDigest *
resite_digest_new (void)
{
  ResiteDigest *self = g_new0 (ResiteDigest, 1);

  sha256_init (&self->context);
  return self;
}

static void
add_plain (ResiteDigest *self, const void *bytes, gsize length)
{
  sha256_update (&self->context, length, bytes);
}

void
resite_digest_add (ResiteDigest *self, const char *name, const void *value, gsize length)
{
  g_autofree char *head = NULL;

  g_return_if_fail (self != NULL && name != NULL);

  head = g_strdup_printf ("%s %" G_GSIZE_FORMAT ":", name, length);
  add_plain (self, head, strlen (head));
  if (length > 0)
    add_plain (self, value, length);
  add_plain (self, "\n", 1);
}

void
resite_digest_add_text (ResiteDigest *self, const char *name, const char *value)
{
  g_return_if_fail (self != NULL && name != NULL);

  if (value != NULL)
    {
      resite_digest_add (self, name, value, strlen (value));
      return;
    }
  add_plain (self, name, strlen (name));
  add_plain (self, "\n", 1);
}

void
resite_digest_add_int (ResiteDigest *self, const char *name, gint64 value)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, value);

  resite_digest_add_text (self, name, text);
}

char *
resite_digest_end (ResiteDigest *self)
{
  char *text;

  g_return_val_if_fail (self != NULL, NULL);

  text = to_hexadecimal (&self->context);
  resite_digest_free (self);
  return text;
}

void
resite_digest_free (ResiteDigest *self)
{
  g_free (self);
}

char *
resite_digest_of_bytes (const void *bytes, gsize length)
{
  struct sha256_ctx context;

  sha256_init (&context);
  if (length > 0)
    sha256_update (&context, length, bytes);
  return to_hexadecimal (&context);
}
