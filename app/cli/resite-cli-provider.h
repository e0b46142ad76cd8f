/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-cli-shell-book.h"
#include "resite-cli-wsman.h"
#include "resite-machine.h"

G_BEGIN_DECLS

/* The options of every verb that asks a site through its provider; rows of its table. */
#define RESITE_CLI_PROVIDER_OPTIONS                                                                \
  { "provider", RESITE_CLI_TEXT, N_ ("URL"),                                                       \
    N_ ("The server of the primary or central site, https://user@host:5986/wsman") },              \
      RESITE_CLI_WSMAN_OPTIONS

/* A provider that answers. */
typedef struct
{
  ResiteMachine *machine;   /* the one that has it, which may be another than --provider names */
  ResiteCim *cim;           /* its */
  char *space;              /* "root/sms/site_P01" */
  char *site_code;          /* "P01" */
  ResiteCliShellBook *book; /* of the shells that are opened there */
} ResiteCliProvider;

/* Signs in where --provider says and finds the provider from there. Main thread, whose loop turns
 * meanwhile. RESITE_ERROR_INVALID without the option. */
ResiteCliProvider *resite_cli_provider_open (ResiteCli *cli, GError **error);
void resite_cli_provider_free (ResiteCliProvider *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteCliProvider, resite_cli_provider_free)

/* Runs @work in a worker, as the waiting calls want it, and waits with the main loop turning. FALSE
 * and @error as @work says. */
typedef gboolean (*ResiteCliWork) (gpointer data, GCancellable *cancellable, GError **error);
gboolean resite_cli_work (ResiteCli *cli, ResiteCliWork work, gpointer data, GError **error);

G_END_DECLS
