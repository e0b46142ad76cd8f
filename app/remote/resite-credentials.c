/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-credentials"

#include "config.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "resite-credentials.h"
#include "resite-error.h"

#define SECRET_LIMIT 4096

struct _ResiteCredentials
{
  gatomicrefcount references;
  char *user;
  char *secret; /* pages of its own */
  int refused;
  int proven;
  int trying; /* 1: somebody sends it, and it is not known to be right */
};

/* Room for the longest secret and its end, in whole pages: locking and leaving out of dumps work by
 * the page. */
static gsize
room (void)
{
  gsize page = (gsize)sysconf (_SC_PAGESIZE);

  return (SECRET_LIMIT + 1 + page - 1) / page * page;
}

static void
turn_core_dumps_off (void)
{
  static gsize done = 0;
  /* With 0 the system would still hand a core to a program, where it is set up so; 1 it takes for
   * "never" (do_coredump() of Linux), and what a worker starts gets that, too. */
  const struct rlimit none = { 1, 1 };

  if (!g_once_init_enter (&done))
    return;
  if (prctl (PR_SET_DUMPABLE, 0) != 0 || setrlimit (RLIMIT_CORE, &none) != 0)
    g_info ("Core dumps of this program stay as they are: %s", g_strerror (errno));
  g_once_init_leave (&done, 1);
}

static char *
open_room (void)
{
  char *pages;

  turn_core_dumps_off ();
  pages = mmap (NULL, room (), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  g_assert (pages != MAP_FAILED);
  /* What a small limit or an old kernel refuses is not worth a failure: the secret still works. */
  if (mlock (pages, room ()) != 0)
    g_info ("A secret's memory is not locked: %s", g_strerror (errno));
  madvise (pages, room (), MADV_DONTDUMP);
  madvise (pages, room (), MADV_WIPEONFORK);
  return pages;
}

static void
close_room (char *pages)
{
  explicit_bzero (pages, room ());
  munlock (pages, room ());
  munmap (pages, room ());
}

static ResiteCredentials *
take_room (const char *user, char *pages)
{
  ResiteCredentials *self = g_new0 (ResiteCredentials, 1);

  g_atomic_ref_count_init (&self->references);
  self->user = g_strdup (user);
  self->secret = pages;
  return self;
}

ResiteCredentials *
resite_credentials_new (const char *user, const char *secret)
{
  char *pages;

  g_return_val_if_fail (user != NULL, NULL);
  g_return_val_if_fail (secret != NULL && strlen (secret) <= SECRET_LIMIT, NULL);

  pages = open_room ();
  memcpy (pages, secret, strlen (secret));
  return take_room (user, pages);
}

/* Byte by byte, so that what follows the line is left to the next reader of @fd. The number of
 * bytes before the line's end, SECRET_LIMIT + 1 when there are more, -1 with errno. */
static gssize
read_line (int fd, char *pages)
{
  gssize length = 0;

  while (length <= SECRET_LIMIT)
    {
      gssize got = read (fd, pages + length, 1);

      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        return -1;
      if (got == 0 || pages[length] == '\n')
        break;
      length++;
    }
  if (length <= SECRET_LIMIT)
    pages[length] = '\0';
  if (length > 0 && length <= SECRET_LIMIT && pages[length - 1] == '\r')
    pages[--length] = '\0';
  return length;
}

ResiteCredentials *
resite_credentials_new_from_fd (const char *user, int fd, GError **error)
{
  char *pages;
  gssize length;

  g_return_val_if_fail (user != NULL, NULL);

  pages = open_room ();
  length = read_line (fd, pages);
  if (length > 0 && length <= SECRET_LIMIT && strlen (pages) == (gsize)length)
    return take_room (user, pages);

  if (length < 0)
    resite_error_set_from_errno (error, errno, _ ("Cannot read the password of %s"), user);
  else if (length == 0)
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                 _ ("The password of %s is empty. Give it in one line."), user);
  else
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                 _ ("The password of %s is longer than 4 KiB, or is no text. Give it in one line."),
                 user);
  close_room (pages);
  return NULL;
}

ResiteCredentials *
resite_credentials_ref (ResiteCredentials *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
resite_credentials_unref (ResiteCredentials *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->references))
    return;
  close_room (self->secret);
  g_free (self->user);
  g_free (self);
}

const char *
resite_credentials_get_user (ResiteCredentials *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->user;
}

const char *
resite_credentials_get_secret (ResiteCredentials *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->secret;
}

gboolean
resite_credentials_is_refused (ResiteCredentials *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return g_atomic_int_get (&self->refused) != 0;
}

void
resite_credentials_set_refused (ResiteCredentials *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_int_set (&self->refused, 1);
}

void
resite_credentials_take_refusal (ResiteCredentials *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_int_compare_and_exchange (&self->proven, 1, 0))
    resite_credentials_set_refused (self);
}

gboolean
resite_credentials_is_proven (ResiteCredentials *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return g_atomic_int_get (&self->proven) != 0;
}

void
resite_credentials_set_proven (ResiteCredentials *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_int_set (&self->proven, 1);
}

gboolean
resite_credentials_begin_try (ResiteCredentials *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return g_atomic_int_compare_and_exchange (&self->trying, 0, 1);
}

void
resite_credentials_end_try (ResiteCredentials *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_int_set (&self->trying, 0);
}
