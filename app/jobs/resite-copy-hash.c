/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-copy-hash"

#include "config.h"

#include <xxhash.h>

#include "resite-copy-hash.h"

struct _ResiteCopyHash
{
  XXH3_state_t *state;
};

ResiteCopyHash *
resite_copy_hash_new (void)
{
  ResiteCopyHash *self = g_new0 (ResiteCopyHash, 1);

  self->state = XXH3_createState ();
  g_assert (self->state != NULL);
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

void
resite_copy_hash_reset (ResiteCopyHash *self)
{
  XXH3_128bits_reset (self->state);
}

void
resite_copy_hash_update (ResiteCopyHash *self, const void *bytes, gsize size)
{
  XXH3_128bits_update (self->state, bytes, size);
}

char *
resite_copy_hash_to_text (ResiteCopyHash *self)
{
  XXH128_canonical_t canonical;
  GString *text = g_string_sized_new (2 * sizeof canonical);

  XXH128_canonicalFromHash (&canonical, XXH3_128bits_digest (self->state));
  for (guint i = 0; i < sizeof canonical.digest; i++)
    g_string_append_printf (text, "%02x", canonical.digest[i]);
  return g_string_free (text, FALSE);
}
