/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-copy-name"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <xxhash.h>

#include "resite-copy-name.h"

#define OWN_PREFIX       ".resite-"
#define TEMPORARY_SUFFIX ".part"
#define ASIDE_SUFFIX     ".old"
#define OWN_DIGITS       16

#define LONGEST_NAME 255 /* UTF-16 units */

/* In which letters can a device's name begin? Most names need no closer look. */
static gboolean
may_be_device (const char *part)
{
  return strchr ("CPANLcpanl", *part) != NULL;
}

static gboolean
is_device (const char *part, gsize length)
{
  static const char *const devices[] = { "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$" };
  gsize stem = 0;

  while (stem < length && part[stem] != '.')
    stem++;
  while (stem > 0 && g_ascii_isspace (part[stem - 1]))
    stem--;
  for (guint i = 0; i < G_N_ELEMENTS (devices); i++)
    if (stem == strlen (devices[i]) && g_ascii_strncasecmp (part, devices[i], stem) == 0)
      return TRUE;
  return stem == 4 && part[3] >= '1' && part[3] <= '9' &&
         (g_ascii_strncasecmp (part, "COM", 3) == 0 || g_ascii_strncasecmp (part, "LPT", 3) == 0);
}

static glong
count_units (const char *part, gsize length)
{
  glong units = 0;

  for (const char *p = part; p < part + length; p = g_utf8_next_char (p))
    units += g_utf8_get_char (p) > 0xffff ? 2 : 1;
  return units;
}

static gboolean
is_forbidden (guchar c)
{
  static const guint32 table[4] = { 0xffffffff, /* control characters */
                                    1u << ('"' - 32) | 1u << ('*' - 32) | 1u << (':' - 32) |
                                        1u << ('<' - 32) | 1u << ('>' - 32) | 1u << ('?' - 32),
                                    1u << ('\\' - 64), 1u << ('|' - 96) };

  return c < 128 && (table[c / 32] >> (c % 32) & 1) != 0;
}

static char *
get_fault_of_part (const char *part, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if ((guchar)part[i] < 0x20)
      return g_strdup (_ ("Windows does not allow control characters in a name"));
    else if (is_forbidden (part[i]))
      return g_strdup_printf (_ ("Windows does not allow “%c” in a name"), part[i]);
  if (length > 0 && (part[length - 1] == '.' || part[length - 1] == ' '))
    return g_strdup (_ ("Windows drops a dot or a space at the end of a name"));
  if (length > 0 && may_be_device (part) && is_device (part, length))
    {
      g_autofree char *name = g_strndup (part, length);

      return g_strdup_printf (_ ("Windows keeps the name “%s” for a device"), name);
    }
  if (length > LONGEST_NAME && count_units (part, length) > LONGEST_NAME)
    return g_strdup_printf (_ ("The name is longer than the %d characters that Windows allows"),
                            LONGEST_NAME);
  return NULL;
}

char *
resite_copy_name_get_fault (const char *name)
{
  g_return_val_if_fail (name != NULL, NULL);

  for (;;)
    {
      const char *end = strchrnul (name, '/');
      char *fault = get_fault_of_part (name, end - name);

      if (fault != NULL || *end == '\0')
        return fault;
      name = end + 1;
    }
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

guint64
resite_copy_name_hash_fold (const char *name)
{
  /* FNV-1a, a character at a time. */
  guint64 hash = G_GUINT64_CONSTANT (0xcbf29ce484222325);

  g_return_val_if_fail (name != NULL, 0);

  for (const char *p = name; *p != '\0'; p = g_utf8_next_char (p))
    {
      const gunichar c =
          (*p & 0x80) == 0 ? (guchar)g_ascii_toupper (*p) : g_unichar_toupper (g_utf8_get_char (p));

      hash = (hash ^ c) * G_GUINT64_CONSTANT (0x100000001b3);
    }
  return hash;
}

char *
resite_copy_name_get_folder (const char *name)
{
  const char *slash;

  g_return_val_if_fail (name != NULL, NULL);

  slash = strrchr (name, '/');
  return slash != NULL ? g_strndup (name, slash - name) : g_strdup ("");
}

static char *
make_own (const char *name, const char *suffix)
{
  g_autofree char *folder = resite_copy_name_get_folder (name);

  return g_strdup_printf ("%s%s" OWN_PREFIX "%016" G_GINT64_MODIFIER "x%s", folder,
                          *folder != '\0' ? "/" : "", (guint64)XXH3_64bits (name, strlen (name)),
                          suffix);
}

static gboolean
is_own (const char *name, const char *suffix)
{
  const char *slash = strrchr (name, '/');
  const char *digits;

  name = slash != NULL ? slash + 1 : name;
  if (!g_str_has_prefix (name, OWN_PREFIX))
    return FALSE;
  digits = name + strlen (OWN_PREFIX);
  return strspn (digits, "0123456789abcdef") == OWN_DIGITS &&
         g_str_equal (digits + OWN_DIGITS, suffix);
}

char *
resite_copy_name_make_temporary (const char *name)
{
  g_return_val_if_fail (name != NULL, NULL);

  return make_own (name, TEMPORARY_SUFFIX);
}

gboolean
resite_copy_name_is_temporary (const char *name)
{
  g_return_val_if_fail (name != NULL, FALSE);

  return is_own (name, TEMPORARY_SUFFIX);
}

char *
resite_copy_name_make_aside (const char *name)
{
  g_return_val_if_fail (name != NULL, NULL);

  return make_own (name, ASIDE_SUFFIX);
}

gboolean
resite_copy_name_is_aside (const char *name)
{
  g_return_val_if_fail (name != NULL, FALSE);

  return is_own (name, ASIDE_SUFFIX);
}
