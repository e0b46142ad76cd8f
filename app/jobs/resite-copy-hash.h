/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-copy-job.h"

G_BEGIN_DECLS

/* XXH3 with 128 bits, as "xxh128sum" prints it, or SHA-256, as "sha256sum" does. */
typedef struct _ResiteCopyHash ResiteCopyHash;

ResiteCopyHash *resite_copy_hash_new (ResiteCopyHashKind kind);
void resite_copy_hash_free (ResiteCopyHash *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteCopyHash, resite_copy_hash_free)

/* What it has taken in so far; both go on by themselves. (transfer full) */
ResiteCopyHash *resite_copy_hash_copy (const ResiteCopyHash *self);
void resite_copy_hash_reset (ResiteCopyHash *self);
void resite_copy_hash_update (ResiteCopyHash *self, const void *bytes, gsize size);
/* Of all bytes so far; more may follow. (transfer full) */
char *resite_copy_hash_to_text (ResiteCopyHash *self);

/* Of @bytes alone. (transfer full) */
char *resite_copy_hash_of (ResiteCopyHashKind kind, const void *bytes, gsize size);
/* Which of the two @text is, by its length. */
ResiteCopyHashKind resite_copy_hash_kind_of (const char *text);

G_END_DECLS
