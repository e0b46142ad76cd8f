/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-windows"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-windows-private.h"

/* The line is no shell's: it is read by the program itself, which only ends a word at a quote. */
static gboolean
check_word (const char *word, GError **error)
{
  for (const char *at = word; *at != '\0'; at++)
    if (*at == '"' || g_ascii_iscntrl (*at))
      {
        g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                     /* TRANSLATORS: the name of a network connection, or an address. */
                     _ ("“%s” cannot stand in the line of a program."), word);
        return FALSE;
      }
  return TRUE;
}

gboolean
resite_windows_start_static (ResiteCim *cim, const char *connection, const char *address,
                             const char *mask, const char *gateway, GCancellable *cancellable,
                             GError **error)
{
  g_autofree char *line = NULL;

  g_return_val_if_fail (RESITE_IS_CIM (cim) && connection != NULL, FALSE);
  g_return_val_if_fail (address != NULL && mask != NULL && gateway != NULL, FALSE);

  if (!check_word (connection, error) || !check_word (address, error) ||
      !check_word (mask, error) || !check_word (gateway, error))
    return FALSE;
  line =
      g_strdup_printf ("netsh interface ip set address name=\"%s\" source=static addr=%s mask=%s "
                       "gateway=%s gwmetric=1",
                       connection, address, mask, gateway);
  return resite_windows_start_process (cim, line, NULL, NULL, cancellable, error);
}
