/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-copy-hash"

#include "config.h"

#include <nettle/sha2.h>
#include <string.h>
#include <xxhash.h>

#include "resite-copy-hash.h"

struct _ResiteCopyHash
{
  ResiteCopyHashKind kind;
  XXH3_state_t *state; /* of XXH3 */
  struct sha256_ctx sha256;
};

ResiteCopyHash *
resite_copy_hash_new (ResiteCopyHashKind kind)
{
  ResiteCopyHash *self = g_new0 (ResiteCopyHash, 1);

  self->kind = kind;
  if (kind == RESITE_COPY_XXH3)
    {
      self->state = XXH3_createState ();
      g_assert (self->state != NULL);
    }
  resite_copy_hash_reset (self);
  return self;
}

void
resite_copy_hash_free (ResiteCopyHash *self)
{
  if (self == NULL)
    return;

  XXH3_freeState (self->state);
  g_free (self);
}

ResiteCopyHash *
resite_copy_hash_copy (const ResiteCopyHash *self)
{
  ResiteCopyHash *copy = resite_copy_hash_new (self->kind);

  if (self->kind == RESITE_COPY_XXH3)
    XXH3_copyState (copy->state, self->state);
  else
    copy->sha256 = self->sha256;
  return copy;
}

void
resite_copy_hash_reset (ResiteCopyHash *self)
{
  if (self->kind == RESITE_COPY_XXH3)
    XXH3_128bits_reset (self->state);
  else
    sha256_init (&self->sha256);
}

void
resite_copy_hash_update (ResiteCopyHash *self, const void *bytes, gsize size)
{
  if (self->kind == RESITE_COPY_XXH3)
    XXH3_128bits_update (self->state, bytes, size);
  else
    sha256_update (&self->sha256, size, bytes);
}

static char *
to_text (const guint8 *digest, gsize size)
{
  static const char digits[] = "0123456789abcdef";
  char *text = g_malloc (2 * size + 1);

  for (gsize i = 0; i < size; i++)
    {
      text[2 * i] = digits[digest[i] >> 4];
      text[2 * i + 1] = digits[digest[i] & 15];
    }
  text[2 * size] = '\0';
  return text;
}

static char *
xxh3_to_text (XXH128_hash_t hash)
{
  XXH128_canonical_t canonical;

  XXH128_canonicalFromHash (&canonical, hash);
  return to_text (canonical.digest, sizeof canonical.digest);
}

char *
resite_copy_hash_to_text (ResiteCopyHash *self)
{
  struct sha256_ctx so_far;
  guint8 digest[SHA256_DIGEST_SIZE];

  if (self->kind == RESITE_COPY_XXH3)
    return xxh3_to_text (XXH3_128bits_digest (self->state));
  so_far = self->sha256;
  sha256_digest (&so_far, sizeof digest, digest);
  return to_text (digest, sizeof digest);
}

char *
resite_copy_hash_of (ResiteCopyHashKind kind, const void *bytes, gsize size)
{
  g_autoptr (ResiteCopyHash) hash = NULL;

  if (kind == RESITE_COPY_XXH3)
    return xxh3_to_text (XXH3_128bits (bytes, size));
  hash = resite_copy_hash_new (kind);
  resite_copy_hash_update (hash, bytes, size);
  return resite_copy_hash_to_text (hash);
}

ResiteCopyHashKind
resite_copy_hash_kind_of (const char *text)
{
  return text != NULL && strlen (text) == 2 * SHA256_DIGEST_SIZE ? RESITE_COPY_SHA256
                                                                 : RESITE_COPY_XXH3;
}
