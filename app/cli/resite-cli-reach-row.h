/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-cli-report.h"
#include "resite-reach-offer.h"

G_BEGIN_DECLS

/* What is said of one way to a machine. Borrowed for the call. */
typedef struct
{
  const char *name;
  const char *verdict;
  const char *message;
  const char *limits;            /* (nullable): what the way that was tried leaves to a person */
  const ResiteReachOffer *offer; /* (nullable) */
} ResiteCliReachRow;

void resite_cli_reach_row_print (ResiteCli *cli, const ResiteCliReachRow *row);

G_END_DECLS
