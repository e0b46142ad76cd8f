/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-directory-place.h"
#include "resite-plan.h"

G_BEGIN_DECLS

/* (nullable) (transfer full): how @plan reaches the directory; NULL: by hand. */
ResiteDirectoryPlace *resite_directory_way_open (ResitePlan *plan);

G_END_DECLS
