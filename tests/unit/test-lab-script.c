/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <locale.h>

#include "lab-supply-fixture.h"

/* The script that writes rows of distribution points, as the rehearsal's cscript does its work. */

#define LINE "cscript //nologo //B C:\\WINDOWS\\Temp\\rows.vbs"
#define HEAD "token\tT7\r\nverb\tadd\r\nspace\troot\\u005csms\\u005csite_P01\r\n"
#define POINT                                                                                      \
  "nal\t[\"Display=\\u005c\\u005cBR01SMS\\u005c\"]MSWNET:[\"SMS_SITE=S01\"]\\u005c\\u005cBR01SMS"  \
  "\\u005c\r\n"

typedef struct
{
  GString *out, *err;
  guint32 code;
  gboolean ended;
  ResiteLabProgram *program;
} Script;

static void
told (const void *bytes, gsize size, gboolean is_error, gpointer user_data)
{
  Script *self = user_data;

  g_string_append_len (is_error ? self->err : self->out, bytes, size);
}

static void
ended (guint32 exit_code, gpointer user_data)
{
  Script *self = user_data;

  self->code = exit_code;
  self->ended = TRUE;
}

static void
script_begin (Script *self, LabFixture *fixture, const char *machine, const char *line)
{
  static const ResiteLabProgramEvents events = { told, ended };

  self->out = g_string_new (NULL);
  self->err = g_string_new (NULL);
  self->ended = FALSE;
  self->program =
      resite_lab_world_start_program (fixture->world, machine, line, NULL, FALSE, &events, self);
}

static void
script_clear (Script *self)
{
  resite_lab_program_free (self->program);
  g_string_free (self->out, TRUE);
  g_string_free (self->err, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Script, script_clear)

static void
script_send (Script *self, const char *text, gboolean end)
{
  resite_lab_program_send (self->program, text, strlen (text), end);
}

static void
script_wait (Script *self)
{
  while (!self->ended)
    g_main_context_iteration (NULL, TRUE);
}

static void
put_script (LabFixture *fixture, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder =
      g_build_filename (fixture->folder, "machines/primary.1/C/WINDOWS/Temp", NULL);

  g_assert_true (resite_lab_write_text (folder, "rows.vbs", text, &error));
  g_assert_no_error (error);
}

/* Piece by piece, the line stays open: "go" is the sign. */
static void
test_pieces (LabFixture *fixture, gconstpointer data)
{
  g_auto (Script) script = { 0 };
  g_autofree char *ids = g_strdup_printf ("id\t%s\r\nid\t%s\r\n", supply_nth (fixture, 0)->id,
                                          supply_nth (fixture, 1)->id);
  g_autofree char *expected = g_strdup_printf (
      "RESITE-ASSIGN\tbegin\tT7\r\n%s\tok\t\r\n%s\tok\t\r\nRESITE-ASSIGN\tend\tT7\t"
      "2\r\n",
      supply_nth (fixture, 0)->id, supply_nth (fixture, 1)->id);

  put_script (fixture, "' RESITE-ASSIGN\r\n");
  script_begin (&script, fixture, "primary.1", LINE);
  script_send (&script, HEAD, FALSE);
  for (guint i = 0; i < 20; i++)
    g_main_context_iteration (NULL, FALSE);
  g_assert_false (script.ended);
  script_send (&script, POINT "site\tS01\tBr\\u00fccke\r\n", FALSE);
  script_send (&script, ids, FALSE);
  supply_assert (supply_get_state (fixture, supply_nth (fixture, 0)->id), NULL);
  script_send (&script, "g", FALSE);
  script_send (&script, "o\r\n", FALSE);
  script_wait (&script);
  g_assert_cmpstr (script.out->str, ==, expected);
  g_assert_cmpuint (script.code, ==, 0);
  supply_assert (
      supply_ask (fixture, "SiteName", "SMS_DistributionPoint", supply_nth (fixture, 0)->id),
      "Br\303\274cke");
}

/* More than one portion, and each once. */
static void
test_many (LabFixture *fixture, gconstpointer data)
{
  g_auto (Script) script = { 0 };
  g_autoptr (GString) orders = g_string_new (HEAD POINT "site\tS01\tBranch\r\n");
  guint n = 0;

  for (guint i = 0; i < fixture->packages->len; i++)
    if (supply_nth (fixture, i)->known_version != 0)
      {
        g_string_append_printf (orders, "id\t%s\r\n", supply_nth (fixture, i)->id);
        n++;
      }
  g_string_append (orders, "go\r\n");
  put_script (fixture, "' RESITE-ASSIGN\r\n");
  script_begin (&script, fixture, "primary.1", LINE);
  script_send (&script, orders->str, TRUE);
  script_wait (&script);
  g_assert_cmpuint (supply_count (script.out->str, "\tok\t\r\n"), ==, n);
  g_assert_cmpuint (supply_count (script.out->str, "RESITE-ASSIGN\tend\tT7\t"), ==, 1);
}

static void
assert_says (LabFixture *fixture, const char *machine, const char *orders, const char *part,
             guint32 code)
{
  g_auto (Script) script = { 0 };

  script_begin (&script, fixture, machine, LINE);
  script_send (&script, orders, TRUE);
  script_wait (&script);
  g_test_message ("%s%s", script.out->str, script.err->str);
  g_assert_true (*part == '\0' ? script.out->len == 0
                               : strstr (script.out->str, part) != NULL ||
                                     strstr (script.err->str, part) != NULL);
  g_assert_cmpuint (script.code, ==, code);
}

static void
test_answers (LabFixture *fixture, gconstpointer data)
{
  const char *id = supply_nth (fixture, 0)->id;
  g_autofree char *good = g_strdup_printf (HEAD POINT "site\tS01\tBranch\r\nid\t%s\r\ngo\r\n", id);
  g_autofree char *cut = g_strdup_printf (HEAD POINT "site\tS01\tBranch\r\nid\t%s\r\n", id);
  g_autofree char *wrong = g_strdup_printf (HEAD POINT "site\tP01\tBranch\r\nid\t%s\r\ngo\r\n", id);
  g_autofree char *away =
      g_strdup_printf (HEAD "verb\tremove\r\n" POINT "site\tS01\tB\r\nid\t%s\r\ngo\r\n", id);

  assert_says (fixture, "primary.1", good, "Can not find script file", 1);
  put_script (fixture, "WScript.Echo 1\r\n");
  assert_says (fixture, "primary.1", good, "cannot be run here", 1);
  put_script (fixture, "' RESITE-ASSIGN\r\n");
  assert_says (fixture, "primary.1", cut, "", 2);
  supply_assert (supply_get_state (fixture, id), NULL);
  assert_says (fixture, "primary.1", away, "\tabsent\t", 0);
  assert_says (fixture, "primary.1", good, "\tok\t", 0);
  assert_says (fixture, "primary.1", good, "\talready\t", 0);
  assert_says (fixture, "primary.1", wrong, "\twrong\tS01", 0);
  assert_says (fixture, "primary.1", away, "\tremoved\t", 0);
  assert_says (fixture, "primary.1", good, "\tbusy\t", 0);
  assert_says (fixture, "primary.1", HEAD POINT "site\tS01\tB\r\nid\tC01FFFFF\r\ngo\r\n",
               "C01FFFFF\tfailed\t0x80041001", 0);
}

/* The namespace is another site's. */
static void
test_other_site (LabFixture *fixture, gconstpointer data)
{
  put_script (fixture, "' RESITE-ASSIGN\r\n");
  assert_says (fixture, "primary.1",
               "token\tT7\r\nverb\tadd\r\nspace\troot\\u005csms\\u005csite_C01\r\n" POINT
               "site\tS01\tB\r\ngo\r\n",
               "RESITE-ASSIGN\tfailed\t0x8004100E", 1);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
#define ADD(path, n, function)                                                                     \
  g_test_add ("/lab-script/" path, LabFixture, GUINT_TO_POINTER (n), lab_fixture_set_up, function, \
              lab_fixture_tear_down)
  ADD ("pieces", 6, test_pieces);
  ADD ("many", 80, test_many);
  ADD ("answers", 6, test_answers);
  ADD ("other-site", 6, test_other_site);
  return g_test_run ();
}
