/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-directory-job"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-directory-rights.h"
#include "resite-directory-work.h"
#include "resite-error.h"

typedef enum
{
  SIGHT_NONE,
  SIGHT_FORMER,
  SIGHT_NEW
} Sight;

/* By the controller's clock: setup's beginning was written down by this desk's. A clock that is ahead
 * of the machines' was so from program to program: what it leads by is taken off, however fast it
 * went. */
static gboolean
is_newer (ResiteDirectoryWork *self, const ResiteDirectoryVisit *visit,
          const ResiteDirectoryRecord *record)
{
  const gint64 there =
      resite_clock_desk_now () + resite_directory_get_clock_lead (visit->directory);
  const gint64 lead = there - resite_clock_now (self->clock);

  return record->created > self->after + lead;
}

static Sight
judge (ResiteDirectoryWork *self, const ResiteDirectoryVisit *visit,
       const ResiteDirectoryRecord *record)
{
  if (record == NULL)
    return SIGHT_NONE;
  return self->after != 0 && !is_newer (self, visit, record) ? SIGHT_FORMER : SIGHT_NEW;
}

static char *
describe_sight (ResiteDirectoryWork *self, const ResiteDirectoryRecord *record, Sight sight)
{
  g_autofree char *described = record != NULL ? resite_directory_work_describe (record) : NULL;

  if (sight == SIGHT_NONE)
    return g_strdup (_ ("Not there yet."));
  if (sight == SIGHT_FORMER)
    return g_strdup_printf (_ ("%s: older than the setup (C11), so this is the former entry and C7 "
                               "is not complete. Delete it as in C7; the new server cannot write "
                               "it."),
                            described);
  if (self->after == 0)
    return g_strdup_printf (_ ("%s. When setup (C11) began is not on record: compare it yourself."),
                            described);
  return g_strdup_printf (_ ("%s: newer than the setup (C11)."), described);
}

/* Only what changed is told again. */
static gboolean
tell_sight (ResiteDirectoryWork *self, const ResiteDirectoryVisit *visit, const char *object,
            const ResiteDirectoryRecord *record, Sight sight, GHashTable *told, GError **error)
{
  g_autofree char *name = resite_directory_work_name (object, visit);
  g_autofree char *output = record != NULL ? resite_directory_work_format_output (record) : NULL;
  g_autofree char *message = describe_sight (self, record, sight);
  const char *state = sight == SIGHT_NEW ? self->after != 0 ? "seen" : "warning" : "watching";

  if (g_strcmp0 (g_hash_table_lookup (told, name), message) == 0)
    return TRUE;
  g_hash_table_replace (told, g_strdup (name), g_strdup (message));
  return resite_directory_work_tell (self, name, state, g_steal_pointer (&message), output, error);
}

/* It is written later than the site's object. But the former one may have come back since C7 from a
 * controller that had not heard of it, and then the new one is never written. */
static gboolean
look_at_point (ResiteDirectoryWork *self, const ResiteDirectoryVisit *visit,
               const ResiteDirectoryRecord *record, GHashTable *told, gboolean *former,
               GError **error)
{
  g_autofree char *object = resite_directory_aim_format_management_point (&self->aim);

  if (judge (self, visit, record) != SIGHT_FORMER)
    return TRUE;
  *former = TRUE;
  return tell_sight (self, visit, object, record, SIGHT_FORMER, told, error);
}

/* A controller that is away for a while is waited for like everything else. */
static gboolean
look_at (ResiteDirectoryWork *self, const ResiteDirectoryVisit *visit, GHashTable *told,
         Sight *best, gboolean *former, GError **error)
{
  g_autoptr (GPtrArray) records = NULL;
  g_autofree char *object = resite_directory_aim_format_site (&self->aim);
  const ResiteDirectoryRecord *record;
  Sight sight;

  if (!resite_directory_open (visit->directory, self->cancellable, error))
    return FALSE;
  records = resite_directory_list_records (visit->directory, &self->aim, self->cancellable, error);
  if (records == NULL)
    return FALSE;
  record = resite_directory_pick_record (records, TRUE);
  sight = judge (self, visit, record);
  *best = MAX (*best, sight);
  return tell_sight (self, visit, object, record, sight, told, error) &&
         look_at_point (self, visit, resite_directory_pick_record (records, FALSE), told, former,
                        error);
}

static gboolean
may_pass (const GError *error)
{
  return resite_error_is_of_line (error) ||
         g_error_matches (error, RESITE_ERROR, RESITE_ERROR_BUSY);
}

static gboolean
look_around (ResiteDirectoryWork *self, GPtrArray *visits, GHashTable *told, Sight *best,
             gboolean *former, GError **error)
{
  for (guint i = 0; i < visits->len; i++)
    {
      const ResiteDirectoryVisit *visit = visits->pdata[i];
      GError *reason = NULL;

      if (visit->directory == NULL || look_at (self, visit, told, best, former, &reason))
        continue;
      if (!may_pass (reason))
        {
          g_propagate_error (error, reason);
          return FALSE;
        }
      g_clear_error (&reason);
    }
  return TRUE;
}

/* (transfer full) (nullable): what the new computer account lacks, which is the usual cause. */
static char *
explain (ResiteDirectoryWork *self, GPtrArray *visits)
{
  g_autofree char *account = g_strconcat (self->aim.server, "$", NULL);

  for (guint i = 0; i < visits->len; i++)
    {
      const ResiteDirectoryVisit *visit = visits->pdata[i];
      g_autoptr (GError) reason = NULL;
      g_autofree char *container = NULL;
      g_autofree char *missing = NULL;
      ResiteDirectoryRights rights;

      if (visit->directory == NULL)
        continue;
      container = resite_directory_aim_dup_container (&self->aim, visit->directory);
      if (!resite_directory_ask_rights (visit->directory, container, account, &rights, NULL, NULL,
                                        self->cancellable, &reason))
        return g_strdup (reason->message);
      missing = resite_directory_rights_describe_missing (&rights);
      if (missing == NULL)
        return NULL;
      return g_strdup_printf (_ ("%s lacks rights on %s (%s)."), account, container, missing);
    }
  return NULL;
}

static void
give_up (ResiteDirectoryWork *self, GPtrArray *visits, Sight best, gboolean former)
{
  g_autofree char *object = former ? resite_directory_aim_format_management_point (&self->aim)
                                   : resite_directory_aim_format_site (&self->aim);
  g_autofree char *cause = former ? NULL : explain (self, visits);

  if (best == SIGHT_FORMER || former)
    resite_directory_work_stop (
        self, g_strdup_printf (_ ("%s is still the former entry: C7 is not complete."), object));
  else
    resite_directory_work_stop (
        self, g_strdup_printf (_ ("%s did not come. %s"), object,
                               cause != NULL ? cause
                                             : _ ("The computer account has the rights it needs: "
                                                  "look into hman.log on the new server.")));
}

static gboolean
wait (ResiteDirectoryWork *self, GError **error)
{
  return resite_clock_sleep (self->clock, resite_clock_stretch (self->clock, self->interval, 0.02),
                             self->cancellable, error);
}

static gboolean
watch (ResiteDirectoryWork *self, GPtrArray *visits, GError **error)
{
  g_autoptr (GHashTable) told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (;;)
    {
      /* Before the look, so that a desk that slept looks once more before it gives up. */
      const gint64 now = resite_clock_now (self->clock);
      Sight best = SIGHT_NONE;
      gboolean former = FALSE;

      if (!look_around (self, visits, told, &best, &former, error))
        return FALSE;
      if (best == SIGHT_NEW && !former)
        return TRUE;
      if (self->until != 0 && now >= self->until)
        {
          give_up (self, visits, best, former);
          return TRUE;
        }
      if (!wait (self, error))
        return FALSE;
    }
}

gboolean
resite_directory_work_poll (ResiteDirectoryWork *self, GError **error)
{
  g_autoptr (GPtrArray) visits = NULL;

  if (!resite_directory_aim_check (&self->aim, error))
    return FALSE;
  visits = resite_directory_place_visit (self->place, self->cancellable, error);
  return visits != NULL && watch (self, visits, error);
}
