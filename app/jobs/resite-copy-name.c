/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-copy-name"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <xxhash.h>

#include "resite-copy-name.h"

#define TEMPORARY_PREFIX ".resite-"
#define TEMPORARY_SUFFIX ".part"
#define TEMPORARY_DIGITS 16

#define LONGEST_NAME 255 /* UTF-16 units */

static gboolean
is_device (const char *part)
{
  static const char *const devices[] = { "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$" };
  g_autofree char *stem = g_strndup (part, strcspn (part, "."));

  g_strchomp (stem);
  for (guint i = 0; i < G_N_ELEMENTS (devices); i++)
    if (g_ascii_strcasecmp (stem, devices[i]) == 0)
      return TRUE;
  return strlen (stem) == 4 && stem[3] >= '1' && stem[3] <= '9' &&
         (g_ascii_strncasecmp (stem, "COM", 3) == 0 || g_ascii_strncasecmp (stem, "LPT", 3) == 0);
}

static glong
count_units (const char *part)
{
  glong units = 0;

  for (const char *p = part; *p != '\0'; p = g_utf8_next_char (p))
    units += g_utf8_get_char (p) > 0xffff ? 2 : 1;
  return units;
}

static char *
get_fault_of_part (const char *part)
{
  const gsize length = strlen (part);

  for (const char *p = part; *p != '\0'; p++)
    if ((guchar)*p < 0x20)
      return g_strdup (_ ("Windows does not allow control characters in a name"));
    else if (strchr ("<>:\"|?*\\", *p) != NULL)
      return g_strdup_printf (_ ("Windows does not allow “%c” in a name"), *p);
  if (length > 0 && (part[length - 1] == '.' || part[length - 1] == ' '))
    return g_strdup (_ ("Windows drops a dot or a space at the end of a name"));
  if (is_device (part))
    return g_strdup_printf (_ ("Windows keeps the name “%s” for a device"), part);
  if (count_units (part) > LONGEST_NAME)
    return g_strdup_printf (_ ("The name is longer than the %d characters that Windows allows"),
                            LONGEST_NAME);
  return NULL;
}

char *
resite_copy_name_get_fault (const char *name)
{
  g_auto (GStrv) parts = NULL;

  g_return_val_if_fail (name != NULL, NULL);

  parts = g_strsplit (name, "/", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    {
      char *fault = get_fault_of_part (parts[i]);

      if (fault != NULL)
        return fault;
    }
  return NULL;
}

/* Windows compares letter by letter: "ß" and "ss" are two names there. */
char *
resite_copy_name_fold (const char *name)
{
  GString *folded;

  g_return_val_if_fail (name != NULL, NULL);

  folded = g_string_sized_new (strlen (name));
  for (const char *p = name; *p != '\0'; p = g_utf8_next_char (p))
    g_string_append_unichar (folded, g_unichar_toupper (g_utf8_get_char (p)));
  return g_string_free (folded, FALSE);
}

char *
resite_copy_name_get_folder (const char *name)
{
  const char *slash;

  g_return_val_if_fail (name != NULL, NULL);

  slash = strrchr (name, '/');
  return slash != NULL ? g_strndup (name, slash - name) : g_strdup ("");
}

char *
resite_copy_name_make_temporary (const char *name)
{
  g_autofree char *folder = resite_copy_name_get_folder (name);

  return g_strdup_printf ("%s%s" TEMPORARY_PREFIX "%016" G_GINT64_MODIFIER "x" TEMPORARY_SUFFIX,
                          folder, *folder != '\0' ? "/" : "",
                          (guint64)XXH3_64bits (name, strlen (name)));
}

gboolean
resite_copy_name_is_temporary (const char *name)
{
  const char *slash;
  const char *digits;

  g_return_val_if_fail (name != NULL, FALSE);

  slash = strrchr (name, '/');
  name = slash != NULL ? slash + 1 : name;
  if (!g_str_has_prefix (name, TEMPORARY_PREFIX))
    return FALSE;
  digits = name + strlen (TEMPORARY_PREFIX);
  return strspn (digits, "0123456789abcdef") == TEMPORARY_DIGITS &&
         g_str_equal (digits + TEMPORARY_DIGITS, TEMPORARY_SUFFIX);
}
