/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-cli"

#include "config.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "resite-cli-rehearse.h"
#include "resite-cli-report.h"
#include "resite-coach.h"
#include "resite-error.h"
#include "resite-summary.h"

/* As the paper will be written: beside its name, and then under it. Only trying tells. */
static gboolean
can_write_beside (const char *path, GError **error)
{
  g_autofree char *trial = g_strconcat (path, ".XXXXXX", NULL);
  const int file = g_mkstemp (trial);

  if (file < 0)
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_NO_ACCESS, _ ("%s cannot be written: %s"),
                   path, g_strerror (errno));
      return FALSE;
    }
  close (file);
  g_unlink (trial);
  return TRUE;
}

static gboolean
check_paper (const char *path, GError **error)
{
  if (path == NULL)
    return TRUE;
  if (!g_file_test (path, G_FILE_TEST_IS_DIR) && *path != '\0')
    return can_write_beside (path, error);
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
               _ ("“%s” is no name for a file of its own"), path);
  return FALSE;
}

gboolean
resite_cli_rehearsal_check_papers (ResiteCli *cli, GError **error)
{
  const char *summary = resite_cli_get (cli, "summary");
  const char *trainer = resite_cli_get (cli, "trainer");

  if (!check_paper (summary, error) || !check_paper (trainer, error))
    return FALSE;
  if (summary == NULL || g_strcmp0 (summary, trainer) != 0)
    return TRUE;
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
               _ ("%s is named by --summary and by --trainer"), summary);
  return FALSE;
}

static gboolean
write_summary (ResiteCliRehearsal *rehearsal, const char *journal_path, GError **error)
{
  const char *pdf = resite_cli_get (rehearsal->cli, "summary");
  g_autoptr (ResiteSummary) summary = NULL;

  if (pdf == NULL)
    return TRUE;
  summary = resite_summary_new (journal_path, error);
  if (summary == NULL ||
      !resite_summary_save_pdf (summary, RESITE_PAPER_SUMMARY, FALSE, pdf, error))
    return FALSE;
  resite_cli_report_say (_ ("%s is written."), pdf);
  return TRUE;
}

static void
set_tale (ResiteCoach *coach, const ResiteLabScenario *tale)
{
  if (tale == NULL)
    return;
  resite_coach_set_scenario (coach, resite_lab_scenario_get_title (tale));
  resite_coach_set_lesson (coach, resite_lab_scenario_get_lesson (tale));
}

/* Whoever puts something right for the policy notes it: the record knows of it after a power cut,
 * too. */
static gboolean
add_help (ResiteCoach *coach, const char *journal_path, GError **error)
{
  g_autoptr (ResiteJournal) journal =
      resite_journal_open (journal_path, RESITE_JOURNAL_READ, error);
  g_autoptr (GPtrArray) events =
      journal != NULL ? resite_journal_read_events (journal, 0, error) : NULL;

  for (guint i = 0; events != NULL && i < events->len; i++)
    {
      ResiteEvent *event = events->pdata[i];
      const char *target = resite_event_get_target (event);
      g_autofree char *step = g_strjoin (target != NULL && *target != '\0' ? "@" : NULL,
                                         resite_event_get_step (event), target, NULL);

      if (g_str_equal (resite_event_get_what (event), RESITE_EVENT_NOTED) &&
          g_strcmp0 (resite_event_get_actor (event), resite_cli_rehearsal_get_policy ()) == 0)
        resite_coach_add_help (coach, RESITE_COACH_HELP_DONE, step);
    }
  return events != NULL;
}

static gboolean
write_trainer (ResiteCliRehearsal *rehearsal, const char *journal_path, GError **error)
{
  const char *pdf = resite_cli_get (rehearsal->cli, "trainer");
  g_autoptr (GPtrArray) met = NULL;
  g_autoptr (ResiteCoach) coach = NULL;

  if (pdf == NULL)
    return TRUE;
  coach = resite_coach_new (journal_path, error);
  if (coach == NULL)
    return FALSE;
  set_tale (coach, resite_lab_get_tale (rehearsal->lab));
  met = resite_lab_world_list_met (resite_lab_get_world (rehearsal->lab));
  for (guint i = 0; i < met->len; i++)
    {
      const ResiteLabMet *fault = g_ptr_array_index (met, i);

      resite_coach_add_fault (coach, fault->name, fault->struck, fault->remedied);
    }
  if (!add_help (coach, journal_path, error) || !resite_coach_save_pdf (coach, FALSE, pdf, error))
    return FALSE;
  resite_cli_report_say (_ ("%s is written."), pdf);
  return TRUE;
}

gboolean
resite_cli_rehearsal_write_papers (ResiteCliRehearsal *rehearsal, const char *journal_path,
                                   GError **error)
{
  g_autoptr (GError) other = NULL;
  const gboolean summary = write_summary (rehearsal, journal_path, error);
  const gboolean trainer = write_trainer (rehearsal, journal_path, summary ? error : &other);

  if (other != NULL)
    resite_cli_report_error (resite_cli_get_verb (rehearsal->cli), other);
  return summary && trainer;
}
