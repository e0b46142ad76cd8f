/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-assign-job"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-assign-job-private.h"

/* Is what was assigned there, and what crossed the line for it? */

/* What the summarizer says may be of the server that had this name before: what was copied must be
 * copied anew since. */
static gboolean
is_installed (const ResiteAssignEntry *entry, const ResiteSmsSummary *summary)
{
  return summary != NULL && summary->state == RESITE_SMS_STATE_INSTALLED &&
         summary->source_version >= entry->version &&
         (entry->copied_before == 0 || summary->last_copied != entry->copied_before);
}

static void
prove (ResiteAssignJob *self, ResiteAssignEntry *entry, const char *message)
{
  _resite_assign_leave_window (self, entry);
  if (self->proof != NULL)
    resite_wire_proof_settle (self->proof, entry->id);
  _resite_assign_go_on (self);
  resite_assign_entry_set (entry, RESITE_ASSIGN_SETTLED, "installed", message);
  _resite_assign_mark (self, entry);
}

static gboolean
may_cross (ResiteAssignJob *self, const ResiteAssignEntry *entry)
{
  return self->may_cross != NULL && g_hash_table_contains (self->may_cross, entry->id);
}

/* Seen for the first time it ends all assigning; what was seen by an earlier job was told then. */
static void
cross (ResiteAssignJob *self, ResiteAssignEntry *entry, const char *sentence)
{
  const gboolean known = g_str_equal (entry->state, "in-full");
  g_autofree char *message = NULL;

  if (entry->installed_at != 0 && (known || may_cross (self, entry)))
    {
      prove (self, entry, sentence);
      return;
    }
  if (may_cross (self, entry))
    {
      resite_assign_entry_set (entry, RESITE_ASSIGN_UNPROVED, "assigned", sentence);
      return;
    }
  resite_assign_entry_set (entry, RESITE_ASSIGN_UNPROVED, "in-full", sentence);
  if (known)
    return;
  _resite_assign_mark (self, entry);
  self->crossing = TRUE;
  message = _resite_assign_describe_crossing (self, entry, sentence);
  _resite_assign_stop (self, message);
}

static void
judge_wire (ResiteAssignJob *self, ResiteAssignEntry *entry, const char *waiting)
{
  ResiteWireFacts facts = { 0 };
  g_autofree char *sentence = NULL;
  ResiteWireVerdict verdict;

  resite_wire_proof_get (self->proof, entry->id, (guint64)MAX (entry->bytes, 0),
                         entry->installed_at, &facts);
  if (entry->place == NULL)
    facts.gap = _ ("It was assigned before the logs were followed.");
  entry->is_hopeless = entry->installed_at != 0 && resite_wire_is_beyond_proof (&facts);
  verdict = resite_wire_judge (&facts, &sentence);
  resite_assign_entry_set_proof (entry, resite_wire_verdict_get_name (verdict),
                                 (gint64)facts.content_bytes);
  if (verdict == RESITE_WIRE_IN_FULL)
    cross (self, entry, sentence);
  else if (verdict == RESITE_WIRE_INFO_ONLY)
    prove (self, entry, sentence);
  else
    resite_assign_entry_set (entry, RESITE_ASSIGN_UNPROVED, entry->state,
                             entry->installed_at != 0 ? sentence : waiting);
}

static void
judge (ResiteAssignJob *self, ResiteAssignEntry *entry)
{
  const ResiteSmsSummary *summary = g_hash_table_lookup (self->summaries, entry->id);
  g_autofree char *waiting = NULL;

  if (!is_installed (entry, summary))
    {
      entry->installed_at = 0;
      waiting = _resite_assign_describe_waiting (self, entry, summary);
    }
  else if (entry->installed_at == 0)
    entry->installed_at = g_get_monotonic_time ();
  if (self->proof != NULL)
    {
      judge_wire (self, entry, waiting);
      return;
    }
  if (entry->installed_at == 0)
    {
      resite_assign_entry_set (entry, RESITE_ASSIGN_UNPROVED, entry->state, waiting);
      return;
    }
  resite_assign_entry_set_proof (entry, resite_wire_verdict_get_name (RESITE_WIRE_NOT_DECIDED), 0);
  prove (self, entry, _ ("Installed. Nobody watched what crossed the line."));
}

void
_resite_assign_judge_all (ResiteAssignJob *self)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      ResiteAssignEntry *entry = self->entries->pdata[i];

      if (entry->stage == RESITE_ASSIGN_UNPROVED)
        judge (self, entry);
    }
  _resite_assign_show_progress (self);
}
