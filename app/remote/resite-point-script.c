/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-point-script"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-error.h"
#include "resite-point-script.h"
#include "resite-remote-resources.h"

#define PREFIX           "/org/resite/Resite/sms/"
#define MARK             "RESITE-ASSIGN"
#define SHORT_PATIENCE   60
#define SECONDS_FOR_EACH 30
#define OUTPUT_LIMIT     (1024 * 1024)
#define SAID_LIMIT       300

struct _ResitePointScript
{
  ResiteMachine *machine;
  ResiteShell *shell; /* NULL: not open */
  char *place;        /* of the file there, with its quotes; NULL: not put there yet */
};

static const struct
{
  const char *text;
  ResitePointWord word;
} words[] = {
  { "ok", RESITE_POINT_SAID_OK },           { "already", RESITE_POINT_SAID_ALREADY },
  { "removed", RESITE_POINT_SAID_REMOVED }, { "absent", RESITE_POINT_SAID_ABSENT },
  { "busy", RESITE_POINT_SAID_BUSY },       { "wrong", RESITE_POINT_SAID_WRONG },
  { "failed", RESITE_POINT_SAID_FAILED },   { "unknown", RESITE_POINT_SAID_UNSEEN },
};

/* GLib 2.74 lets a thread that comes while another registers the compiled resources see none. */
static const char *
get_part (const char *name)
{
  static GMutex lock;
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&lock);
  g_autofree char *path = g_strconcat (PREFIX, name, NULL);
  g_autoptr (GBytes) bytes = g_resource_lookup_data (resite_remote_resources_get_resource (), path,
                                                     G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  /* It lies in the program itself, and a nul follows what is not compressed. */
  g_assert (bytes != NULL);
  return g_bytes_get_data (bytes, NULL);
}

const char *
resite_point_script_get_rows (void)
{
  return get_part ("assign-rows.vbs");
}

const char *
resite_point_script_get_kit (void)
{
  return get_part ("assign-kit.vbs");
}

GBytes *
resite_point_script_make (void)
{
  GString *text = g_string_new ("Option Explicit\n");

  g_string_append (text, get_part ("assign-rows.vbs"));
  g_string_append (text, get_part ("assign-main.vbs"));
  g_string_replace (text, "\n", "\r\n", 0);
  return g_string_free_to_bytes (text);
}

static void
append_unit (GString *text, guint unit)
{
  if (unit < 0x20 || unit > 0x7e || unit == '\\')
    g_string_append_printf (text, "\\u%04X", unit);
  else
    g_string_append_c (text, (char)unit);
}

static void
append_value (GString *text, const char *value)
{
  g_autofree gunichar2 *units = g_utf8_to_utf16 (value, -1, NULL, NULL, NULL);

  for (gsize i = 0; units != NULL && units[i] != 0; i++)
    append_unit (text, units[i]);
}

static void
append_order (GString *text, const char *name, const char *value, const char *second)
{
  g_string_append_printf (text, "%s\t", name);
  append_value (text, value);
  if (second != NULL)
    {
      g_string_append_c (text, '\t');
      append_value (text, second);
    }
  g_string_append (text, "\r\n");
}

GBytes *
resite_point_script_format_orders (const char *verb, const char *token, const char *space,
                                   const ResiteSmsPoint *point, const char *const *ids)
{
  GString *text = g_string_new (NULL);
  g_autofree char *windows_space = g_strdelimit (g_strdup (space), "/", '\\');

  append_order (text, "token", token, NULL);
  append_order (text, "verb", verb, NULL);
  append_order (text, "space", windows_space, NULL);
  append_order (text, "nal", point->nal_path, NULL);
  append_order (text, "site", point->site_code, point->site_name);
  for (; *ids != NULL; ids++)
    append_order (text, "id", *ids, NULL);
  g_string_append (text, "go\r\n");
  return g_string_free_to_bytes (text);
}

static guint
read_unit (const char *text)
{
  guint unit = 0;

  if (text[0] != '\\' || text[1] != 'u')
    return G_MAXUINT;
  for (guint i = 2; i < 6; i++)
    {
      if (!g_ascii_isxdigit (text[i]))
        return G_MAXUINT;
      unit = unit * 16 + (guint)g_ascii_xdigit_value (text[i]);
    }
  return unit;
}

static char *
decode (const char *text)
{
  g_autoptr (GArray) units = g_array_new (TRUE, TRUE, sizeof (gunichar2));
  char *decoded;

  while (*text != '\0')
    {
      const guint unit = read_unit (text);
      const gunichar2 one = (gunichar2)(unit != G_MAXUINT ? unit : (guchar)*text);

      g_array_append_val (units, one);
      text += unit != G_MAXUINT ? 6 : 1;
    }
  decoded = g_utf16_to_utf8 ((gunichar2 *)(gpointer)units->data, units->len, NULL, NULL, NULL);
  return decoded != NULL ? g_strstrip (decoded) : g_strdup ("");
}

static void
saying_free (gpointer data)
{
  ResitePointSaying *self = data;

  g_free (self->id);
  g_free (self->text);
  g_free (self);
}

void
resite_point_report_free (ResitePointReport *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->sayings);
  g_free (self->failure);
  g_free (self);
}

static void
take_mark (ResitePointReport *self, GStrv cells, const char *token)
{
  const gboolean is_ours = g_strcmp0 (cells[2], token) == 0;

  if (g_str_equal (cells[1], "begin"))
    self->begun |= is_ours;
  else if (g_str_equal (cells[1], "end"))
    self->ended |= is_ours && self->begun;
  else if (g_str_equal (cells[1], "failed") && self->failure == NULL)
    self->failure = decode (cells[2] != NULL ? cells[2] : "");
}

static void
take_saying (ResitePointReport *self, GStrv cells)
{
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      ResitePointSaying *saying;

      if (!g_str_equal (cells[1], words[i].text))
        continue;
      saying = g_new0 (ResitePointSaying, 1);
      saying->id = g_ascii_strup (cells[0], -1);
      saying->word = words[i].word;
      saying->text = decode (cells[2] != NULL ? cells[2] : "");
      g_ptr_array_add (self->sayings, saying);
      return;
    }
}

ResitePointReport *
resite_point_script_parse (const char *output, const char *token)
{
  ResitePointReport *self = g_new0 (ResitePointReport, 1);
  g_auto (GStrv) lines = g_strsplit (output, "\n", -1);

  self->sayings = g_ptr_array_new_with_free_func (saying_free);
  for (guint i = 0; lines[i] != NULL && !self->ended; i++)
    {
      g_auto (GStrv) cells = g_strsplit (g_strchomp (lines[i]), "\t", 4);

      if (cells[0] == NULL || cells[1] == NULL)
        continue;
      if (g_str_equal (cells[0], MARK))
        take_mark (self, cells, token);
      else if (self->begun)
        take_saying (self, cells);
    }
  return self;
}

ResitePointScript *
resite_point_script_new (ResiteMachine *machine)
{
  ResitePointScript *self = g_new0 (ResitePointScript, 1);

  self->machine = g_object_ref (machine);
  return self;
}

static ResiteShellResult *
run_line (ResitePointScript *self, const char *line, GBytes *input, guint patience,
          GCancellable *cancellable, GError **error)
{
  const ResiteShellOptions options = { .input = input,
                                       .patience_seconds = patience,
                                       .output_limit = OUTPUT_LIMIT };

  if (self->shell == NULL)
    self->shell = resite_machine_open_shell (self->machine, error);
  if (self->shell == NULL)
    return NULL;
  return resite_shell_run (self->shell, line, &options, cancellable, error);
}

/* A name of its own for each text: two programs of different versions do not overwrite each other's.
 * (transfer full): with its quotes. */
static char *
name_place (GBytes *script)
{
  g_autofree char *sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, script);

  return g_strdup_printf ("\"%%TEMP%%\\resite-assign-%.12s.vbs\"", sum);
}

void
resite_point_script_expect_leftover (ResitePointScript *self)
{
  g_autoptr (GBytes) script = resite_point_script_make ();

  if (self->place == NULL)
    self->place = name_place (script);
}

void
resite_point_script_drop (ResitePointScript *self)
{
  if (self == NULL)
    return;
  g_clear_object (&self->shell);
  g_object_unref (self->machine);
  g_free (self->place);
  g_free (self);
}

void
resite_point_script_close (ResitePointScript *self)
{
  if (self == NULL)
    return;
  if (self->place != NULL)
    {
      g_autofree char *line = g_strconcat ("del /f /q ", self->place, NULL);
      g_autoptr (ResiteShellResult) result =
          run_line (self, line, NULL, SHORT_PATIENCE, NULL, NULL);

      if (result == NULL || !result->has_exit_code || result->exit_code != 0)
        g_debug ("%s stays there", self->place);
    }
  if (self->shell != NULL)
    resite_shell_close (self->shell);
  resite_point_script_drop (self);
}

/* Standard input is the only way there that needs no share and no quoting of the text. */
static gboolean
put_there (ResitePointScript *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GBytes) script = resite_point_script_make ();
  g_autofree char *place = name_place (script);
  g_autofree char *line = g_strdup_printf ("find /v \"\" > %s", place);
  g_autoptr (ResiteShellResult) result = NULL;

  if (self->place != NULL)
    return TRUE;
  result = run_line (self, line, script, SHORT_PATIENCE, cancellable, error);
  if (result == NULL)
    return FALSE;
  if (result->has_exit_code && result->exit_code == 0)
    {
      self->place = g_steal_pointer (&place);
      return TRUE;
    }
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_FAILED,
               /* TRANSLATORS: what the server said. */
               _ ("The script that assigns packages could not be put into the folder for temporary "
                  "files of the server: %s"),
               g_strstrip (result->errors));
  return FALSE;
}

static void
set_not_begun (const ResiteShellResult *result, GError **error)
{
  const char *said = *result->errors != '\0' ? result->errors : result->output;
  g_autofree char *text = g_strstrip (g_strndup (said, SAID_LIMIT));
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  if (result->incomplete || result->timed_out)
    g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_OUTCOME_UNKNOWN,
                         _ ("The script that assigns packages was started on the server; what it "
                            "did is not known."));
  else
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_FAILED,
                 /* TRANSLATORS: what the server said. */
                 _ ("The script that assigns packages did not run on the server; nothing was "
                    "written. It said: %s"),
                 *valid != '\0' ? valid : "-");
}

/* NULL without @error: it did not begin, and nothing was done. */
static ResitePointReport *
run_once (ResitePointScript *self, GBytes *orders, const char *token, guint patience,
          ResiteShellResult **result, GCancellable *cancellable, GError **error)
{
  g_autofree char *line = NULL;
  g_autoptr (ResitePointReport) report = NULL;

  if (!put_there (self, cancellable, error))
    return NULL;
  line = g_strdup_printf ("cscript //nologo //B %s", self->place);
  *result = run_line (self, line, orders, patience, cancellable, error);
  if (*result == NULL)
    return NULL;
  report = resite_point_script_parse ((*result)->output, token);
  return report->begun ? g_steal_pointer (&report) : NULL;
}

ResitePointReport *
resite_point_script_run (ResitePointScript *self, const char *verb, const char *space,
                         const ResiteSmsPoint *point, const char *const *ids,
                         GCancellable *cancellable, GError **error)
{
  g_autofree char *token = g_uuid_string_random ();
  g_autoptr (GBytes) orders = resite_point_script_format_orders (verb, token, space, point, ids);
  guint patience = SHORT_PATIENCE;

  for (const char *const *id = ids; *id != NULL; id++)
    patience += SECONDS_FOR_EACH;
  /* Where the script lay before it may lie no more: folders for temporary files are cleaned, and
   * some are of one session only. */
  for (gboolean was_there = self->place != NULL;; was_there = FALSE)
    {
      g_autoptr (ResiteShellResult) result = NULL;
      ResitePointReport *report =
          run_once (self, orders, token, patience, &result, cancellable, error);

      if (report != NULL || result == NULL)
        return report;
      g_clear_pointer (&self->place, g_free);
      if (was_there && !result->incomplete && !result->timed_out)
        continue;
      set_not_begun (result, error);
      return NULL;
    }
}
