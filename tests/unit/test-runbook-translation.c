/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <libintl.h>
#include <locale.h>
#include <string.h>

#include "resite-runbook.h"

/* Extracts the texts of the built-in runbook as po/ does, puts "«" before every one of them, and
 * expects to see it on everything that a person reads, and on nothing that is typed. */

#define SKIPPED 77

static char *
source_path (const char *name)
{
  return g_build_filename (g_getenv ("RESITE_SOURCE_ROOT"), "resources", name, NULL);
}

static void
run_line (const char *line, const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr (GSubprocess) process = NULL;
  g_autofree char *rules = source_path ("");
  const char *const arguments[] = { "sh", "-ec", line, NULL };

  g_subprocess_launcher_set_cwd (launcher, folder);
  g_subprocess_launcher_setenv (launcher, "GETTEXTDATADIRS", rules, TRUE);
  process = g_subprocess_launcher_spawnv (launcher, arguments, &error);
  g_assert_no_error (error);
  g_subprocess_wait_check (process, NULL, &error);
  g_assert_no_error (error);
}

static void
make_catalogue (const char *folder)
{
  g_autofree char *runbook = source_path ("runbook/secondary-site.xml");
  g_autofree char *line = g_strdup_printf (
      "xgettext --from-code=UTF-8 -o all.pot '%s'\n"
      "sed -i 's/charset=CHARSET/charset=UTF-8/' all.pot\n"
      "msgen all.pot 2>/dev/null | msgfilter --keep-header -o all.po sed 's/^/«/' 2>/dev/null\n"
      "mkdir -p xx/LC_MESSAGES\n"
      "msgfmt -o xx/LC_MESSAGES/" GETTEXT_PACKAGE ".mo all.po",
      runbook);

  run_line (line, folder);
}

static void
assert_translated (const char *text, const char *id)
{
  if (text != NULL && !g_str_has_prefix (text, "«"))
    g_error ("%s: \"%s\" is not translated", id, text);
}

static void
assert_blocks (GPtrArray *blocks, const char *id)
{
  for (guint i = 0; i < blocks->len; i++)
    {
      ResiteBlock *block = g_ptr_array_index (blocks, i);

      if (block->kind == RESITE_BLOCK_PARAGRAPH || block->kind == RESITE_BLOCK_ITEM)
        assert_translated (block->text, id);
      else
        g_assert_null (strstr (block->text, "«"));
      assert_translated (block->label, id);
    }
}

static void
assert_action (ResiteAction *action, const char *id)
{
  GPtrArray *entries = resite_action_get_entries (action);

  assert_translated (resite_action_get_title (action), id);
  assert_blocks (resite_action_get_blocks (action), id);
  for (guint i = 0; i < entries->len; i++)
    assert_translated (resite_entry_get_label (g_ptr_array_index (entries, i)), id);
}

static void
assert_step (ResiteStep *step)
{
  const char *id = resite_step_get_id (step);
  GPtrArray *actions = resite_step_get_actions (step);

  assert_translated (resite_step_get_title (step), id);
  assert_translated (resite_step_get_why (step), id);
  assert_translated (resite_step_get_released_by (step), id);
  assert_blocks (resite_step_get_advice (step), id);
  assert_blocks (resite_step_get_by_hand (step), id);
  assert_blocks (resite_step_get_wrong (step), id);
  assert_blocks (resite_step_get_way_back (step), id);
  for (guint i = 0; i < actions->len; i++)
    assert_action (g_ptr_array_index (actions, i), id);
}

static void
test_everything_read_is_translated (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteRunbook) runbook = resite_runbook_new_builtin (&error);
  GPtrArray *phases = resite_runbook_get_phases (runbook);
  GPtrArray *steps = resite_runbook_get_steps (runbook);

  g_assert_no_error (error);
  assert_translated (resite_runbook_get_title (runbook), "runbook");
  for (guint i = 0; i < phases->len; i++)
    {
      ResitePhase *phase = g_ptr_array_index (phases, i);

      assert_translated (resite_phase_get_title (phase), resite_phase_get_id (phase));
      assert_translated (resite_phase_get_intro (phase), resite_phase_get_id (phase));
    }
  for (guint i = 0; i < steps->len; i++)
    assert_step (g_ptr_array_index (steps, i));
}

static void
test_nothing_typed_is_extracted (gconstpointer data)
{
  g_autofree char *path = g_build_filename (data, "all.pot", NULL);
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "msgid \"Copy the preload tool\""));
  g_assert_null (strstr (text, "msgid \"sc stop"));
  g_assert_null (strstr (text, "robocopy "));
  g_assert_null (strstr (text, "msgid \"${site.code}\""));
}

static void
remove_folder (const char *folder)
{
  g_autofree char *line = g_strdup_printf ("rm -r '%s'", folder);

  run_line (line, "/");
}

int
main (int argc, char **argv)
{
  static const char *const tools[] = { "xgettext", "msgen", "msgfilter", "msgfmt" };
  g_autofree char *folder = NULL;
  int result;

  for (guint i = 0; i < G_N_ELEMENTS (tools); i++)
    {
      g_autofree char *found = g_find_program_in_path (tools[i]);

      if (found == NULL)
        {
          g_printerr ("gettext's %s is not installed\n", tools[i]);
          return SKIPPED;
        }
    }

  g_setenv ("LANGUAGE", "xx", TRUE);
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("resite-translation-XXXXXX", NULL);
  make_catalogue (folder);
  bindtextdomain (GETTEXT_PACKAGE, folder);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  g_test_add_func ("/runbook/translation/read", test_everything_read_is_translated);
  g_test_add_data_func ("/runbook/translation/typed", folder, test_nothing_typed_is_extracted);
  result = g_test_run ();
  remove_folder (folder);
  return result;
}
