/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-transaction-id"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-transaction-id.h"

/* What KB Q288970 adds to the highest number. */
#define STEP 20

/* -1: no number stands at the end of @line. */
static gint64
read_number (const char *line)
{
  const char *sign = strrchr (line, '=');
  guint64 number;

  if (sign == NULL || !g_ascii_string_to_unsigned (sign + 1, 10, 0, G_MAXUINT32, &number, NULL))
    return -1;
  return (gint64)number;
}

gint64
resite_transaction_id_read_highest (const char *text, gsize length, char **section)
{
  g_autofree char *whole = g_strndup (text, length);
  g_auto (GStrv) lines = g_strsplit (whole, "\n", -1);
  g_autofree char *current = NULL;
  gint64 highest = -1;

  g_return_val_if_fail (section != NULL, -1);

  *section = NULL;
  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *line = g_strstrip (lines[i]);
      const gint64 number = read_number (line);

      if (*line == '[' && g_str_has_suffix (line, "]"))
        {
          g_free (current);
          current = g_strndup (line + 1, strlen (line) - 2);
        }
      else if (number > highest)
        {
          highest = number;
          g_free (*section);
          *section = g_strdup (current);
        }
    }
  return highest;
}

char *
resite_transaction_id_find_trap (gint64 own, gint64 highest, const char *section)
{
  g_autofree char *parent = g_strdup_printf ("%" G_GINT64_FORMAT, highest);
  g_autofree char *here = g_strdup_printf ("%" G_GINT64_FORMAT, MAX (own, 0));
  g_autofree char *wanted = g_strdup_printf ("%" G_GINT64_FORMAT, highest + STEP);

  if (highest < 0 || own > highest)
    return NULL;
  /* TRANSLATORS: numbers; a name like PKGSTATUSDATA; a number. */
  return g_strdup_printf (
      _ ("The parent remembers the number %s (%s), and the new server counts from %s: what it "
         "sends "
         "is ignored in silence until it is past that (KB Q288970). Stop SMS_EXECUTIVE and "
         "SMS_SITE_COMPONENT_MANAGER there, set Transaction ID to %s, and start them again."),
      parent, section != NULL ? section : "?", here, wanted);
}
