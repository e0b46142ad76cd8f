/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-journal-lock"
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "resite-error.h"
#include "resite-journal-lock.h"
#include "resite-journal-owner.h"

#define DEAD_OWNER_MS      2000
#define DEAD_OWNER_POLL_MS 20

struct _ResiteJournalLock
{
  char *path;
  int descriptor;
};

static ResiteJournalOwner *
read_owner (const char *lock_path)
{
  g_autofree char *text = NULL;

  if (!g_file_get_contents (lock_path, &text, NULL, NULL))
    return NULL;
  return resite_journal_owner_parse (text);
}

static void
set_locked_error (GError **error, const char *lock_path, const ResiteJournalOwner *owner)
{
  g_autofree char *who = NULL;

  if (owner == NULL)
    who = g_strdup (_ ("another program"));
  else
    who = resite_journal_owner_describe (owner);
  g_set_error (
      error, RESITE_ERROR, RESITE_ERROR_LOCKED,
      owner != NULL && !resite_journal_owner_is_here (owner)
          /* TRANSLATORS: %1 is a file, %2 "J. Doe on desk1, since ...". */
          ? _ ("%s: the run is open at %s. If that program is gone for good, take the run "
               "over; until then you can look at it.")
          : _ ("%s: the run is open at %s. Close it there; until then you can look at it."),
      lock_path, who);
}

/* Somebody may have taken the file away between our opening and our locking it; then the lock is
 * one on a file that nobody will ever find again. */
static gboolean
is_still_there (int descriptor, const char *lock_path)
{
  struct stat ours, theirs;

  return fstat (descriptor, &ours) == 0 && stat (lock_path, &theirs) == 0 &&
         ours.st_ino == theirs.st_ino && ours.st_dev == theirs.st_dev;
}

/* What a program was just starting when it was killed holds its lock for the moment until the new
 * program's first instruction: a moment worth waiting for. */
static gboolean
lock_patiently (int descriptor, const char *lock_path)
{
  for (guint left = DEAD_OWNER_MS / DEAD_OWNER_POLL_MS;; left--)
    {
      g_autoptr (ResiteJournalOwner) owner = NULL;

      if (flock (descriptor, LOCK_EX | LOCK_NB) == 0)
        return TRUE;
      owner = read_owner (lock_path);
      if (left == 0 || owner == NULL || !resite_journal_owner_is_here (owner) ||
          resite_journal_owner_is_alive (owner))
        return FALSE;
      g_usleep (DEAD_OWNER_POLL_MS * 1000);
    }
}

static int
open_and_lock (const char *lock_path, GError **error)
{
  for (;;)
    {
      int descriptor = open (lock_path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

      if (descriptor < 0)
        {
          resite_error_set_from_errno (error, errno, _ ("%s: the lock could not be made"),
                                       lock_path);
          return -1;
        }
      if (!lock_patiently (descriptor, lock_path))
        {
          g_autoptr (ResiteJournalOwner) owner = read_owner (lock_path);

          set_locked_error (error, lock_path, owner);
          close (descriptor);
          return -1;
        }
      if (is_still_there (descriptor, lock_path))
        return descriptor;
      close (descriptor);
    }
}

static gboolean
write_owner (int descriptor, const char *lock_path, GError **error)
{
  g_autoptr (ResiteJournalOwner) owner = resite_journal_owner_new_self ();
  g_autofree char *text = resite_journal_owner_to_text (owner);
  gsize length = strlen (text);

  if (ftruncate (descriptor, 0) == 0 && pwrite (descriptor, text, length, 0) == (gssize)length &&
      fsync (descriptor) == 0)
    return TRUE;
  resite_error_set_from_errno (error, errno, _ ("%s: the lock could not be written"), lock_path);
  return FALSE;
}

ResiteJournalLock *
resite_journal_lock_take (const char *path, gboolean take_over, GError **error)
{
  g_autofree char *lock_path = g_strconcat (path, ".lock", NULL);
  g_autoptr (ResiteJournalOwner) former = NULL;
  g_autoptr (ResiteJournalLock) self = NULL;
  int descriptor = open_and_lock (lock_path, error);

  if (descriptor < 0)
    return NULL;
  self = g_new0 (ResiteJournalLock, 1);
  self->descriptor = descriptor;
  former = read_owner (lock_path);
  if (former != NULL && !take_over && !resite_journal_owner_is_here (former))
    {
      set_locked_error (error, lock_path, former);
      return NULL;
    }
  if (!write_owner (descriptor, lock_path, error))
    return NULL;
  self->path = g_steal_pointer (&lock_path);
  return g_steal_pointer (&self);
}

void
resite_journal_lock_free (ResiteJournalLock *self)
{
  if (self == NULL)
    return;
  /* A lock that was not got to the end leaves the file, and the name in it, as it was. */
  if (self->path != NULL)
    g_unlink (self->path);
  close (self->descriptor);
  g_free (self->path);
  g_free (self);
}
