/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib/gstdio.h>
#include <string.h>

#include "resite-error.h"
#include "resite-folder-local.h"
#include "resite-lab.h"

/* A rehearsal's site with a scenario, in a folder of its own. */

typedef struct
{
  char *parent, *folder;
  ResiteLab *lab;
  ResiteLabWorld *world;
} Site;

static inline void
open_site (Site *site, const ResiteLabScenario *scenario, guint32 seed, guint packages)
{
  const ResiteLabOptions options = { .packages = packages,
                                     .bytes = packages * 1000,
                                     .pace = 6000,
                                     .seed = seed,
                                     .folder = site->folder,
                                     .reach = RESITE_LAB_BY_HAND,
                                     .scenario = scenario };
  g_autoptr (GError) error = NULL;

  site->lab = resite_lab_new (&options, &error);
  g_assert_no_error (error);
  site->world = resite_lab_get_world (site->lab);
}

static inline Site *
site_new (const char *scenario)
{
  Site *site = g_new0 (Site, 1);

  site->parent = g_dir_make_tmp ("strike-XXXXXX", NULL);
  site->folder = g_build_filename (site->parent, "site", NULL);
  open_site (site, scenario != NULL ? resite_lab_scenario_find (scenario) : NULL, 5, 24);
  return site;
}

static inline void
site_free (Site *site)
{
  if (site->lab != NULL)
    resite_lab_destroy (site->lab);
  g_clear_object (&site->lab);
  g_rmdir (site->folder);
  g_assert_cmpint (g_rmdir (site->parent), ==, 0);
  g_free (site->folder);
  g_free (site->parent);
  g_free (site);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Site, site_free)

/* As the next program finds it. */
static inline void
reopen (Site *site)
{
  g_autoptr (GError) error = NULL;

  g_object_unref (site->lab);
  site->lab = resite_lab_open (site->folder, &error);
  g_assert_no_error (error);
  site->world = resite_lab_get_world (site->lab);
}

static inline void
act (Site *site, const char *step)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (resite_lab_act (site->lab, step, &error));
  g_assert_no_error (error);
}

/* Something was done, and the person can say what. */
static inline void
remedy (Site *site, const char *step)
{
  g_autofree char *said = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (resite_lab_remedy (site->lab, step, &said, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (strlen (said), >, 10);
}

static inline void
assert_no_remedy (Site *site, const char *step)
{
  g_autoptr (GError) error = NULL;
  char *said = NULL;

  g_assert_false (resite_lab_remedy (site->lab, step, &said, &error));
  g_assert_no_error (error);
  g_assert_null (said);
}

static inline guint
count (Site *site, const char *machine, const char *query)
{
  const char *space = strstr (query, "FROM SMS_") == NULL  ? "root/cimv2"
                      : g_str_equal (machine, "primary.1") ? "root/sms/site_P01"
                                                           : "root/sms/site_C01";
  const ResiteCimRequest request = { .verb = RESITE_CIM_LIST, .space = space, .query = query };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows =
      resite_lab_world_perform (site->world, machine, &request, NULL, &error);

  g_assert_no_error (error);
  return rows->len;
}

/* The test's own time limit is the only one. */
static inline void
wait_for (Site *site, const char *machine, const char *query, guint number)
{
  while (count (site, machine, query) != number)
    g_main_context_iteration (NULL, TRUE);
}

static inline char *
place_of (Site *site, const char *name)
{
  return g_build_filename (site->folder, name, NULL);
}

static inline gboolean
is_there (Site *site, const char *name)
{
  g_autofree char *path = place_of (site, name);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/* Of the met ones, number @n: "sibling@C6 open". */
static inline void
assert_met (Site *site, guint n, const char *expected)
{
  g_autoptr (GPtrArray) met = resite_lab_world_list_met (site->world);
  const ResiteLabMet *fault;
  g_autofree char *words = NULL;

  g_assert_cmpuint (met->len, >, n);
  fault = met->pdata[n];
  words = g_strdup_printf ("%s@%s %s", fault->name, fault->step,
                           fault->remedied == 0 ? "open" : "over");
  g_assert_cmpstr (words, ==, expected);
  g_assert_cmpint (fault->struck, >, 0);
  g_assert_true (fault->remedied == 0 || fault->remedied >= fault->struck);
}

static inline void
assert_n_met (Site *site, guint n)
{
  g_autoptr (GPtrArray) met = resite_lab_world_list_met (site->world);

  g_assert_cmpuint (met->len, ==, n);
}

static inline guint
count_files (Site *site, const char *name)
{
  g_autofree char *path = place_of (site, name);
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (folder != NULL && g_dir_read_name (folder) != NULL)
    n++;
  return n;
}

static inline void
write_file (Site *site, const char *name)
{
  g_autofree char *path = place_of (site, name);
  g_autofree char *parent = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (parent, 0755), ==, 0);
  g_assert_true (g_file_set_contents (path, "x", 1, NULL));
}

/* As the preload tool sees it: by the file's own attribute, too. */
static inline gboolean
is_read_only (Site *site, const char *name)
{
  g_autofree char *path = place_of (site, "machines/new/E/SMSPKG");
  g_autoptr (ResiteFolder) folder = resite_folder_local_new (path, NULL);
  g_autoptr (ResiteFileInfo) entry = resite_folder_query (folder, name, NULL, NULL);

  g_assert_nonnull (entry);
  return entry->read_only;
}
