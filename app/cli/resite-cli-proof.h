/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What a look at a rehearsal's files alone says, whatever any journal holds: every package file of
 * the source lies on the new server, byte by byte and read-only, and the tool's own record says
 * that it was forwarded; except the ones that the site must not take, because it does not know
 * them or knows a newer version. */
typedef struct
{
  guint packages;
  guint forwarded;
  guint left;        /* which the site must not take */
  GPtrArray *faults; /* (element-type utf8): what is not as it should be */
} ResiteCliProof;

ResiteCliProof *resite_cli_proof_look (const char *source, const char *target,
                                       const char *calls_path, const char *known_path,
                                       GError **error);
void resite_cli_proof_free (ResiteCliProof *proof);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteCliProof, resite_cli_proof_free)

G_END_DECLS
