/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-http-exchange.h"

G_BEGIN_DECLS

/* Takes @error, as libsoup gave it; G_IO_ERROR_CANCELLED passes through unless our own patience was
 * the canceller. */
GError *resite_wsman_failure_explain (ResiteHttpFailure *self, GError *error);
GError *resite_wsman_failure_too_large (ResiteHttpFailure *self, gsize limit);
/* What a stranger sent, as a piece of a text: valid UTF-8 without control characters, those of
 * terminals among them. @size -1: up to its end. */
char *resite_wsman_failure_clean (const char *bytes, gssize size);

G_END_DECLS
