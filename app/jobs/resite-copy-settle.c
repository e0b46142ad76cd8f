/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-copy-file"

#include "config.h"

#include "resite-copy-file-private.h"
#include "resite-copy-marker.h"
#include "resite-copy-name.h"
#include "resite-error.h"

/* Some servers do not put one file over another: the old one has to step aside first, and what is
 * read-only cannot be moved at every one of them. */
gboolean
resite_copy_file_waits_aside (ResiteCopyFile *self)
{
  return !self->work->target_traits.renames_over;
}

/* So that a large file which is stopped while it is read again, or which the power leaves under either
 * name, is not copied again. */
void
resite_copy_file_offer_notice (ResiteCopyFile *self)
{
  if (self->out != NULL && self->size >= RESITE_COPY_NOTICE && self->resumed < self->size)
    resite_copy_marker_put (self->work->marker, self, NULL,
                            resite_copy_file_make_row (self, "running", self->size, self->hash));
}

/* So that an old file which was set aside is known by its name. */
ResiteLedgerRow *
resite_copy_file_make_notice (ResiteCopyFile *self)
{
  return resite_copy_file_waits_aside (self) && self->entry->replaces
             ? resite_copy_file_make_row (self, "running", self->size, self->hash)
             : NULL;
}

static gboolean
step_aside (ResiteCopyFile *self, const char *aside, GError **error)
{
  ResiteFolder *target = self->work->target;
  g_autoptr (GError) fault = NULL;

  if (resite_folder_rename (target, self->entry->name, aside, &fault) ||
      g_error_matches (fault, RESITE_ERROR, RESITE_ERROR_NOT_FOUND))
    return TRUE;
  /* What an earlier program left there is older than what is in its place now. */
  if (g_error_matches (fault, RESITE_ERROR, RESITE_ERROR_EXISTS) &&
      resite_folder_remove (target, aside, NULL))
    return resite_folder_rename (target, self->entry->name, aside, error);
  g_propagate_error (error, g_steal_pointer (&fault));
  return FALSE;
}

static gboolean
swap_by_steps (ResiteCopyFile *self, GError **error)
{
  ResiteFolder *target = self->work->target;
  g_autofree char *aside = resite_copy_name_make_aside (self->entry->name);

  if (!step_aside (self, aside, error))
    return FALSE;
  if (!resite_folder_rename (target, self->temporary, self->entry->name, error))
    {
      resite_folder_rename (target, aside, self->entry->name, NULL);
      return FALSE;
    }
  self->in_place = TRUE;
  resite_folder_remove (target, aside, NULL);
  return TRUE;
}

static gboolean
move_into_place (ResiteCopyFile *self, GError **error)
{
  ResiteFolder *target = self->work->target;
  g_autoptr (GError) fault = NULL;

  if (resite_copy_file_waits_aside (self) && self->entry->replaces)
    return swap_by_steps (self, error);
  if (resite_folder_rename (target, self->temporary, self->entry->name, &fault))
    {
      self->in_place = TRUE;
      return TRUE;
    }
  /* Somebody has put one there since the listing. */
  if (g_error_matches (fault, RESITE_ERROR, RESITE_ERROR_EXISTS))
    return swap_by_steps (self, error);
  g_propagate_error (error, g_steal_pointer (&fault));
  return FALSE;
}

static gboolean
mark_large (ResiteCopyFile *self, GError **error)
{
  ResiteFolder *target = self->work->target;
  ResiteFileMarks marks;

  if (self->out == NULL)
    return TRUE;
  if (!resite_folder_close (target, g_steal_pointer (&self->out), error))
    return FALSE;
  if (self->extended != NULL &&
      !resite_folder_set_extended (target, self->temporary, self->extended, error))
    return FALSE;
  resite_copy_file_get_marks (self, &marks);
  if (resite_copy_file_waits_aside (self))
    marks.attributes &= ~(guint)RESITE_DOS_READ_ONLY;
  return resite_folder_set_marks (target, self->temporary, &marks, error);
}

gboolean
resite_copy_file_settle (ResiteCopyFile *self, GError **error)
{
  ResiteFileMarks marks;

  if (!resite_copy_file_end_marks (self, error) || !mark_large (self, error) ||
      !move_into_place (self, error))
    return FALSE;
  resite_copy_file_get_marks (self, &marks);
  if (!resite_copy_file_waits_aside (self) || (marks.attributes & RESITE_DOS_READ_ONLY) == 0)
    return TRUE;
  return resite_folder_set_marks (self->work->target, self->entry->name, &marks, error);
}
