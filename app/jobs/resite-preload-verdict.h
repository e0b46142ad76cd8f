/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What one run of PreLoadPkgOnSite said. The last success line decides; half done is failed; no
 * line is failed; the exit code is recorded and never decides. */
typedef enum
{
  RESITE_PRELOAD_FORWARDED,
  RESITE_PRELOAD_HALF_DONE,
  RESITE_PRELOAD_FAILED
} ResitePreloadVerdict;

/* *@message (optional) (transfer full): one translated line for a table. */
ResitePreloadVerdict resite_preload_judge (const char *package_id, const char *output,
                                           char **message);
const char *resite_preload_verdict_to_state (ResitePreloadVerdict verdict);

/* (transfer full) (nullable): the package that a line of the tool speaks of, upper case. */
char *resite_preload_line_get_package (const char *line);

/* The two success texts, without the stars; each reports whether @line holds it. */
gboolean resite_preload_line_is_path_set (const char *line);
gboolean resite_preload_line_is_forwarded (const char *line);
/* "Forward package status for pkg ID to site CODE", the first line of a run that went well. */
gboolean resite_preload_line_is_opening (const char *line);

G_END_DECLS
