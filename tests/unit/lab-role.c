/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lab-role.h"
#include "resite-lab-world-private.h"

void
lab_role_add_point (ResiteLabWorld *world, const char *role, const char *server)
{
  resite_lab_role_add (world, role, RESITE_LAB_SITE, server, "SMS Distribution Point");
}
