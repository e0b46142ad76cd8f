/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-assign-entry"

#include "config.h"

#include <string.h>

#include "resite-assign-entry.h"

/* Lines of the ledger's free text, "proof=info-only". */
#define PROOF     "proof"
#define WAY       "way"
#define TITLE     "name"
#define PRELOADED "preloaded"
#define INSTALLED "installed"
#define PAST      "past"
/* Of its digest: what was so before it was written. */
#define PLACE  "place"
#define COPIED "copied"

ResiteAssignEntry *
resite_assign_entry_new (const char *id)
{
  ResiteAssignEntry *self;

  g_return_val_if_fail (id != NULL, NULL);

  self = g_new0 (ResiteAssignEntry, 1);
  self->id = g_ascii_strup (id, -1);
  self->name = g_strdup ("");
  self->state = g_strdup ("queued");
  self->preloaded = "unknown";
  self->bytes = -1;
  return self;
}

void
resite_assign_entry_free (ResiteAssignEntry *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->name);
  g_free (self->state);
  g_free (self->message);
  g_free (self->proof);
  g_free (self->way);
  g_free (self->place);
  g_clear_object (&self->item);
  g_free (self);
}

static void
replace (char **field, const char *text)
{
  char *copy = g_strdup (text);

  g_free (*field);
  *field = copy;
}

/* A name may be of several lines in a console that does not care. */
static void
add_line (GString *text, const char *key, const char *value)
{
  g_autofree char *line = g_strdup (value != NULL ? value : "");

  g_strdelimit (line, "\r\n", ' ');
  if (*line != '\0')
    g_string_append_printf (text, "%s=%s\n", key, line);
}

static char *
format_output (const ResiteAssignEntry *self)
{
  GString *text = g_string_new (NULL);

  add_line (text, TITLE, self->name);
  add_line (text, PRELOADED, self->preloaded);
  add_line (text, INSTALLED,
            self->installed_at != 0 || g_str_equal (self->state, "installed") ? "yes" : "no");
  add_line (text, PAST, self->past ? "yes" : NULL);
  add_line (text, PROOF, self->proof);
  add_line (text, WAY, self->way);
  return g_string_free (text, FALSE);
}

static char *
find_line (const char *text, const char *key)
{
  g_auto (GStrv) lines = g_strsplit (text != NULL ? text : "", "\n", -1);
  const gsize length = strlen (key);

  for (guint i = 0; lines[i] != NULL; i++)
    if (strncmp (lines[i], key, length) == 0 && lines[i][length] == '=')
      return g_strdup (lines[i] + length + 1);
  return NULL;
}

void
resite_assign_entry_show (ResiteAssignEntry *self)
{
  g_autofree char *output = format_output (self);

  if (self->item == NULL)
    return;
  resite_job_item_set_progress (self->item, self->sent, self->bytes);
  resite_job_item_set_result (self->item, output, -1, 0, self->tries);
  resite_job_item_set (self->item, self->state, self->message);
}

void
resite_assign_entry_set (ResiteAssignEntry *self, ResiteAssignStage stage, const char *state,
                         const char *message)
{
  g_return_if_fail (self != NULL && state != NULL);

  self->stage = stage;
  replace (&self->state, state);
  replace (&self->message, message);
  resite_assign_entry_show (self);
}

void
resite_assign_entry_set_proof (ResiteAssignEntry *self, const char *proof, gint64 sent)
{
  g_return_if_fail (self != NULL);

  replace (&self->proof, proof);
  self->sent = sent;
}

void
resite_assign_entry_set_way (ResiteAssignEntry *self, const char *way)
{
  g_return_if_fail (self != NULL);

  replace (&self->way, way);
}

void
resite_assign_entry_load_row (ResiteAssignEntry *self, const ResiteLedgerRow *row)
{
  g_autofree char *proof = find_line (row->output, PROOF);
  g_autofree char *way = find_line (row->output, WAY);
  g_autofree char *place = find_line (row->digest, PLACE);
  g_autofree char *copied = find_line (row->digest, COPIED);

  replace (&self->state, row->state);
  replace (&self->message, row->message);
  replace (&self->proof, proof);
  replace (&self->way, way);
  replace (&self->place, place);
  self->sent = row->bytes;
  self->written_at = row->modified;
  self->copied_before = copied != NULL ? g_ascii_strtoll (copied, NULL, 10) : 0;
}

static char *
format_digest (const ResiteAssignEntry *self)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, COPIED "=%" G_GINT64_FORMAT "\n", self->copied_before);
  add_line (text, PLACE, self->place);
  return g_string_free (text, FALSE);
}

ResiteLedgerRow *
resite_assign_entry_to_row (const ResiteAssignEntry *self)
{
  /* What failed after a doubt may come into being late: the next one has to look. */
  const gboolean open = self->doubtful && g_str_equal (self->state, "failed");
  ResiteLedgerRow *row = resite_ledger_row_new (self->id, open ? "running" : self->state);

  g_free (row->message);
  row->message = g_strdup (self->message != NULL ? self->message : "");
  row->output = format_output (self);
  row->digest = format_digest (self);
  row->bytes = self->sent;
  row->size = self->bytes;
  row->modified = self->written_at;
  row->tries = self->tries;
  return row;
}

gboolean
resite_assign_state_is_ours (const char *state)
{
  static const char *const ours[] = { "running", "assigned", "installed", "in-full", NULL };

  return state != NULL && g_strv_contains (ours, state);
}

char *
resite_assign_item_get_proof (ResiteJobItem *item)
{
  return find_line (resite_job_item_get_output (item), PROOF);
}

char *
resite_assign_item_get_way (ResiteJobItem *item)
{
  return find_line (resite_job_item_get_output (item), WAY);
}

gboolean
resite_assign_item_is_installed (ResiteJobItem *item)
{
  g_autofree char *text = find_line (resite_job_item_get_output (item), INSTALLED);

  return g_strcmp0 (text, "yes") == 0;
}

gboolean
resite_assign_item_is_past (ResiteJobItem *item)
{
  g_autofree char *text = find_line (resite_job_item_get_output (item), PAST);

  return g_strcmp0 (text, "yes") == 0;
}

char *
resite_assign_item_get_title (ResiteJobItem *item)
{
  return find_line (resite_job_item_get_output (item), TITLE);
}
