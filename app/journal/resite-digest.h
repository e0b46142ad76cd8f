/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* SHA-256 over named fields, each written as "NAME LENGTH:VALUE\n", so that no two different
 * lists of fields have the same bytes. Any thread; one owner. */
typedef struct _ResiteDigest ResiteDigest;

ResiteDigest *resite_digest_new (void);
void resite_digest_add (ResiteDigest *self, const char *name, const void *value, gsize length);
/* NULL is written as a field without a length, which differs from an empty one. */
void resite_digest_add_text (ResiteDigest *self, const char *name, const char *value);
void resite_digest_add_int (ResiteDigest *self, const char *name, gint64 value);
/* Hexadecimal (transfer full); frees @self. */
char *resite_digest_end (ResiteDigest *self);
void resite_digest_free (ResiteDigest *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteDigest, resite_digest_free)

/* Plain SHA-256 of the bytes, hexadecimal. */
char *resite_digest_of_bytes (const void *bytes, gsize length);

G_END_DECLS
