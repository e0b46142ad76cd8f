/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-deed-reboot"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-deed-reboot.h"
#include "resite-error.h"

/* Windows works its boot time out anew when its clock is set: less than this is no restart. */
#define BOOT_DIFFERENCE (2 * G_USEC_PER_SEC)
#define PAUSE_SECONDS   5
#define ORDERS          3

static gboolean
check_identity (ResiteDeed *deed, const char *stage, GError **error)
{
  const char *before = resite_deed_get_value (deed, "name.self");
  const char *after = resite_deed_get_value (deed, "name");
  const char *name;

  if (resite_deed_get_cim (deed, error) == NULL)
    return FALSE;
  name = resite_deed_get_identity (deed)->name;
  resite_deed_set_note (deed, stage, "domain", resite_deed_get_identity (deed)->domain);
  if (before != NULL && (name == NULL || g_ascii_strcasecmp (name, before) != 0) &&
      (after == NULL || name == NULL || g_ascii_strcasecmp (name, after) != 0))
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_DIFFERS,
                   /* TRANSLATORS: two computer names. */
                   _ ("This box calls itself %s, but %s was expected. Nothing was done. Find out "
                      "who renamed it."),
                   name != NULL ? name : "?", before);
      return FALSE;
    }
  resite_deed_say (deed,
                   g_strdup_printf (_ ("It is %s, hardware id %s."), name != NULL ? name : "?",
                                    resite_deed_get_identity (deed)->uuid != NULL
                                        ? resite_deed_get_identity (deed)->uuid
                                        : _ ("none")));
  return TRUE;
}

const ResiteDeedStage resite_deed_stage_identity = { NULL, NULL, check_identity };

gboolean
resite_deed_note_boot (ResiteDeed *deed, const char *stage, GError **error)
{
  ResiteCim *cim = resite_deed_get_cim (deed, error);
  g_autofree char *text = NULL;
  gint64 booted;

  if (cim == NULL)
    return FALSE;
  booted = resite_windows_get_boot_time (cim, resite_deed_get_cancellable (deed), error);
  if (booted <= 0)
    return FALSE;
  text = g_strdup_printf ("%" G_GINT64_FORMAT, booted);
  resite_deed_set_note (deed, stage, "booted-at", text);
  return TRUE;
}

/* -1: not written down. */
static gint64
noted_boot (ResiteDeed *deed)
{
  g_autofree char *text = resite_deed_dup_note (deed, "reboot", "booted-at");

  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : -1;
}

gboolean
resite_deed_has_rebooted (ResiteDeed *deed, char **why, GError **error)
{
  ResiteCim *cim = resite_deed_get_cim (deed, error);
  const gint64 before = noted_boot (deed);
  gint64 booted;

  if (cim == NULL)
    return FALSE;
  if (before < 0)
    return TRUE;
  booted = resite_windows_get_boot_time (cim, resite_deed_get_cancellable (deed), error);
  if (booted <= 0)
    return FALSE;
  if (booted > before + BOOT_DIFFERENCE)
    return TRUE;
  *why = g_strdup (_ ("it answers, but it has not restarted yet"));
  return FALSE;
}

ResiteSight
resite_deed_look_rebooted (ResiteDeed *deed, const char *stage, GError **error)
{
  g_autofree char *why = NULL;
  GError *local = NULL;

  if (noted_boot (deed) < 0)
    return RESITE_SIGHT_OPEN;
  if (resite_deed_has_rebooted (deed, &why, &local))
    {
      resite_deed_say (deed, g_strdup (_ ("It has restarted since this was begun.")));
      return RESITE_SIGHT_DONE;
    }
  if (local == NULL)
    return RESITE_SIGHT_OPEN;
  g_propagate_error (error, local);
  return RESITE_SIGHT_ERROR;
}

/* TRUE: it goes down, or may; FALSE without @error: it was not even asked. */
static gboolean
order (ResiteDeed *deed, GError **error)
{
  ResiteCim *cim = resite_deed_get_cim (deed, error);
  g_autoptr (GError) local = NULL;
  GCancellable *bound;

  if (cim == NULL)
    return FALSE;
  bound = resite_deed_begin_bound (deed, 60);
  resite_windows_reboot (cim, bound, &local);
  resite_deed_end_bound (deed, bound, &local);
  resite_deed_drop_line (deed);
  if (local == NULL || (resite_error_is_of_line (local) &&
                        !g_error_matches (local, RESITE_ERROR, RESITE_ERROR_UNREACHABLE)))
    return TRUE;
  if (!resite_error_is_of_line (local))
    g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* One that cannot be reached after an order may be on its way down: the proof tells. */
gboolean
resite_deed_restart (ResiteDeed *deed, GError **error)
{
  for (guint i = 0; i < ORDERS; i++)
    {
      g_autoptr (GError) local = NULL;

      if (order (deed, &local) || (i > 0 && resite_error_is_of_line (local)))
        break;
      if (local != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      if (!resite_deed_wait (deed, PAUSE_SECONDS, error))
        return FALSE;
    }
  resite_deed_say (deed, g_strdup (_ ("The restart was ordered.")));
  return TRUE;
}

static void
tell_lost_patience (char *why, const GError *cause, GError **error)
{
  g_autofree char *reason = why;

  g_set_error (
      error, RESITE_ERROR, RESITE_ERROR_TIMED_OUT,
      /* TRANSLATORS: what is still not as it should be. */
      _ ("The machine did not come back as it should in time: %s. Look at its console; then "
         "go on here, which looks again before it does anything."),
      reason != NULL  ? reason
      : cause != NULL ? cause->message
                      : _ ("it does not answer"));
}

static gboolean
fail_to_find (GError *cause, GError **error)
{
  if (!g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_prefix_error (&cause,
                    _ ("It did not come back after the restart. Look at its console; then go "
                       "on here, which looks again before it does anything: "));
  g_propagate_error (error, cause);
  return FALSE;
}

gboolean
resite_deed_await (ResiteDeed *deed, ResiteDeedBack is_back, GError **error)
{
  const ResitePatience patience = resite_deed_be_patient (deed);

  while (TRUE)
    {
      g_autofree char *why = NULL;
      g_autoptr (GError) local = NULL;

      if (!resite_deed_find_again (deed, &patience, &local))
        return fail_to_find (g_steal_pointer (&local), error);
      if (is_back (deed, &why, &local))
        return TRUE;
      if (local != NULL && !resite_error_is_of_line (local))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      if (!resite_deed_is_patient (deed, &patience))
        {
          tell_lost_patience (g_steal_pointer (&why), local, error);
          return FALSE;
        }
      /* TRANSLATORS: what is still not as it should be. */
      resite_deed_say (deed,
                       g_strdup_printf (_ ("Waiting: %s."), why != NULL ? why : local->message));
      if (!resite_deed_wait (deed, PAUSE_SECONDS, error))
        return FALSE;
    }
}

static gboolean
act_reboot (ResiteDeed *deed, const char *stage, GError **error)
{
  return resite_deed_restart (deed, error);
}

static gboolean
act_back (ResiteDeed *deed, const char *stage, GError **error)
{
  if (!resite_deed_await (deed, resite_deed_has_rebooted, error))
    return FALSE;
  resite_deed_say (deed, g_strdup (_ ("It is back, and its boot time is newer than the order.")));
  return TRUE;
}

const ResiteDeedStage resite_deed_stage_reboot = { resite_deed_look_rebooted, resite_deed_note_boot,
                                                   act_reboot };
const ResiteDeedStage resite_deed_stage_back = { NULL, NULL, act_back };

static void
plan_reboot (ResiteDeed *deed)
{
  resite_deed_add_stage (deed, "identity", &resite_deed_stage_identity);
  resite_deed_add_stage (deed, "reboot", &resite_deed_stage_reboot);
  resite_deed_add_stage (deed, "back", &resite_deed_stage_back);
}

const ResiteDeedKind resite_deed_reboot = { "reboot", N_ ("Restart the machine"), NULL, plan_reboot,
                                            NULL };
