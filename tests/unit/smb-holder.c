/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "smb-holder"

#include "config.h"

#include <fcntl.h>
#include <glib.h>
#include <libsmbclient.h>
#include <stdio.h>
#include <unistd.h>

/* smb-holder URL PASSWORD: has a file open so that nobody else may, until its standard input
 * ends. */

static const char *password;

static void
authenticate_cb (const char *server, const char *share, char *domain, int domain_size, char *user,
                 int user_size, char *secret, int secret_size)
{
  g_strlcpy (user, "smsadmin", user_size);
  g_strlcpy (secret, password, secret_size);
}

int
main (int argc, char **argv)
{
  SMBCCTX *context = smbc_new_context ();
  int file;
  char byte;

  if (argc != 3 || context == NULL)
    return 2;
  password = argv[2];
  smbc_setFunctionAuthData (context, authenticate_cb);
  smbc_setOptionOpenShareMode (context, SMBC_SHAREMODE_DENY_ALL);
  if (smbc_init_context (context) == NULL)
    return 1;
  smbc_set_context (context);
  file = smbc_open (argv[1], O_RDWR, 0);
  if (file < 0)
    {
      perror (argv[1]);
      return 1;
    }
  puts ("held");
  fflush (stdout);
  while (read (STDIN_FILENO, &byte, 1) > 0)
    continue;
  return smbc_close (file) == 0 ? 0 : 1;
}
