/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-step-run.h"

G_BEGIN_DECLS

/* One sign and one word for each state of a step, so that no state is told by colour alone. */
typedef struct
{
  const char *glyph; /* one character, in the fonts that every desk has */
  const char *word;  /* translated */
  const char *style; /* class of style.css */
} ResiteStateSign;

ResiteStateSign resite_state_sign_of (ResiteStepRun *step);

G_END_DECLS
