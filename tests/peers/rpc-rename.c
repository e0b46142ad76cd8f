/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rpc-rename"

#include "config.h"

#include "resite-rpc-cim.h"

/* rpc-rename HOST USER NAME: the order to rename a member of a domain, with the password of the first
 * line of its input for both. Samba is in no domain and refuses; a test looks at what it was sent. */
int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteCredentials) credentials = NULL;
  g_autoptr (ResiteRpcCim) cim = NULL;
  ResiteRpcOptions options = { NULL };

  if (argc != 4)
    return 2;
  credentials = resite_credentials_new_from_fd (argv[2], 0, &error);
  options.host = argv[1];
  options.credentials = credentials;
  cim = credentials != NULL ? resite_rpc_cim_new (&options, &error) : NULL;
  if (cim != NULL && resite_rpc_cim_rename_member (cim, argv[3], credentials, NULL, &error))
    return 0;
  g_printerr ("%d %s\n", error->code, error->message);
  return 1;
}
