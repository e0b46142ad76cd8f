/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-finding.h"

G_BEGIN_DECLS

/* What the logs of a management point say, by their newest attempt: setup tries again every hour,
 * and what an earlier attempt wrote no longer counts. @bytes: the file, or its end. Any thread. */

/* mpsetup.log: a return code of 0 or 3010 is good, any other, "Fatal MSI Error", "could not be
 * installed" and "@@ERR:" are bad, all else is unknown: it runs or never began. */
ResiteFinding *resite_mp_log_judge_setup (const char *bytes, gsize length);
/* mpMSI.log: what MainEngineThread returned last. */
ResiteFinding *resite_mp_log_judge_installer (const char *bytes, gsize length);
/* mpcontrol.log: the newest status code; 200 is good. */
ResiteFinding *resite_mp_log_judge_control (const char *bytes, gsize length);
/* MP_*.log: lines that are marked as errors make a warning, for what they say differs by version. */
ResiteFinding *resite_mp_log_judge_service (const char *bytes, gsize length);

G_END_DECLS
