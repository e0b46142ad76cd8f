/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-cli"

#include "config.h"

#include <glib/gi18n.h>

#include "resite-cli-ledger.h"
#include "resite-verb-ledger.h"

struct _ResiteCliLedger
{
  ResiteCli *cli;
  ResiteRun *run;         /* with --in */
  ResiteJournal *journal; /* else */
  ResiteLedger *ledger;
};

static gboolean
open_in_run (ResiteCliLedger *self, const char *key, GError **error)
{
  g_autofree char *scope = NULL;

  self->run = resite_cli_open_run (self->cli, resite_cli_get (self->cli, "in"), RESITE_RUN_ACT,
                                   NULL, error);
  if (self->run == NULL)
    return FALSE;
  scope = g_strdup_printf ("verb/%s/%s", resite_cli_get_verb (self->cli), key);
  self->ledger = resite_journal_ledger_new (resite_run_get_journal (self->run), scope);
  return TRUE;
}

static gboolean
open_alone (ResiteCliLedger *self, const char *key, GError **error)
{
  const char *verb = resite_cli_get_verb (self->cli);

  self->journal =
      resite_verb_journal_open (resite_cli_get_data_folder (self->cli), verb, key, error);
  if (self->journal == NULL)
    return FALSE;
  self->ledger = resite_journal_ledger_new (self->journal, verb);
  return TRUE;
}

static void
ledger_free (ResiteCliLedger *self)
{
  g_clear_object (&self->ledger);
  g_clear_object (&self->journal);
  g_clear_object (&self->run);
  g_free (self);
}

ResiteCliLedger *
resite_cli_ledger_open (ResiteCli *cli, const char *key, GError **error)
{
  ResiteCliLedger *self = g_new0 (ResiteCliLedger, 1);
  gboolean good;

  self->cli = cli;
  good =
      resite_cli_has (cli, "in") ? open_in_run (self, key, error) : open_alone (self, key, error);
  if (good)
    return self;
  ledger_free (self);
  return NULL;
}

ResiteLedger *
resite_cli_ledger_get (ResiteCliLedger *ledger)
{
  return ledger->ledger;
}

static gboolean
close_run (ResiteCliLedger *self, const char *note, GError **error)
{
  g_autoptr (ResiteMove) move = NULL;
  gboolean noted;

  move = resite_move_new (RESITE_MOVE_NOTE, resite_cli_get_by (self->cli), NULL);
  resite_move_set (move, "note", note);
  noted = resite_cli_perform (self->cli, self->run, move, NULL, error);
  return resite_cli_close_run (self->cli, self->run, noted ? error : NULL) && noted;
}

gboolean
resite_cli_ledger_close (ResiteCliLedger *ledger, const char *note, GError **error)
{
  gboolean good = ledger->run != NULL ? close_run (ledger, note, error)
                                      : resite_journal_close (ledger->journal, error);

  ledger_free (ledger);
  return good;
}
