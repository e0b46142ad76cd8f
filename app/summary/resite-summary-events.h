/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The record as files for people and programs: (element-type ResiteEvent). */
char *resite_summary_events_to_json_lines (GPtrArray *events);
char *resite_summary_events_to_text (GPtrArray *events);

G_END_DECLS
