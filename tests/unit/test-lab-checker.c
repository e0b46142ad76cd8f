/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "resite-error.h"
#include "resite-lab-checker.h"
#include "resite-lab.h"

/* A site that nobody has touched yet; that a rebuilt one has no faults, and which fault is found
 * when one thing of it is changed, is tested from outside. */
typedef struct
{
  ResiteLab *lab;
  char *folder;
} Site;

static void
site_set_up (Site *site, gconstpointer unused)
{
  const ResiteLabOptions options = { .packages = 4, .bytes = 20000, .reach = RESITE_LAB_LOCAL };
  g_autoptr (GError) error = NULL;

  site->lab = resite_lab_new (&options, &error);
  g_assert_no_error (error);
  site->folder = g_strdup (resite_lab_get_folder (site->lab));
}

static void
site_tear_down (Site *site, gconstpointer unused)
{
  resite_lab_destroy (site->lab);
  g_object_unref (site->lab);
  g_free (site->folder);
}

static ResiteLabFindings *
look (Site *site)
{
  g_autoptr (GError) error = NULL;
  ResiteLabFindings *findings;

  resite_lab_world_write_down (resite_lab_get_world (site->lab));
  findings = resite_lab_checker_look (site->folder, &error);
  g_assert_no_error (error);
  return findings;
}

static gboolean
says (const ResiteLabFindings *findings, const char *words)
{
  for (guint i = 0; i < findings->faults->len; i++)
    if (strstr (findings->faults->pdata[i], words) != NULL)
      return TRUE;
  return FALSE;
}

static void
act (Site *site, const char *step)
{
  g_autoptr (GError) error = NULL;

  resite_lab_act (site->lab, step, &error);
  g_assert_no_error (error);
}

static void
test_untouched_site_is_not_rebuilt (Site *site, gconstpointer unused)
{
  g_autoptr (ResiteLabFindings) findings = look (site);

  g_assert_cmpuint (findings->packages, ==, 4);
  g_assert_cmpuint (findings->forwarded, ==, 0);
  g_assert_cmpuint (findings->bytes, ==, 0);
  g_assert_true (says (findings, "never forgotten"));
  g_assert_true (says (findings, "BR01NEW"));
  g_assert_true (says (findings, "SMS_EXECUTIVE is not disabled"));
  g_assert_true (says (findings, "is not on the new server"));
  g_assert_true (says (findings, "is not assigned"));
}

/* What was done at the machines is seen at once, and nothing else. */
static void
test_each_deed_is_seen (Site *site, gconstpointer unused)
{
  static const struct
  {
    const char *step, *words;
  } deeds[] = { { "C2", "SMS_EXECUTIVE is not disabled" },
                { "C3", "same name as" },
                { "C4", "BR01NEW" },
                { "C5", "IUSR_BR01SMS" },
                { "W3", "is not closed to packages" } };

  for (guint i = 0; i < G_N_ELEMENTS (deeds); i++)
    {
      g_autoptr (ResiteLabFindings) before = look (site);
      g_autoptr (ResiteLabFindings) after = NULL;

      act (site, deeds[i].step);
      after = look (site);
      g_assert_false (says (after, deeds[i].words));
      g_assert_true (says (before, deeds[i].words) || g_str_equal (deeds[i].step, "C3"));
      g_assert_cmpuint (after->faults->len, <=, before->faults->len);
    }
}

static void
test_folder_without_a_site (Site *site, gconstpointer unused)
{
  g_autofree char *world = g_build_filename (site->folder, "world.ini", NULL);
  g_autoptr (GError) nowhere = NULL;
  g_autoptr (GError) empty = NULL;
  g_autoptr (GError) damaged = NULL;

  g_assert_null (resite_lab_checker_look ("/nowhere/at/all", &nowhere));
  g_assert_nonnull (nowhere);
  g_assert_true (g_file_set_contents (world, "", -1, NULL));
  g_assert_null (resite_lab_checker_look (site->folder, &empty));
  g_assert_error (empty, RESITE_ERROR, RESITE_ERROR_CORRUPT);
  g_assert_true (g_file_set_contents (world, "no store at all", -1, NULL));
  g_assert_null (resite_lab_checker_look (site->folder, &damaged));
  g_assert_error (damaged, RESITE_ERROR, RESITE_ERROR_CORRUPT);
}

static void
test_marker_without_packages (Site *site, gconstpointer unused)
{
  g_autofree char *marker = g_build_filename (site->folder, "rehearsal.lab", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (marker, "[packages]\nnumber=0\n", -1, NULL));
  g_assert_null (resite_lab_checker_look (site->folder, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_CORRUPT);
}

/* As it is before anything happened, and after a deed of the road. */
static void
test_site_that_went_back (Site *site, gconstpointer unused)
{
  g_autoptr (ResiteLabFindings) before = NULL;
  g_autoptr (ResiteLabFindings) after = NULL;
  g_autoptr (GError) error = NULL;

  before = resite_lab_checker_look_back (site->folder, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (before->faults->len, ==, 0);
  g_assert_cmpuint (before->packages, ==, 4);
  /* What is put on the new server may stay there. */
  act (site, "C5");
  act (site, "C2");
  act (site, "C8");
  resite_lab_world_write_down (resite_lab_get_world (site->lab));
  after = resite_lab_checker_look_back (site->folder, &error);
  g_assert_no_error (error);
  g_assert_true (says (after, "old: StartMode of SMS_EXECUTIVE"));
  g_assert_true (says (after, "primary.1: S01 is not there"));
  g_assert_false (says (after, "new: "));
}

static void
test_site_without_a_morning (Site *site, gconstpointer unused)
{
  g_autofree char *morning = g_build_filename (site->folder, "morning.ini", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_remove (morning), ==, 0);
  g_assert_null (resite_lab_checker_look_back (site->folder, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_CORRUPT);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/lab-checker/" name, Site, NULL, site_set_up, function, site_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("untouched-site-is-not-rebuilt", test_untouched_site_is_not_rebuilt);
  ADD ("each-deed-is-seen", test_each_deed_is_seen);
  ADD ("folder-without-a-site", test_folder_without_a_site);
  ADD ("site-that-went-back", test_site_that_went_back);
  ADD ("site-without-a-morning", test_site_without_a_morning);
  ADD ("marker-without-packages", test_marker_without_packages);
  return g_test_run ();
}
