/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "resite-cli-proof.h"
#include "resite-error.h"

typedef struct
{
  char *folder;
  char *source;
  char *target;
  char *calls;
  char *known;
} Site;

static void
write_file (const char *folder, const char *name, const char *content, int mode)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_chmod (path, 0644);
  g_assert_true (g_file_set_contents (path, content, -1, NULL));
  g_assert_cmpint (g_chmod (path, mode), ==, 0);
}

static void
add_package (Site *site, const char *id, guint version)
{
  g_autofree char *name = g_strconcat (id, ".PCK", NULL);
  g_autofree char *content =
      g_strdup_printf ("Resite rehearsal package %s version %u\nand more", id, version);

  write_file (site->source, name, content, 0444);
  write_file (site->target, name, content, 0444);
}

static void
append (const char *path, const char *text)
{
  FILE *file = g_fopen (path, "a");

  g_assert_nonnull (file);
  g_assert_cmpint (fputs (text, file), >=, 0);
  g_assert_cmpint (fclose (file), ==, 0);
}

static void
add_call (Site *site, const char *id, const char *state)
{
  g_autofree char *lines = g_strdup_printf ("2026-11-22T10:00:00Z\t77\tbegin\t%s\t-\n"
                                            "2026-11-22T10:00:01Z\t77\tend\t%s\t%s\n",
                                            id, id, state);

  append (site->calls, lines);
}

static void
site_set_up (Site *site, gconstpointer unused)
{
  static const char *const ids[] = { "C0100010", "C0100011", "C0100012" };

  site->folder = g_dir_make_tmp ("resite-proof-XXXXXX", NULL);
  site->source = g_build_filename (site->folder, "source", NULL);
  site->target = g_build_filename (site->folder, "target", NULL);
  site->calls = g_build_filename (site->folder, "calls", NULL);
  site->known = g_build_filename (site->folder, "known", NULL);
  g_assert_cmpint (g_mkdir (site->source, 0755), ==, 0);
  g_assert_cmpint (g_mkdir (site->target, 0755), ==, 0);
  append (site->known, "# id and version\n");
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autofree char *line = g_strdup_printf ("%s 3\n", ids[i]);

      add_package (site, ids[i], 3);
      add_call (site, ids[i], "forwarded");
      append (site->known, line);
    }
}

static void
remove_all (const char *folder)
{
  g_autoptr (GDir) directory = g_dir_open (folder, 0, NULL);
  const char *name;

  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
}

static void
site_tear_down (Site *site, gconstpointer unused)
{
  remove_all (site->source);
  remove_all (site->target);
  remove_all (site->folder);
  g_free (site->folder);
  g_free (site->source);
  g_free (site->target);
  g_free (site->calls);
  g_free (site->known);
}

static ResiteCliProof *
look (Site *site)
{
  g_autoptr (GError) error = NULL;
  ResiteCliProof *proof =
      resite_cli_proof_look (site->source, site->target, site->calls, site->known, &error);

  g_assert_no_error (error);
  return proof;
}

static void
assert_one_fault (Site *site, const char *names)
{
  g_autoptr (ResiteCliProof) proof = look (site);

  g_assert_cmpuint (proof->faults->len, ==, 1);
  g_assert_nonnull (strstr (g_ptr_array_index (proof->faults, 0), names));
}

static void
test_rebuilt (Site *site, gconstpointer unused)
{
  g_autoptr (ResiteCliProof) proof = NULL;

  write_file (site->source, "readme.txt", "no package", 0644);
  write_file (site->source, "C0100010.DLT.2", "no package", 0644);
  proof = look (site);
  g_assert_cmpuint (proof->packages, ==, 3);
  g_assert_cmpuint (proof->forwarded, ==, 3);
  g_assert_cmpuint (proof->left, ==, 0);
  g_assert_cmpuint (proof->faults->len, ==, 0);
}

static void
test_missing (Site *site, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (site->target, "C0100011.PCK", NULL);

  g_assert_cmpint (g_unlink (path), ==, 0);
  assert_one_fault (site, "C0100011");
}

static void
test_differs (Site *site, gconstpointer unused)
{
  write_file (site->target, "C0100011.PCK", "Resite rehearsal package C0100011 version 3\nand morf",
              0444);
  assert_one_fault (site, "C0100011.PCK differs");
}

static void
test_shorter (Site *site, gconstpointer unused)
{
  write_file (site->target, "C0100011.PCK", "", 0444);
  assert_one_fault (site, "C0100011.PCK differs");
}

static void
test_writable (Site *site, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (site->target, "C0100012.PCK", NULL);

  g_assert_cmpint (g_chmod (path, 0644), ==, 0);
  assert_one_fault (site, "C0100012.PCK is not read-only");
}

static void
test_never_called (Site *site, gconstpointer unused)
{
  add_package (site, "C0100013", 1);
  append (site->known, "C0100013 1\n");
  assert_one_fault (site, "C0100013");
}

static void
test_last_call_counts (Site *site, gconstpointer unused)
{
  add_call (site, "C0100010", "not-read-only");
  assert_one_fault (site, "not-read-only");
  add_call (site, "C0100010", "forwarded");
  {
    g_autoptr (ResiteCliProof) proof = look (site);

    g_assert_cmpuint (proof->faults->len, ==, 0);
  }
}

static void
test_begun_and_not_ended (Site *site, gconstpointer unused)
{
  add_package (site, "C0100013", 1);
  append (site->known, "C0100013 1\n");
  append (site->calls, "2026-11-22T10:00:00Z\t77\tbegin\tC0100013\t-\n");
  assert_one_fault (site, "C0100013");
}

static void
test_what_the_site_must_not_take (Site *site, gconstpointer unused)
{
  g_autoptr (ResiteCliProof) proof = NULL;

  add_package (site, "C0100013", 1);
  add_package (site, "C0100014", 2);
  append (site->known, "C0100014 3\n");
  add_package (site, "C0100015", 2);
  append (site->known, "C0100015 2 1\n");
  proof = look (site);
  g_assert_cmpuint (proof->packages, ==, 6);
  g_assert_cmpuint (proof->left, ==, 3);
  g_assert_cmpuint (proof->faults->len, ==, 0);
}

static void
test_no_calls_at_all (Site *site, gconstpointer unused)
{
  g_autoptr (ResiteCliProof) proof = NULL;

  g_assert_cmpint (g_unlink (site->calls), ==, 0);
  proof = look (site);
  g_assert_cmpuint (proof->forwarded, ==, 0);
  g_assert_cmpuint (proof->faults->len, ==, 3);
}

static void
test_places_that_are_not_there (Site *site, gconstpointer unused)
{
  g_autoptr (GError) no_folder = NULL;
  g_autoptr (GError) no_list = NULL;

  g_assert_null (resite_cli_proof_look ("/nowhere/at/all", site->target, site->calls, site->known,
                                        &no_folder));
  g_assert_error (no_folder, RESITE_ERROR, RESITE_ERROR_NOT_FOUND);
  g_assert_null (
      resite_cli_proof_look (site->source, site->target, site->calls, "/nowhere", &no_list));
  g_assert_error (no_list, RESITE_ERROR, RESITE_ERROR_NOT_FOUND);
}

#define add(name, test)                                                                            \
  g_test_add ("/cli-proof/" name, Site, NULL, site_set_up, test, site_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("rebuilt", test_rebuilt);
  add ("missing", test_missing);
  add ("differs", test_differs);
  add ("shorter", test_shorter);
  add ("writable", test_writable);
  add ("never-called", test_never_called);
  add ("last-call-counts", test_last_call_counts);
  add ("begun-and-not-ended", test_begun_and_not_ended);
  add ("must-not-take", test_what_the_site_must_not_take);
  add ("no-calls", test_no_calls_at_all);
  add ("nowhere", test_places_that_are_not_there);
  return g_test_run ();
}
