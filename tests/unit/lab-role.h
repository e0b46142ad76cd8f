/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-lab-world.h"

/* One more distribution point, of the site S01, that the provider on @role knows; beside the headers
 * of the whole lab those of its insides cannot stand. */
void lab_role_add_point (ResiteLabWorld *world, const char *role, const char *server);
