/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Is the site of a rehearsal rebuilt? The answer comes from the machines' files and from what the
 * world keeps of itself (world.ini, supply.log, wire.json, the tool's own record) alone: no journal,
 * no policy and no move is asked, so that nothing that only says of itself that it was done passes. */
typedef struct
{
  guint packages;    /* with a file at the source */
  guint forwarded;   /* by the preload tool */
  guint left;        /* which the site must not take */
  guint64 bytes;     /* of packages' content that crossed the line to the site */
  GPtrArray *faults; /* (element-type utf8): sentences; empty when the site is rebuilt */
} ResiteLabFindings;

/* @folder: of the lab. NULL: it holds no world that can be read. Blocks while all package files
 * are read; any thread, while no program is changing the world. One that has it in memory calls
 * resite_lab_world_write_down() first. */
ResiteLabFindings *resite_lab_checker_look (const char *folder, GError **error);
/* The same of one that went back: all is as it was in the morning (morning.ini), but for what was
 * put on the new server. */
ResiteLabFindings *resite_lab_checker_look_back (const char *folder, GError **error);
void resite_lab_findings_free (ResiteLabFindings *findings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteLabFindings, resite_lab_findings_free)

G_END_DECLS
