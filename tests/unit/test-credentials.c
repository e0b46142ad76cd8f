/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a password is kept, and where it is not. */
#include "config.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "resite-credentials.h"
#include "resite-error.h"

/* Made while the program runs, so that no constant of it is found instead. */
static char *
make_secret (void)
{
  g_autofree char *uuid = g_uuid_string_random ();

  return g_strconcat ("Sec-", uuid, NULL);
}

static void
test_new (void)
{
  g_autoptr (ResiteCredentials) credentials = resite_credentials_new ("BR01SMS\\tom", "a b\tc");

  g_assert_cmpstr (resite_credentials_get_user (credentials), ==, "BR01SMS\\tom");
  g_assert_cmpstr (resite_credentials_get_secret (credentials), ==, "a b\tc");
  g_assert_false (resite_credentials_is_refused (credentials));
  resite_credentials_set_refused (credentials);
  g_assert_true (resite_credentials_is_refused (credentials));
}

static void
test_no_core_dumps (void)
{
  g_autoptr (ResiteCredentials) credentials = resite_credentials_new ("tom", "x");
  struct rlimit limit;

  g_assert_cmpint (prctl (PR_GET_DUMPABLE), ==, 0);
  g_assert_cmpint (getrlimit (RLIMIT_CORE, &limit), ==, 0);
  g_assert_cmpuint (limit.rlim_cur, <=, 1);
  g_assert_cmpuint (limit.rlim_max, <=, 1);
}

/* The flags of the mapping that holds @address, "rd wr mr mw me ac dd"; NULL: /proc is closed. */
static char *
read_flags (const void *address)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  gboolean here = FALSE;

  if (!g_file_get_contents ("/proc/self/smaps", &text, NULL, NULL))
    return NULL;
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      unsigned long from, to;

      if (sscanf (lines[i], "%lx-%lx ", &from, &to) == 2)
        here = (unsigned long)address >= from && (unsigned long)address < to;
      else if (here && g_str_has_prefix (lines[i], "VmFlags:"))
        return g_strdup (lines[i]);
    }
  return NULL;
}

static gboolean
can_lock (void)
{
  const gsize page = (gsize)sysconf (_SC_PAGESIZE);
  void *pages = mmap (NULL, page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  g_autofree char *flags = NULL;

  madvise (pages, page, MADV_DONTFORK);
  mlock (pages, page);
  flags = read_flags (pages);
  munmap (pages, page);
  return flags != NULL && strstr (flags, " lo") != NULL;
}

static void
test_pages (void)
{
  g_autoptr (ResiteCredentials) credentials = resite_credentials_new ("tom", "x");
  g_autofree char *flags = read_flags (resite_credentials_get_secret (credentials));

  if (flags == NULL)
    {
      g_test_skip ("/proc/self/smaps cannot be read here");
      return;
    }
  /* Left out of dumps, wiped in children, and locked where this system lets anything be. */
  g_assert_nonnull (strstr (flags, " dd"));
  g_assert_nonnull (strstr (flags, " wf"));
  if (can_lock ())
    g_assert_nonnull (strstr (flags, " lo"));
}

/* How often @secret lies in memory that this program can write; -1: /proc is closed. */
static int
count_in_memory (const char *secret)
{
  g_autofree char *maps = NULL;
  g_auto (GStrv) lines = NULL;
  const int memory = open ("/proc/self/mem", O_RDONLY | O_CLOEXEC);
  const gsize length = strlen (secret);
  int found = 0;

  if (memory < 0 || !g_file_get_contents ("/proc/self/maps", &maps, NULL, NULL))
    return -1;
  lines = g_strsplit (maps, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      unsigned long from, to;
      char mode[8];
      char *copy;
      gssize got;

      if (sscanf (lines[i], "%lx-%lx %7s", &from, &to, mode) != 3 || mode[1] != 'w')
        continue;
      copy = g_malloc (to - from);
      got = pread (memory, copy, to - from, from);
      for (gssize at = 0; at + (gssize)length <= got; at++)
        /* Not what this function copies while it looks. */
        if (memcmp (copy + at, secret, length) == 0 &&
            !((char *)from + at >= copy && (char *)from + at < copy + (to - from)))
          found++;
      explicit_bzero (copy, to - from);
      g_free (copy);
    }
  close (memory);
  return found;
}

static void
test_gone_at_the_end (void)
{
  char *secret = make_secret ();
  ResiteCredentials *credentials = resite_credentials_new ("tom", secret);
  int before, after;

  before = count_in_memory (secret);
  if (before < 0)
    {
      g_test_skip ("/proc/self/mem cannot be read here");
      g_free (secret);
      resite_credentials_unref (credentials);
      return;
    }
  resite_credentials_ref (credentials);
  resite_credentials_unref (credentials);
  g_assert_cmpint (count_in_memory (secret), ==, before);
  resite_credentials_unref (credentials);
  after = count_in_memory (secret);
  g_assert_cmpint (after, ==, before - 1);
  g_free (secret);
}

static int
open_with (const char *bytes, gsize size)
{
  int ends[2];

  g_assert_cmpint (pipe (ends), ==, 0);
  g_assert_cmpint (write (ends[1], bytes, size), ==, (gssize)size);
  close (ends[1]);
  return ends[0];
}

typedef struct
{
  const char *bytes;
  const char *secret; /* NULL: refused */
} Line;

static const Line lines_of_text[] = {
  { "word\n", "word" },
  { "word", "word" },
  { "word\r\n", "word" },
  { " wo rd \n", " wo rd " },
  { "w\303\266rd\nx", "w\303\266rd" },
  { "", NULL },
  { "\n", NULL },
  { "\r\n", NULL },
};

static void
test_from_fd (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (lines_of_text); i++)
    {
      const Line *line = &lines_of_text[i];
      const int fd = open_with (line->bytes, strlen (line->bytes));
      g_autoptr (GError) error = NULL;
      g_autoptr (ResiteCredentials) credentials =
          resite_credentials_new_from_fd ("tom", fd, &error);

      close (fd);
      if (line->secret == NULL)
        g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
      else
        g_assert_cmpstr (resite_credentials_get_secret (credentials), ==, line->secret);
    }
}

static void
test_limits_of_fd (void)
{
  g_autofree char *longest = g_strnfill (4096, 'a');
  g_autofree char *longer = g_strnfill (4097, 'a');
  const int fits = open_with (longest, 4096);
  const int too_long = open_with (longer, 4097);
  const int binary = open_with ("a\0b\n", 4);
  g_autoptr (GError) long_error = NULL;
  g_autoptr (GError) binary_error = NULL;
  g_autoptr (GError) closed_error = NULL;
  g_autoptr (ResiteCredentials) credentials = resite_credentials_new_from_fd ("tom", fits, NULL);

  g_assert_cmpstr (resite_credentials_get_secret (credentials), ==, longest);
  g_assert_null (resite_credentials_new_from_fd ("tom", too_long, &long_error));
  g_assert_error (long_error, RESITE_ERROR, RESITE_ERROR_INVALID);
  g_assert_null (strstr (long_error->message, "aaaa"));
  g_assert_null (resite_credentials_new_from_fd ("tom", binary, &binary_error));
  g_assert_error (binary_error, RESITE_ERROR, RESITE_ERROR_INVALID);
  close (fits);
  close (too_long);
  close (binary);
  g_assert_null (resite_credentials_new_from_fd ("tom", binary, &closed_error));
  g_assert_nonnull (closed_error);
}

/* One line each: the next reader finds the next. */
static void
test_two_lines (void)
{
  const int fd = open_with ("first\nsecond\n", 13);
  g_autoptr (ResiteCredentials) first = resite_credentials_new_from_fd ("tom", fd, NULL);
  g_autoptr (ResiteCredentials) second = resite_credentials_new_from_fd ("ann", fd, NULL);

  close (fd);
  g_assert_cmpstr (resite_credentials_get_secret (first), ==, "first");
  g_assert_cmpstr (resite_credentials_get_secret (second), ==, "second");
}

static void
keep_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

static ResiteCredentials *
find (const char *server, const char *user, GCancellable *cancellable, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  resite_credentials_find_async (server, user, cancellable, keep_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return resite_credentials_find_finish (result, error);
}

static gboolean
keep (ResiteCredentials *credentials, const char *server, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  resite_credentials_keep_async (credentials, server, NULL, keep_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return resite_credentials_keep_finish (result, error);
}

/* What key ring there is, is fixed for a process at its first use of one. */
static void
run_in_process (void)
{
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
}

static void
test_no_key_ring (void)
{
  g_autofree char *secret = NULL;
  g_autoptr (ResiteCredentials) credentials = NULL;
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (GError) find_error = NULL;
  g_autoptr (GError) keep_error = NULL;
  g_autoptr (GError) cancel_error = NULL;

  if (!g_test_subprocess ())
    {
      run_in_process ();
      return;
    }
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
  secret = make_secret ();
  credentials = resite_credentials_new ("tom", secret);
  g_assert_null (find ("br01sms", "tom", NULL, &find_error));
  g_assert_no_error (find_error);
  g_assert_false (keep (credentials, "br01sms", &keep_error));
  g_assert_error (keep_error, RESITE_ERROR, RESITE_ERROR_REFUSED);
  g_assert_null (strstr (keep_error->message, secret));
  g_cancellable_cancel (cancelled);
  g_assert_null (find ("br01sms", "tom", cancelled, &cancel_error));
  g_assert_error (cancel_error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* libsecret's own key ring in a file. */
static void
test_key_ring (void)
{
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  g_autofree char *secret = NULL;
  g_autofree char *text = NULL;
  g_autoptr (ResiteCredentials) credentials = NULL;
  g_autoptr (ResiteCredentials) found = NULL;
  g_autoptr (GError) error = NULL;
  gsize size = 0;

  if (!g_test_subprocess ())
    {
      run_in_process ();
      return;
    }
  folder = g_dir_make_tmp ("resite-ring-XXXXXX", NULL);
  path = g_build_filename (folder, "ring", NULL);
  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PATH", path, TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "ring", TRUE);
  secret = make_secret ();
  credentials = resite_credentials_new ("tom", secret);
  g_assert_true (keep (credentials, "br01sms", &error));
  g_assert_no_error (error);
  found = find ("br01sms", "tom", NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (found);
  g_assert_cmpstr (resite_credentials_get_secret (found), ==, secret);
  g_assert_null (find ("br01sms", "ann", NULL, &error));
  g_assert_null (find ("censms01", "tom", NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &text, &size, NULL));
  g_assert_null (memmem (text, size, secret, strlen (secret)));
  g_unlink (path);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/credentials/new", test_new);
  g_test_add_func ("/credentials/no-core-dumps", test_no_core_dumps);
  g_test_add_func ("/credentials/pages", test_pages);
  g_test_add_func ("/credentials/gone-at-the-end", test_gone_at_the_end);
  g_test_add_func ("/credentials/from-fd", test_from_fd);
  g_test_add_func ("/credentials/limits-of-fd", test_limits_of_fd);
  g_test_add_func ("/credentials/two-lines", test_two_lines);
  g_test_add_func ("/credentials/no-key-ring", test_no_key_ring);
  g_test_add_func ("/credentials/key-ring", test_key_ring);
  return g_test_run ();
}
