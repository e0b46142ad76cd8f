/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a file turned into. The reader takes the members it wants. */
typedef struct
{
  char *id;
  char *version;
  char *title;
  GPtrArray *phases;    /* ResitePhase */
  GPtrArray *steps;     /* ResiteStep, owned by their phases too */
  GPtrArray *variables; /* utf8, sorted, NULL-terminated */
} ResiteRunbookParts;

/* RESITE_ERROR_INVALID with every complaint, and @parts untouched. */
gboolean resite_runbook_parse (const char *name, GBytes *text, ResiteRunbookParts *parts,
                               GError **error);

G_END_DECLS
