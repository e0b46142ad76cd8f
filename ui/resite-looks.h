/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-preferences.h"

G_BEGIN_DECLS

/* Style sheet, theme and text size as the preferences say, and as they change. One a program. */
#define RESITE_TYPE_LOOKS (resite_looks_get_type ())
G_DECLARE_FINAL_TYPE (ResiteLooks, resite_looks, RESITE, LOOKS, GObject)

ResiteLooks *resite_looks_new (ResitePreferences *preferences);

G_END_DECLS
