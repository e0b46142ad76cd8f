/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-outage"

#include "config.h"

#include <glib/gstdio.h>
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "resite-lab-outage.h"

#define DRIVE    "machines/source/E"
#define GONE     "machines/source/E is gone"
#define TARGET   "machines/new/E"
#define PACKAGES "SMSPKG"

struct _ResiteLabOutage
{
  char *folder;
  GThread *thread;
  int watch, stop;
};

static int
compare_backwards (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)b, *(const char *const *)a);
}

/* (transfer full): the last comes first. */
static GPtrArray *
list_names (const char *folder)
{
  g_autoptr (GDir) directory = g_dir_open (folder, 0, NULL);
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_backwards);
  return names;
}

static void
move_all (const char *from, const char *to)
{
  g_autoptr (GPtrArray) names = list_names (from);

  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *source = g_build_filename (from, names->pdata[i], NULL);
      g_autofree char *target = g_build_filename (to, names->pdata[i], NULL);

      if (g_rename (source, target) != 0)
        g_warning ("%s cannot be moved", source);
    }
}

/* Where a program has the folder open, its files would still be found after the folder was moved:
 * so each of them goes, and the last of them first, since those are still to be copied. */
static void
take_drive (const char *folder)
{
  g_autofree char *drive = g_build_filename (folder, DRIVE, NULL);
  g_autofree char *packages = g_build_filename (drive, PACKAGES, NULL);
  g_autofree char *files = g_build_filename (folder, GONE, "files", NULL);
  g_autofree char *rest = g_build_filename (folder, GONE, "rest", NULL);

  if (!g_file_test (packages, G_FILE_TEST_IS_DIR) || g_mkdir_with_parents (files, 0755) != 0)
    return;
  move_all (packages, files);
  if (g_rename (drive, rest) != 0)
    g_warning ("%s cannot be moved", drive);
}

gboolean
resite_lab_outage_mend (const char *folder)
{
  g_autofree char *drive = g_build_filename (folder, DRIVE, NULL);
  g_autofree char *packages = g_build_filename (drive, PACKAGES, NULL);
  g_autofree char *gone = g_build_filename (folder, GONE, NULL);
  g_autofree char *files = g_build_filename (gone, "files", NULL);
  g_autofree char *rest = g_build_filename (gone, "rest", NULL);

  g_return_val_if_fail (folder != NULL, FALSE);

  if (!g_file_test (gone, G_FILE_TEST_IS_DIR))
    return FALSE;
  if (g_file_test (rest, G_FILE_TEST_IS_DIR) && g_rename (rest, drive) != 0)
    g_warning ("%s cannot be moved", rest);
  move_all (files, packages);
  g_rmdir (files);
  g_rmdir (gone);
  return TRUE;
}

static gboolean
has_packages (const char *folder)
{
  g_autofree char *packages = g_build_filename (folder, TARGET, PACKAGES, NULL);
  g_autoptr (GPtrArray) names = list_names (packages);

  return names->len > 0;
}

/* TRUE: one of the files was opened. The folder itself is opened for a list, and has no name here. */
static gboolean
was_opened (int watch)
{
  union
  {
    struct inotify_event first;
    char bytes[4096];
  } events;
  const gssize size = read (watch, events.bytes, sizeof events);

  for (gssize at = 0; at < size;)
    {
      struct inotify_event event;

      memcpy (&event, events.bytes + at, sizeof event);
      if (event.len > 0 && (event.mask & IN_OPEN) != 0 && (event.mask & IN_ISDIR) == 0)
        return TRUE;
      at += (gssize)(sizeof event + event.len);
    }
  return FALSE;
}

/* Without a watch, of which a computer has only so many. */
#define LOOK_MS 20

/* Watches the target's drive first and the folder as soon as it is there; between the two it
 * looks. */
static gpointer
wait_for_file (gpointer data)
{
  ResiteLabOutage *self = data;
  g_autofree char *source = g_build_filename (self->folder, DRIVE, PACKAGES, NULL);
  g_autofree char *target = g_build_filename (self->folder, TARGET, NULL);
  g_autofree char *packages = g_build_filename (target, PACKAGES, NULL);
  struct pollfd ends[] = { { .fd = self->watch, .events = POLLIN },
                           { .fd = self->stop, .events = POLLIN } };

  const gboolean watches = inotify_add_watch (self->watch, source, IN_OPEN) >= 0 &&
                           inotify_add_watch (self->watch, target, IN_CREATE | IN_MOVED_TO) >= 0;

  inotify_add_watch (self->watch, packages, IN_CREATE | IN_MOVED_TO);
  while (!has_packages (self->folder))
    {
      if (poll (ends, G_N_ELEMENTS (ends), watches ? -1 : LOOK_MS) < 0)
        continue;
      if (ends[1].revents != 0)
        return NULL;
      if (was_opened (self->watch))
        break;
      inotify_add_watch (self->watch, packages, IN_CREATE | IN_MOVED_TO);
    }
  take_drive (self->folder);
  return NULL;
}

ResiteLabOutage *
resite_lab_outage_begin (const char *folder)
{
  ResiteLabOutage *self;

  g_return_val_if_fail (folder != NULL, NULL);

  self = g_new0 (ResiteLabOutage, 1);
  self->folder = g_strdup (folder);
  self->watch = inotify_init1 (IN_CLOEXEC | IN_NONBLOCK);
  self->stop = eventfd (0, EFD_CLOEXEC);
  self->thread = g_thread_new ("outage", wait_for_file, self);
  return self;
}

void
resite_lab_outage_free (ResiteLabOutage *self)
{
  g_return_if_fail (self != NULL);

  if (eventfd_write (self->stop, 1) != 0)
    g_warning ("the outage cannot be called off");
  g_thread_join (self->thread);
  close (self->watch);
  close (self->stop);
  g_free (self->folder);
  g_free (self);
}
