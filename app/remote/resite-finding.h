/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What one look came to: a verdict, what was seen, and what to do about it. */
typedef struct
{
  const char *state; /* "ok", "warning", "failed", "unknown"; static */
  char *seen;        /* a sentence, translated */
  char *advice;      /* (nullable) what to do, translated */
} ResiteFinding;

/* Takes @seen and @advice. @state is kept as it is, so it is static. */
ResiteFinding *resite_finding_new (const char *state, char *seen, char *advice);
void resite_finding_free (ResiteFinding *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteFinding, resite_finding_free)
/* Both sentences in one line. (transfer full) */
char *resite_finding_describe (const ResiteFinding *self);

G_END_DECLS
