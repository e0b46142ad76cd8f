/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* XXH3 with 128 bits, as "xxh128sum" prints it. */
typedef struct _ResiteCopyHash ResiteCopyHash;

ResiteCopyHash *resite_copy_hash_new (void);
void resite_copy_hash_free (ResiteCopyHash *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteCopyHash, resite_copy_hash_free)

void resite_copy_hash_reset (ResiteCopyHash *self);
void resite_copy_hash_update (ResiteCopyHash *self, const void *bytes, gsize size);
/* Of all bytes so far; more may follow. (transfer full) */
char *resite_copy_hash_to_text (ResiteCopyHash *self);

G_END_DECLS
