/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-cli.h"
#include "resite-reach-offer.h"

G_BEGIN_DECLS

/* The better ways that --take writes into the plan. */

#define RESITE_CLI_TAKE_OPTIONS                                                                    \
  { "take", RESITE_CLI_TEXT, N_ ("ROLE,..."),                                                      \
    N_ ("Write the better way of these machines into PLAN, which keeps its comments; \"all\": of " \
        "all where that costs no safety") },                                                       \
      { "user", RESITE_CLI_TEXT, N_ ("NAME"),                                                      \
        N_ ("Who signs in there, where the plan names nobody for the way that is taken") },        \
  {                                                                                                \
    "yes", RESITE_CLI_FLAG, NULL, N_ ("Do not ask at the terminal before it is written")           \
  }

typedef struct
{
  ResiteCli *cli;
  ResitePlan *plan;
  char **roles; /* (nullable): NULL: nothing is taken */
  guint written;
  gboolean failed;
} ResiteCliTake;

/* RESITE_ERROR_INVALID: a role that the plan does not have. @machines: those that it has. */
gboolean resite_cli_take_init (ResiteCliTake *self, ResiteCli *cli, ResitePlan *plan,
                               const char *const *machines, GError **error);
void resite_cli_take_clear (ResiteCliTake *self);

/* @offer (nullable): of @role. FALSE: cancelled. */
gboolean resite_cli_take_one (ResiteCliTake *self, const char *role, ResiteReachOffer *offer,
                              GError **error);
/* Writes the plan if it became another. */
gboolean resite_cli_take_save (ResiteCliTake *self, const char *path, GError **error);

G_END_DECLS
