/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-cli-secret.h"
#include "resite-wsman.h"

G_BEGIN_DECLS

/* The options of every verb that is given the address of one machine; rows of its table. */
#define RESITE_CLI_WSMAN_OPTIONS                                                                   \
  { "user", RESITE_CLI_TEXT, N_ ("NAME"), N_ ("Who to sign in as; else the user in the URL") },    \
      { "kerberos", RESITE_CLI_FLAG, NULL,                                                         \
        N_ ("Sign in with the Kerberos ticket of this desk (kinit)") },                            \
      RESITE_CLI_SECRET_OPTION,                                                                    \
      { "ca", RESITE_CLI_PATH, N_ ("FILE"), N_ ("Trust certificates of this authority") },         \
      { "fingerprint", RESITE_CLI_TEXT, N_ ("HEX"),                                                \
        N_ ("Trust the one certificate with this SHA-256") },                                      \
      { "allow-plain-http", RESITE_CLI_FLAG, NULL,                                                 \
        N_ ("Allow an http address: all that is sent can be read on the way, the password too") }, \
      { "deadline", RESITE_CLI_NUMBER, N_ ("SECONDS"),                                             \
        N_ ("How long the server may take for each answer, 120 if not given") },                   \
  {                                                                                                \
    "old-tls", RESITE_CLI_FLAG, NULL,                                                              \
        N_ ("Allow TLS 1.0 with 3DES and RC4, for servers that have nothing better")               \
  }

/* Signs in at @url ("https://user@host:5986/wsman") and asks who the server is. A certificate that
 * nobody vouches for is shown at the terminal, once; without a terminal it ends the verb. Main
 * thread, whose loop turns meanwhile. (transfer full) */
ResiteWsman *resite_cli_wsman_open (ResiteCli *cli, const char *url, GError **error);

/* Shows a person at the terminal a certificate that nobody vouches for. FALSE with
 * RESITE_ERROR_UNTRUSTED (no terminal: with a hint; or "no"), G_IO_ERROR_CANCELLED. */
gboolean resite_cli_wsman_ask_trust (ResiteCli *cli, const char *server, const char *fingerprint,
                                     const char *description, GError **error);

G_END_DECLS
