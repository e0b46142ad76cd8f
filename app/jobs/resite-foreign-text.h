/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A whole text file from a Windows machine as valid UTF-8 with plain "\n" line ends: UTF-16 where
 * it begins with its mark, else UTF-8, else Windows-1252. Bytes of zero become U+FFFD.
 * (transfer full), never NULL. */
char *resite_foreign_text_decode (const char *bytes, gssize length);

G_END_DECLS
