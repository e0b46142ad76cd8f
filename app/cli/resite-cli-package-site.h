/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-cli-provider.h"

G_BEGIN_DECLS

/* Where the verbs about packages hear what a site knows: its provider, or a list on this desk. */
#define RESITE_CLI_SITE_OPTIONS                                                                    \
  RESITE_CLI_PROVIDER_OPTIONS,                                                                     \
  {                                                                                                \
    "list", RESITE_CLI_PATH, N_ ("FILE"),                                                          \
        N_ ("Instead of --provider: what wmic or the console listed")                              \
  }

/* Opens --provider, or reads --list; just one of them is given. */
gboolean resite_cli_site_or_list (ResiteCli *cli, ResiteCliProvider **site, char **text,
                                  gsize *length, GError **error);
/* Takes @failure of a question that was asked. */
ResiteCliStatus resite_cli_site_tell_failure (ResiteCli *cli, GError *failure, GError **error);

G_END_DECLS
