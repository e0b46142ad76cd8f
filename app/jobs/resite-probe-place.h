/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-connections.h"
#include "resite-probe.h"

G_BEGIN_DECLS

/* @probe with everything that a worker needs to look: places on this desk, the machine, name
 * servers. Main thread, because connections are; does not talk. */
ResiteProbeView *resite_probe_view_new_at (const ResiteProbe *probe,
                                           ResiteConnections *connections);

G_END_DECLS
