/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-directory-job"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-directory-work.h"
#include "resite-error.h"

static char *
format_object (ResiteDirectoryWork *self, gboolean site)
{
  return site ? resite_directory_aim_format_site (&self->aim)
              : resite_directory_aim_format_management_point (&self->aim);
}

static gboolean
tell_record (ResiteDirectoryWork *self, const ResiteDirectoryVisit *visit,
             const ResiteDirectoryRecord *record, GError **error)
{
  g_autofree char *name = resite_directory_work_name (record->name, visit);
  g_autofree char *output = resite_directory_work_format_output (record);
  g_autofree char *described = resite_directory_work_describe (record);

  if (record->left_alone == NULL)
    return resite_directory_work_tell (self, name, "found", g_steal_pointer (&described), output,
                                       error);
  return resite_directory_work_tell (
      self, name, record->in_the_way ? "warning" : "left-out",
      g_strdup_printf (_ ("Left alone: %s. %s"), record->left_alone, described), NULL, error);
}

static gboolean
tell_none (ResiteDirectoryWork *self, const ResiteDirectoryVisit *visit, gboolean site,
           GError **error)
{
  g_autofree char *object = format_object (self, site);
  g_autofree char *name = resite_directory_work_name (object, visit);

  return resite_directory_work_tell (self, name, "gone",
                                     g_strdup (_ ("It is not there: nothing to do.")), NULL, error);
}

static gboolean
tell_records (ResiteDirectoryWork *self, const ResiteDirectoryVisit *visit, GPtrArray *records,
              GError **error)
{
  for (guint site = 0; site < 2; site++)
    if (resite_directory_pick_record (records, site == 0) == NULL &&
        !tell_none (self, visit, site == 0, error))
      return FALSE;
  for (guint i = 0; i < records->len; i++)
    if (!tell_record (self, visit, records->pdata[i], error))
      return FALSE;
  return TRUE;
}

typedef gboolean (*Act) (ResiteDirectoryWork *self, const ResiteDirectoryVisit *visit,
                         GPtrArray *records, GError **error);

/* At every controller that answers. */
static gboolean
go_round (ResiteDirectoryWork *self, GPtrArray *visits, Act act, GError **error)
{
  for (guint i = 0; i < visits->len; i++)
    {
      const ResiteDirectoryVisit *visit = visits->pdata[i];
      g_autoptr (GPtrArray) records = NULL;

      if (visit->directory == NULL)
        {
          if (!resite_directory_work_tell_unreached (self, visit, error))
            return FALSE;
          continue;
        }
      if (!resite_directory_open (visit->directory, self->cancellable, error))
        return FALSE;
      records =
          resite_directory_list_records (visit->directory, &self->aim, self->cancellable, error);
      if (records == NULL || !act (self, visit, records, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
resite_directory_work_find (ResiteDirectoryWork *self, GError **error)
{
  g_autoptr (GPtrArray) visits = NULL;

  if (!resite_directory_aim_check (&self->aim, error))
    return FALSE;
  visits = resite_directory_place_visit (self->place, self->cancellable, error);
  return visits != NULL && go_round (self, visits, tell_records, error);
}

/* Deleting. */

static gboolean
check_shown (ResiteDirectoryWork *self, const ResiteDirectoryRecord *record, GError **error)
{
  if (self->shown == NULL || g_hash_table_contains (self->shown, record->guid))
    return TRUE;
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_DIFFERS,
               _ ("%s was made after the list was shown, so it was not deleted: look at the list "
                  "again, and at who makes it."),
               record->dn);
  return FALSE;
}

/* What is not known to be done is looked at by the next job. */
static void
tell_failure (ResiteDirectoryWork *self, const char *name, const char *output, const GError *error)
{
  const gboolean open =
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || resite_error_is_of_line (error);
  g_autoptr (GError) unrecorded = NULL;

  resite_directory_work_tell (self, name, open ? "unknown" : "failed", g_strdup (error->message),
                              output, &unrecorded);
}

static gboolean
delete_record (ResiteDirectoryWork *self, const ResiteDirectoryVisit *visit,
               const ResiteDirectoryRecord *record, GError **error)
{
  g_autofree char *name = resite_directory_work_name (record->name, visit);
  g_autofree char *output = resite_directory_work_format_output (record);
  g_autoptr (GError) reason = NULL;

  if (!check_shown (self, record, error) ||
      !resite_directory_work_tell (self, name, "running", g_strdup (record->dn), output, error))
    return FALSE;
  if (resite_directory_delete_record (visit->directory, &self->aim, record, self->cancellable,
                                      &reason))
    return resite_directory_work_tell (
        self, name, "removed",
        g_strdup_printf (_ ("%s was deleted; looked again: it is gone."), record->dn), output,
        error);
  if (g_error_matches (reason, RESITE_ERROR, RESITE_ERROR_NOT_FOUND))
    return resite_directory_work_tell (
        self, name, "gone",
        g_strdup_printf (_ ("%s was gone at the moment of the deletion."), record->dn), output,
        error);
  tell_failure (self, name, output, reason);
  g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}

static gboolean
delete_records (ResiteDirectoryWork *self, const ResiteDirectoryVisit *visit, GPtrArray *records,
                GError **error)
{
  for (guint i = 0; i < 2; i++)
    {
      const ResiteDirectoryRecord *record = resite_directory_pick_record (records, i == 0);

      if (record == NULL ? !tell_none (self, visit, i == 0, error)
                         : !delete_record (self, visit, record, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
prove (ResiteDirectoryWork *self, const ResiteDirectoryVisit *visit, GPtrArray *records,
       GError **error)
{
  for (guint i = 0; i < 2; i++)
    {
      const ResiteDirectoryRecord *record = resite_directory_pick_record (records, i == 0);

      if (record == NULL)
        continue;
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_FAILED,
                   _ ("%s is there again at %s: another controller or the old server wrote it. Is "
                      "SMS stopped there (C2)? Then try again."),
                   record->dn, visit->name);
      return FALSE;
    }
  return resite_directory_work_tell (self, visit->name, "good",
                                     g_strdup (_ ("Looked again: neither of the two is left.")),
                                     NULL, error);
}

gboolean
resite_directory_work_delete (ResiteDirectoryWork *self, GError **error)
{
  g_autoptr (GPtrArray) visits = NULL;

  if (!resite_directory_aim_check (&self->aim, error))
    return FALSE;
  visits = resite_directory_place_visit (self->place, self->cancellable, error);
  return visits != NULL && go_round (self, visits, delete_records, error) &&
         go_round (self, visits, prove, error);
}
