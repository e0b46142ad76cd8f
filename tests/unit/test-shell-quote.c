/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "resite-error.h"
#include "resite-shell.h"

/* What cmd.exe makes of a line that is typed: variables first, then carets outside of quotes.
 * Every variable without a caret or a quotation mark in its name counts as set. NULL: it would have
 * done something else than start one program. */
static char *
read_as_cmd (const char *line)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean quoted = FALSE;

  for (const char *c = line; *c != '\0'; c++)
    if (*c == '%')
      {
        const char *end = strchr (c + 1, '%');

        if (end != NULL && end > c + 1 && strcspn (c + 1, "^\"") >= (gsize)(end - c - 1))
          return NULL;
      }
  for (const char *c = line; *c != '\0'; c++)
    {
      if (*c == '"')
        quoted = !quoted;
      if (!quoted && strchr ("&|<>()", *c) != NULL)
        return NULL;
      if (!quoted && *c == '^')
        c++;
      if (*c == '\0')
        return NULL;
      g_string_append_c (text, *c);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* How a program of Microsoft's C library takes its line apart. */
static GStrv
read_as_program (const char *line)
{
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  g_autoptr (GString) word = NULL;
  gboolean quoted = FALSE;

  for (const char *c = line;; c++)
    {
      gsize slashes = strspn (c, "\\");

      if (*c == '\0' || (*c == ' ' && !quoted))
        {
          if (word != NULL)
            g_strv_builder_add (words, word->str);
          if (word != NULL)
            g_string_free (g_steal_pointer (&word), TRUE);
          if (*c == '\0')
            return g_strv_builder_end (words);
          continue;
        }
      if (word == NULL)
        word = g_string_new (NULL);
      if (slashes > 0 && c[slashes] == '"')
        {
          for (gsize i = 0; i < slashes / 2; i++)
            g_string_append_c (word, '\\');
          c += slashes - 1 + slashes % 2;
          if (slashes % 2 != 0)
            g_string_append_c (word, '"');
        }
      else if (*c == '"')
        quoted = !quoted;
      else
        g_string_append_c (word, *c);
    }
}

static const char *const arguments[] = {
  "C0100012",
  "/all",
  "E:\\SMSPKG",
  "",
  "a b",
  "a&b",
  "a & b",
  "a|b>c<d",
  "(x)",
  "100^",
  "a^b",
  "50%",
  "%PATH%",
  "%PATH% and %TEMP%",
  "a %OS% b & c",
  "C:\\100%\\x",
  "C:\\a b\\",
  "\\",
  "\\\\",
  "C:\\a b\\%OS%\\",
  "say \"hello\"",
  "ends with \\\"",
  "\"",
  "\\\"",
  "a=b,c;d",
  "it's",
  "!x!",
  "Grüße „hier“",
  "-x:\"a b\"",
  "a\\ b",
  "\\\\SRV\\share$\\a b",
  "%",
  "%%",
  "a %% b",
  "%a b%c d%",
};

static void
test_reads_back (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (arguments); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *quoted = resite_shell_quote (arguments[i], &error);
      g_autofree char *line = NULL;
      g_autofree char *given = NULL;
      g_auto (GStrv) words = NULL;

      g_assert_no_error (error);
      line = g_strdup_printf ("first %s last", quoted);
      given = read_as_cmd (line);
      g_test_message ("%s: %s", arguments[i], quoted);
      g_assert_nonnull (given);
      words = read_as_program (given);
      g_assert_cmpuint (g_strv_length (words), ==, 3);
      g_assert_cmpstr (words[1], ==, arguments[i]);
      g_assert_cmpstr (words[2], ==, "last");
    }
}

static void
test_plain_stays_plain (void)
{
  static const char *const plain[] = {
    "dir", "/s", "C:\\SMSTools\\x.exe", "-a", "C0100012", "*.pck"
  };

  for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
    {
      g_autofree char *quoted = resite_shell_quote (plain[i], NULL);

      g_assert_cmpstr (quoted, ==, plain[i]);
    }
}

static void
refuse (const char *argument)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *quoted = resite_shell_quote (argument, &error);

  g_assert_null (quoted);
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
}

static void
test_refuses (void)
{
  g_autofree char *longest = g_strnfill (8191, 'x');
  g_autofree char *too_long = g_strnfill (8192, 'x');
  g_autofree char *with_quotes = g_strnfill (8190, ' ');
  g_autofree char *quoted = NULL;

  refuse ("a\nb");
  refuse ("a\rb");
  refuse ("a\tb");
  refuse ("a\x01");
  refuse ("\xff\xfe");
  refuse ("say \"50%\"");
  refuse ("say \"a\" & b");
  refuse ("\"a\"|b");
  refuse ("(\"a\")");
  refuse (too_long);
  refuse (with_quotes);
  quoted = resite_shell_quote (longest, NULL);
  g_assert_cmpstr (quoted, ==, longest);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/shell-quote/reads-back", test_reads_back);
  g_test_add_func ("/shell-quote/plain-stays-plain", test_plain_stays_plain);
  g_test_add_func ("/shell-quote/refuses", test_refuses);
  return g_test_run ();
}
