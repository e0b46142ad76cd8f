/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How a machine is called within a sentence: "the old server". @role as in the plan: "old",
 * "primary.1" ... Translated. */
const char *resite_machine_words_get (const char *role);

G_END_DECLS
