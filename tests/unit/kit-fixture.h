/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <string.h>

#include "procedure-fixture.h"
#include "resite-kit.h"

/* The procedure that the program carries with every machine by hand, its kit in a folder, and results
 * as scripts would have left them. */

static inline Fixture *
kit_fixture_new (void)
{
  Fixture *fixture = fixture_new ();

  procedure_start_with (fixture, "by-hand", 2);
  return fixture;
}

static inline ResiteKitScript *
kit_find (GPtrArray *scripts, const char *name)
{
  for (guint i = 0; i < scripts->len; i++)
    if (g_str_equal (((ResiteKitScript *)scripts->pdata[i])->name, name))
      return scripts->pdata[i];
  return NULL;
}

static inline void
kit_assert_server (Fixture *fixture, const char *name, const char *server)
{
  g_autoptr (GPtrArray) scripts = resite_kit_list (fixture->run);
  ResiteKitScript *script = kit_find (scripts, name);

  if (script == NULL)
    g_error ("There is no script %s", name);
  g_test_message ("%s: %s", name, script->server);
  g_assert_cmpstr (script->server, ==, server);
}

static inline char *
kit_format (Fixture *fixture, const char *name)
{
  g_autoptr (GPtrArray) scripts = resite_kit_list (fixture->run);
  ResiteKitScript *script = kit_find (scripts, name);

  if (script == NULL)
    g_error ("There is no script %s", name);
  return resite_kit_script_format (script);
}

/* The head of a result as the script @name writes it at its own machine. */
static inline char *
kit_head (const ResiteKitScript *script)
{
  return g_strdup_printf (RESITE_KIT_HEAD "run %s step %s machine %s at Sun 22/11/2026 21:04\r\n",
                          script->run, script->step, script->server);
}

/* Every item of @script with @output and @code, as often as it has lines. */
static inline void
kit_append_items (GString *text, const ResiteKitScript *script, const char *output, int code)
{
  for (guint i = 0; i < script->items->len; i++)
    {
      const ResiteKitItem *item = script->items->pdata[i];

      if (item->last || item->open || item->name == NULL)
        continue;
      g_string_append_printf (text, RESITE_KIT_ITEM "%s / %s\r\n", item->action, item->name);
      for (guint j = 0; item->lines[j] != NULL; j++)
        g_string_append_printf (text, "%s\r\n" RESITE_KIT_EXIT "%d\r\n", output, code);
    }
}

static inline void
kit_write_text (Fixture *fixture, const ResiteKitScript *script, const char *text)
{
  g_autofree char *stem = g_strndup (script->name, strlen (script->name) - 4);
  g_autofree char *path = g_strdup_printf ("kit/results/%s.txt", stem);

  fixture_write (fixture, path, text, 0644);
}

/* Leaves a result of @name; @end: the script came to its end. */
static inline void
kit_leave_result (Fixture *fixture, const char *name, const char *output, int code, gboolean end)
{
  g_autoptr (GPtrArray) scripts = resite_kit_list (fixture->run);
  ResiteKitScript *script = kit_find (scripts, name);
  g_autofree char *head = NULL;

  if (script == NULL)
    g_error ("There is no script %s", name);
  head = kit_head (script);
  g_autoptr (GString) text = g_string_new (head);
  kit_append_items (text, script, output, code);
  if (end)
    g_string_append (text, RESITE_KIT_END "\r\n");
  kit_write_text (fixture, script, text->str);
}

typedef struct
{
  GPtrArray *scripts, *results, *strange, *taken, *later, *waiting;
} KitTaken;

static inline void
kit_taken_clear (KitTaken *taken)
{
  g_clear_pointer (&taken->results, g_ptr_array_unref);
  g_clear_pointer (&taken->scripts, g_ptr_array_unref);
  g_clear_pointer (&taken->strange, g_ptr_array_unref);
  g_clear_pointer (&taken->taken, g_ptr_array_unref);
  g_clear_pointer (&taken->later, g_ptr_array_unref);
  g_clear_pointer (&taken->waiting, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KitTaken, kit_taken_clear)

static inline void
kit_read (Fixture *fixture, KitTaken *taken)
{
  g_autofree char *folder = fixture_path (fixture, "kit");
  g_autoptr (GError) error = NULL;

  taken->scripts = resite_kit_list (fixture->run);
  taken->strange = g_ptr_array_new_with_free_func (g_free);
  taken->results = resite_kit_read (taken->scripts, folder, taken->strange, &error);
  g_assert_no_error (error);
}

static inline void
kit_take (Fixture *fixture, KitTaken *taken)
{
  FixtureWait wait = { NULL, NULL };
  g_autoptr (GError) error = NULL;

  kit_read (fixture, taken);
  resite_kit_take_async (fixture->run, taken->results, FIXTURE_BY, NULL, fixture_wait_cb, &wait);
  g_autoptr (GAsyncResult) result = fixture_wait (&wait);
  resite_kit_take_finish (fixture->run, result, &taken->taken, &taken->later, &error);
  g_assert_no_error (error);
  taken->waiting = resite_kit_list_waiting (fixture->run, taken->taken);
}

#define kit_assert_lines(lines, expected)                                                          \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_ptr_array_add (lines, NULL);                                                                 \
    g_autofree char *joined_ = g_strjoinv ("|", (GStrv)(lines)->pdata);                            \
    g_ptr_array_set_size (lines, (int)(lines)->len - 1);                                           \
    g_assert_cmpstr (joined_, ==, expected);                                                       \
  }                                                                                                \
  G_STMT_END

static inline gboolean
kit_has_part (GPtrArray *lines, const char *part)
{
  for (guint i = 0; i < lines->len; i++)
    if (strstr (lines->pdata[i], part) != NULL)
      return TRUE;
  return FALSE;
}
