/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-cmd"

#include "config.h"

#include "resite-lab-cmd.h"

const ResiteLabCommandEntry resite_lab_commands_system[] = {
  { NULL },
};
