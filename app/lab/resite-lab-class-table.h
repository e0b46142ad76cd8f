/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-lab-class.h"

/* Short names, for files that hold tables of properties and for nobody else. */

#define TEXT    RESITE_LAB_TEXT
#define NUMBER  RESITE_LAB_NUMBER
#define BOOLEAN RESITE_LAB_BOOLEAN
#define TIME    RESITE_LAB_TIME
#define TEXTS   RESITE_LAB_TEXTS
#define NUMBERS RESITE_LAB_NUMBERS
