/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-lab-class.h"

G_BEGIN_DECLS

/* The management point and the distribution point of the new site: given by C14, set up some time
 * later, or not. */

/* C14; twice is fine. */
void resite_lab_management_point_give (ResiteLabMachine *machine);
/* What the setup of the management point came to. */
void resite_lab_management_point_set_up (ResiteLabMachine *machine, gboolean good);
/* Does it answer its clients? */
gboolean resite_lab_management_point_is_ready (ResiteLabMachine *machine);
/* Is there a virtual directory for packages? */
gboolean resite_lab_management_point_has_folder (ResiteLabMachine *machine);

G_END_DECLS
