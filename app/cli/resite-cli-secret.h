/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-cli.h"
#include "resite-credentials.h"

G_BEGIN_DECLS

/* The option of every verb that signs in somewhere; a row of its table. */
#define RESITE_CLI_SECRET_OPTION                                                                   \
  {                                                                                                \
    "password-fd", RESITE_CLI_NUMBER, N_ ("N"),                                                    \
        N_ ("Read passwords from this open file, one a line, in the order of the machines")        \
  }

/* The password of @user on @server: a line of --password-fd, else the key ring of the desktop, else
 * asked at the terminal. Main thread, whose loop turns meanwhile. Never from an argument or the
 * environment, never shown. RESITE_ERROR_INVALID without any, with a hint; G_IO_ERROR_CANCELLED. */
ResiteCredentials *resite_cli_secret_ask (ResiteCli *cli, const char *server, const char *user,
                                          GError **error);
/* The same where it is another option, @option, that names the open file. */
ResiteCredentials *resite_cli_secret_ask_by (ResiteCli *cli, const char *option, const char *server,
                                             const char *user, GError **error);

G_END_DECLS
