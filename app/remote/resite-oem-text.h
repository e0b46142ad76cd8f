/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Output of a Windows program as it comes, in pieces that may end within a character: read as
 * UTF-8 until something is not; from there on in the OEM code page of the machine. One for each
 * stream; the caller keeps the raw bytes. */
typedef struct _ResiteOemText ResiteOemText;

/* @code_page: 437, 850, 852, 866 ...; 0 or one that this system does not know: 850. */
ResiteOemText *resite_oem_text_new (guint code_page);
void resite_oem_text_free (ResiteOemText *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteOemText, resite_oem_text_free)

/* (transfer full): valid UTF-8, "" while a character is not complete. What no character stands
 * for, NUL too, becomes U+FFFD. */
char *resite_oem_text_add (ResiteOemText *self, const void *bytes, gsize size);
/* What is left when nothing more comes. (transfer full). */
char *resite_oem_text_end (ResiteOemText *self);
/* Whether the OEM code page was needed. */
gboolean resite_oem_text_is_oem (ResiteOemText *self);

G_END_DECLS
