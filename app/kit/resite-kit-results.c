/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-kit-results"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-foreign-text.h"
#include "resite-kit-results.h"

/* More than any program of the kit prints; keeps junk out of the journal. */
#define OUTPUT_LIMIT (64 * 1024)

static void
finding_free (gpointer data)
{
  ResiteKitFinding *finding = data;

  g_free (finding->action);
  g_free (finding->name);
  g_free (finding->output);
  g_array_unref (finding->exit_codes);
  g_free (finding);
}

void
resite_kit_report_free (ResiteKitReport *self)
{
  g_free (self->run);
  g_free (self->step);
  g_free (self->machine);
  g_ptr_array_unref (self->findings);
  g_free (self);
}

static ResiteKitReport *
report_new (void)
{
  ResiteKitReport *self = g_new0 (ResiteKitReport, 1);

  self->findings = g_ptr_array_new_with_free_func (finding_free);
  return self;
}

/* The word behind @label in the head. */
static char *
get_word (const char *line, const char *label)
{
  const char *at = strstr (line, label);

  if (at == NULL)
    return NULL;
  at += strlen (label);
  return g_strndup (at, strcspn (at, " "));
}

static void
begin_pass (ResiteKitReport *self, const char *line)
{
  g_free (self->run);
  g_free (self->step);
  g_free (self->machine);
  self->run = get_word (line, "run ");
  self->step = get_word (line, " step ");
  self->machine = get_word (line, " machine ");
  g_ptr_array_set_size (self->findings, 0);
  self->complete = FALSE;
  self->passes++;
}

/* "action / name"; a name that held special characters stands in quotes. */
static void
begin_item (ResiteKitReport *self, const char *text)
{
  ResiteKitFinding *finding = g_new0 (ResiteKitFinding, 1);
  const char *slash = strstr (text, " / ");
  g_autofree char *name = g_strdup (slash != NULL ? slash + 3 : "");
  gsize length = strlen (g_strstrip (name));

  finding->action = slash != NULL ? g_strndup (text, slash - text) : g_strdup (text);
  if (length >= 2 && name[0] == '"' && name[length - 1] == '"')
    finding->name = g_strndup (name + 1, length - 2);
  else
    finding->name = g_strdup (name);
  finding->output = g_strdup ("");
  finding->exit_codes = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_ptr_array_add (self->findings, finding);
}

static void
add_exit_code (ResiteKitFinding *finding, const char *text)
{
  gint64 code;

  if (!g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &code, NULL))
    code = -1;
  g_array_append_val (finding->exit_codes, code);
}

static void
add_output (ResiteKitFinding *finding, const char *line)
{
  if (strlen (finding->output) + strlen (line) > OUTPUT_LIMIT)
    return;

  char *output = g_strconcat (finding->output, line, "\n", NULL);
  g_free (finding->output);
  finding->output = output;
}

static void
parse_line (ResiteKitReport *self, char *line)
{
  ResiteKitFinding *last =
      self->findings->len > 0 ? self->findings->pdata[self->findings->len - 1] : NULL;

  g_strchomp (line);
  if (g_str_has_prefix (line, RESITE_KIT_HEAD))
    begin_pass (self, line);
  else if (self->passes == 0)
    return;
  else if (g_str_has_prefix (line, RESITE_KIT_END))
    self->complete = TRUE;
  else if (g_str_has_prefix (line, RESITE_KIT_ITEM))
    begin_item (self, line + strlen (RESITE_KIT_ITEM));
  else if (last != NULL && g_str_has_prefix (line, RESITE_KIT_EXIT))
    add_exit_code (last, line + strlen (RESITE_KIT_EXIT));
  else if (last != NULL)
    add_output (last, line);
}

ResiteKitReport *
resite_kit_report_parse (const char *bytes, gssize length, GError **error)
{
  g_return_val_if_fail (bytes != NULL, NULL);

  g_autoptr (ResiteKitReport) self = report_new ();
  g_autofree char *text = resite_foreign_text_decode (bytes, length);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    parse_line (self, lines[i]);
  if (self->passes > 0)
    return g_steal_pointer (&self);
  g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                       _ ("No script of a field kit wrote this file: its first line is missing."));
  return NULL;
}
