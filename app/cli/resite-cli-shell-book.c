/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-cli"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "resite-cli-shell-book.h"
#include "resite-error.h"

#define SUFFIX ".book"

/* Lines are only added: "+ ID URL" when a shell is opened, "- ID URL" when it is gone. */
typedef struct
{
  int fd;
  char *path;
  GHashTable *open; /* "ID URL" */
} Page;

struct _ResiteCliShellBook
{
  ResiteShellBook book;
  char *folder;
  Page *own;
  GPtrArray *adopted; /* (element-type Page): of programs that are gone; locked by us now */
};

static void
page_free (gpointer data)
{
  Page *page = data;

  if (g_hash_table_size (page->open) == 0)
    g_unlink (page->path);
  close (page->fd);
  g_hash_table_unref (page->open);
  g_free (page->path);
  g_free (page);
}

/* NULL: somebody else holds it, or it cannot be read. */
static Page *
page_open (const char *path, int flags)
{
  int fd = g_open (path, O_RDWR | O_APPEND | O_CLOEXEC | flags, 0600);
  Page *page;

  if (fd < 0)
    return NULL;
  if (flock (fd, LOCK_EX | LOCK_NB) != 0)
    {
      close (fd);
      return NULL;
    }
  page = g_new0 (Page, 1);
  page->fd = fd;
  page->path = g_strdup (path);
  page->open = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return page;
}

static void
page_read (Page *page)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (page->path, &text, NULL, NULL))
    return;
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL && lines[i + 1] != NULL; i++)
    if (g_str_has_prefix (lines[i], "+ "))
      g_hash_table_add (page->open, g_strdup (lines[i] + 2));
    else if (g_str_has_prefix (lines[i], "- "))
      g_hash_table_remove (page->open, lines[i] + 2);
}

static gboolean
page_add (Page *page, char sign, const char *entry)
{
  g_autofree char *line = g_strdup_printf ("%c %s\n", sign, entry);
  const gssize length = (gssize)strlen (line);
  gssize count;

  do
    count = write (page->fd, line, length);
  while (count < 0 && errno == EINTR);
  if (count >= 0 && count < length)
    errno = ENOSPC;
  return count == length && fdatasync (page->fd) == 0;
}

static gboolean
opened (const char *url, const char *shell_id, gpointer user_data, GError **error)
{
  ResiteCliShellBook *self = user_data;
  g_autofree char *entry = g_strdup_printf ("%s %s", shell_id, url);

  if (page_add (self->own, '+', entry))
    {
      g_hash_table_add (self->own->open, g_steal_pointer (&entry));
      return TRUE;
    }
  resite_error_set_from_errno (error, errno, "%s", self->own->path);
  return FALSE;
}

static gboolean
cross_out (Page *page, const char *entry)
{
  if (!g_hash_table_contains (page->open, entry))
    return FALSE;
  if (!page_add (page, '-', entry))
    g_debug ("%s: not written: %s", page->path, g_strerror (errno));
  g_hash_table_remove (page->open, entry);
  return TRUE;
}

static void
closed (const char *url, const char *shell_id, gpointer user_data)
{
  ResiteCliShellBook *self = user_data;
  g_autofree char *entry = g_strdup_printf ("%s %s", shell_id, url);

  if (cross_out (self->own, entry))
    return;
  for (guint i = 0; i < self->adopted->len; i++)
    if (cross_out (g_ptr_array_index (self->adopted, i), entry))
      return;
}

static void
adopt (ResiteCliShellBook *self)
{
  g_autoptr (GDir) folder = g_dir_open (self->folder, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->folder, name, NULL);
      Page *page = NULL;

      if (g_str_has_suffix (name, SUFFIX) && !g_str_equal (path, self->own->path))
        page = page_open (path, 0);
      if (page == NULL)
        continue;
      page_read (page);
      g_ptr_array_add (self->adopted, page);
    }
}

static void
add_ids (Page *page, const char *url, GStrvBuilder *ids)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, page->open);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      const char *blank = strchr (key, ' ');

      if (blank != NULL && g_str_equal (blank + 1, url))
        {
          g_autofree char *id = g_strndup (key, blank - (const char *)key);

          g_strv_builder_add (ids, id);
        }
    }
}

static GStrv
list_left (const char *url, gpointer user_data)
{
  ResiteCliShellBook *self = user_data;
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  adopt (self);
  for (guint i = 0; i < self->adopted->len; i++)
    add_ids (g_ptr_array_index (self->adopted, i), url, ids);
  return g_strv_builder_end (ids);
}

static gboolean
sync_folder (const char *folder)
{
  int fd = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  gboolean good = fd >= 0 && fsync (fd) == 0;

  if (fd >= 0)
    close (fd);
  return good;
}

/* Before it is locked, another program may take a new page for one that was left, and remove it. */
static Page *
make_page (const char *folder)
{
  struct stat status;

  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *uuid = g_uuid_string_random ();
      g_autofree char *name = g_strconcat (uuid, SUFFIX, NULL);
      g_autofree char *path = g_build_filename (folder, name, NULL);
      Page *page = page_open (path, O_CREAT | O_EXCL);

      if (page != NULL && fstat (page->fd, &status) == 0 && status.st_nlink > 0)
        return page;
      g_clear_pointer (&page, page_free);
    }
  return NULL;
}

ResiteCliShellBook *
resite_cli_shell_book_new (const char *data_folder, GError **error)
{
  g_autofree char *folder = g_build_filename (data_folder, "shells", NULL);
  ResiteCliShellBook *self;
  Page *own = NULL;

  if (g_mkdir_with_parents (folder, 0700) == 0)
    own = make_page (folder);
  if (own == NULL || !sync_folder (folder))
    {
      resite_error_set_from_errno (error, errno, "%s", folder);
      g_clear_pointer (&own, page_free);
      return NULL;
    }
  self = g_new0 (ResiteCliShellBook, 1);
  self->book = (ResiteShellBook){ opened, closed, self, list_left };
  self->folder = g_steal_pointer (&folder);
  self->own = own;
  self->adopted = g_ptr_array_new_with_free_func (page_free);
  return self;
}

void
resite_cli_shell_book_free (ResiteCliShellBook *self)
{
  if (self == NULL)
    return;
  page_free (self->own);
  g_ptr_array_unref (self->adopted);
  g_free (self->folder);
  g_free (self);
}

const ResiteShellBook *
resite_cli_shell_book_get (ResiteCliShellBook *self)
{
  return &self->book;
}
