/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-lab-directory.h"
#include "resite-lab-site.h"
#include "resite-lab-store.h"

G_BEGIN_DECLS

/* Place and kinds of the directory's records. */
#define LAB_DIRECTORY "directory"
#define LAB_OBJECT    "object"
#define LAB_RIGHT     "right"

#define LAB_CLASS_SITE    "mSSMSSite"
#define LAB_CLASS_POINT   "mSSMSManagementPoint"
#define LAB_CLASS_LOCATOR "mSSMSServerLocatorPoint"
#define LAB_CLASS_RANGE   "mSSMSRoamingBoundaryRange"

#define LAB_SITE_OBJECT  "SMS-Site-" RESITE_LAB_SITE
#define LAB_POINT_OBJECT "SMS-MP-" RESITE_LAB_SITE "-" RESITE_LAB_SITE_SERVER

/* What an order for a leftover does when it is due. */
void resite_lab_directory_bring_back (ResiteLabWorld *world, const ResiteLabRecord *order);

G_END_DECLS
