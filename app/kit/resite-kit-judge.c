/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-kit-judge"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-kit-results.h"
#include "resite-preload-verdict.h"

/* ERROR_SERVICE_DOES_NOT_EXIST, which sc.exe prints and ends with. */
#define NO_SUCH_SERVICE 1060
/* What cmd.exe sets when it knows no such program. */
#define NO_SUCH_PROGRAM 9009

void
resite_kit_verdict_free (ResiteKitVerdict *self)
{
  g_free (self->action);
  g_ptr_array_unref (self->rows);
  g_free (self);
}

static gint64
get_last_code (const ResiteKitFinding *finding)
{
  return finding->exit_codes->len > 0
             ? g_array_index (finding->exit_codes, gint64, finding->exit_codes->len - 1)
             : -1;
}

static gboolean
has_code (const ResiteKitFinding *finding, gint64 code)
{
  for (guint i = 0; i < finding->exit_codes->len; i++)
    if (g_array_index (finding->exit_codes, gint64, i) == code)
      return TRUE;
  return FALSE;
}

static gboolean
all_codes_are_zero (const ResiteKitFinding *finding)
{
  for (guint i = 0; i < finding->exit_codes->len; i++)
    if (g_array_index (finding->exit_codes, gint64, i) != 0)
      return FALSE;
  return finding->exit_codes->len > 0;
}

/* The number behind ":" in the line of sc.exe that begins with @label: numbers are the same in every
 * language of Windows, and so are these two labels. */
static int
get_sc_number (const char *output, const char *label)
{
  const char *at = strstr (output, label);
  const char *colon = at != NULL ? strchr (at, ':') : NULL;

  return colon != NULL ? (int)g_ascii_strtoll (colon + 1, NULL, 10) : -1;
}

static gboolean
is_service_gone (const ResiteKitFinding *finding)
{
  return has_code (finding, NO_SUCH_SERVICE) || strstr (finding->output, "1060") != NULL;
}

static gboolean
is_word (char character)
{
  return g_ascii_isalnum (character) || character == '.' || character == '_';
}

/* As a whole word: 10.4.1.2 is not in 10.4.1.20. */
static gboolean
contains (const char *text, const char *part)
{
  g_autofree char *folded_text = g_utf8_casefold (text, -1);
  g_autofree char *folded_part = g_utf8_casefold (part, -1);
  gsize length = strlen (folded_part);

  for (const char *at = strstr (folded_text, folded_part); at != NULL;
       at = strstr (at + 1, folded_part))
    if ((at == folded_text || !is_word (at[-1])) && !is_word (at[length]))
      return TRUE;
  return FALSE;
}

static gboolean
holds (const char *output, const char *expected, gboolean wanted)
{
  g_auto (GStrv) parts = g_strsplit (expected, "\n", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0' && contains (output, parts[i]) != wanted)
      return FALSE;
  return TRUE;
}

static gboolean
is_text (const char *output, const char *expected)
{
  g_autofree char *text = g_strdup (output);
  g_autofree char *found = g_utf8_casefold (g_strstrip (text), -1);
  g_autofree char *wanted = g_utf8_casefold (expected, -1);

  return g_str_equal (found, wanted);
}

/* 0xC0000005 and its like, as cmd.exe prints them: the program broke down. */
static gboolean
is_breakdown (gint64 code)
{
  return code < -1 || code >= G_GINT64_CONSTANT (0xC0000000);
}

static gboolean
was_run (const ResiteKitFinding *finding)
{
  gint64 code = get_last_code (finding);

  return finding->exit_codes->len > 0 && code != NO_SUCH_PROGRAM && !is_breakdown (code);
}

static gboolean
is_proof (const ResiteKitItem *item)
{
  return item->judge != RESITE_KIT_RAN && item->judge != RESITE_KIT_TOLD &&
         item->judge != RESITE_KIT_SAME && item->judge != RESITE_KIT_PRELOAD &&
         item->judge != RESITE_KIT_ASSIGNED;
}

static gboolean
is_good (const ResiteKitItem *item, const ResiteKitFinding *finding)
{
  switch (item->judge)
    {
    case RESITE_KIT_RAN:
    case RESITE_KIT_SAME:
      return all_codes_are_zero (finding);
    case RESITE_KIT_TOLD:
      return was_run (finding);
    case RESITE_KIT_SERVICE_DOWN:
      return is_service_gone (finding) || (get_sc_number (finding->output, "STATE") == 1 &&
                                           get_sc_number (finding->output, "START_TYPE") == 4);
    case RESITE_KIT_SERVICE_UP:
      return get_sc_number (finding->output, "STATE") == 4;
    case RESITE_KIT_NO_SERVICE:
      return is_service_gone (finding);
    case RESITE_KIT_IS:
      return is_text (finding->output, item->expected);
    case RESITE_KIT_HOLDS:
      return holds (finding->output, item->expected, TRUE);
    case RESITE_KIT_HOLDS_NOT:
      return get_last_code (finding) >= 0 && holds (finding->output, item->expected, FALSE);
    case RESITE_KIT_FAILS:
      return get_last_code (finding) > 0;
    case RESITE_KIT_ASSIGNED:
    case RESITE_KIT_PRELOAD:
    default:
      return FALSE;
    }
}

/* One line for a table: what was printed last, or the exit code where nothing was. */
static char *
describe (const ResiteKitFinding *finding)
{
  g_auto (GStrv) lines = g_strsplit (finding->output, "\n", -1);
  g_autofree char *code = NULL;

  for (guint i = g_strv_length (lines); i > 0; i--)
    if (*g_strstrip (lines[i - 1]) != '\0')
      return g_utf8_make_valid (lines[i - 1], -1);
  code = g_strdup_printf ("%" G_GINT64_FORMAT, get_last_code (finding));
  return g_strdup_printf (_ ("Nothing was printed; exit code %s"), code);
}

static void
judge_preload (ResiteLedgerRow *row, const ResiteKitFinding *finding)
{
  ResitePreloadVerdict verdict = resite_preload_judge (row->name, finding->output, &row->message);

  g_free (row->state);
  row->state = g_strdup (resite_preload_verdict_to_state (verdict));
}

/* The same words as of rows that are written from here. */
static void
judge_assigned (ResiteLedgerRow *row, const ResiteKitFinding *finding)
{
  static const struct
  {
    const char *text, *state;
  } words[] = {
    { "assigned", "assigned" }, { "already", "already" }, { "left out", "left-out" },
    { "removed", "removed" },   { "waits", "unknown" },   { "unknown", "unknown" },
  };
  const char *state = "failed";

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_has_prefix (finding->output, words[i].text))
      state = words[i].state;
  g_free (row->state);
  row->state = g_strdup (state);
  row->message = describe (finding);
}

/* A script that was cut off in the item's lines says nothing of it. */
static gboolean
is_cut_off (const ResiteKitItem *item, const ResiteKitFinding *finding)
{
  return finding->exit_codes->len < MAX (1, g_strv_length (item->lines));
}

static ResiteLedgerRow *
judge_finding (const ResiteKitItem *item, const ResiteKitFinding *finding)
{
  ResiteLedgerRow *row = resite_ledger_row_new (finding->name, "unknown");

  g_clear_pointer (&row->message, g_free);
  row->output = g_strdup (finding->output);
  row->exit_code = get_last_code (finding);
  if (is_cut_off (item, finding))
    {
      row->message = g_strdup (_ ("The script was cut off here. Look at the machine."));
      return row;
    }
  /* A program that is not there has seen nothing, neither good nor bad. */
  if (is_proof (item) && has_code (finding, NO_SUCH_PROGRAM))
    {
      row->message = g_strdup (_ ("The program that the script asks is not on that server. Look, "
                                  "and say what you see."));
      return row;
    }
  if (item->judge == RESITE_KIT_PRELOAD)
    {
      judge_preload (row, finding);
      return row;
    }
  if (item->judge == RESITE_KIT_ASSIGNED)
    {
      judge_assigned (row, finding);
      return row;
    }
  g_free (row->state);
  row->state = g_strdup (is_good (item, finding) ? "ok" : "failed");
  row->message = describe (finding);
  return row;
}

static ResiteLedgerRow *
make_unknown (const ResiteKitItem *item)
{
  ResiteLedgerRow *row =
      resite_ledger_row_new (item->name != NULL ? item->name : item->action, "unknown");

  g_free (row->message);
  row->message = g_strdup (item->open ? _ ("No script can say this. Look, and say what you see.")
                                      : _ ("The script did not come to this."));
  return row;
}

/* A judgement on its way. */
typedef struct
{
  GPtrArray *verdicts;
  GHashTable *used; /* findings */
  GHashTable *rows; /* "action / name" to ResiteLedgerRow: a store has thousands */
} Judging;

static ResiteKitVerdict *
find_verdict (Judging *judging, const char *action)
{
  for (guint i = 0; i < judging->verdicts->len; i++)
    {
      ResiteKitVerdict *verdict = judging->verdicts->pdata[i];
      if (g_str_equal (verdict->action, action))
        return verdict;
    }

  ResiteKitVerdict *verdict = g_new0 (ResiteKitVerdict, 1);
  verdict->action = g_strdup (action);
  verdict->rows = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_ledger_row_free);
  g_ptr_array_add (judging->verdicts, verdict);
  return verdict;
}

static guint
rank (const char *state)
{
  return g_str_equal (state, "failed") ? 2 : g_str_equal (state, "unknown") ? 1 : 0;
}

/* Several items may make one row: the worst of them is what it says. */
static void
add_row (Judging *judging, ResiteKitVerdict *verdict, ResiteLedgerRow *row)
{
  g_autofree char *key = g_strdup_printf ("%s / %s", verdict->action, row->name);
  ResiteLedgerRow *other = g_hash_table_lookup (judging->rows, key);

  if (other == NULL)
    {
      g_ptr_array_add (verdict->rows, row);
      g_hash_table_insert (judging->rows, g_steal_pointer (&key), row);
      return;
    }
  if (rank (row->state) > rank (other->state))
    {
      ResiteLedgerRow former = *other;
      *other = *row;
      *row = former;
    }
  resite_ledger_row_free (row);
}

static gboolean
belongs (const ResiteKitItem *item, const ResiteKitFinding *finding)
{
  return g_str_equal (item->action, finding->action) &&
         (item->name == NULL || g_ascii_strcasecmp (item->name, finding->name) == 0);
}

/* The lines of an item come as one finding each time its name appears; the n-th item of a name is the
 * n-th finding of it. */
static void
judge_item (Judging *judging, const ResiteKitItem *item, const ResiteKitReport *report)
{
  ResiteKitVerdict *verdict = find_verdict (judging, item->action);
  gboolean found = FALSE;

  for (guint i = 0; i < report->findings->len; i++)
    {
      ResiteKitFinding *finding = report->findings->pdata[i];
      if (!belongs (item, finding) || !g_hash_table_add (judging->used, finding))
        continue;
      found = TRUE;
      add_row (judging, verdict, judge_finding (item, finding));
      if (item->name != NULL)
        return;
    }
  /* A script that ran its tool for no package has told nothing. */
  if (!found && (item->name != NULL || item->judge == RESITE_KIT_PRELOAD))
    add_row (judging, verdict, make_unknown (item));
}

GPtrArray *
resite_kit_judge (const ResiteKitScript *script, const ResiteKitReport *report)
{
  g_return_val_if_fail (script != NULL && report != NULL, NULL);

  g_autoptr (GHashTable) used = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Judging judging = {
    .verdicts = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_kit_verdict_free),
    .used = used,
    .rows = rows,
  };

  for (guint i = 0; i < script->items->len; i++)
    {
      const ResiteKitItem *item = script->items->pdata[i];
      if (!item->last)
        judge_item (&judging, item, report);
    }
  return judging.verdicts;
}
