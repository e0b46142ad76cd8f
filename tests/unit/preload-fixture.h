/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib/gstdio.h>

#include "job-run.h"
#include "resite-folder-local.h"
#include "resite-preload-job.h"

/* A folder with packages, and programs that stand for the tool: each notes its calls first. */
typedef struct
{
  char *folder;
  char *packages;
  char *calls;
  ResiteLedger *ledger;
  ResiteClock *clock;
} PreloadFixture;

#define PRELOAD_GOOD                                                                               \
  "echo \"Forward package status for pkg $1 to site P01\"\n"                                       \
  "echo '****** Successfully set the Compressed Package Path on this site ******'\n"               \
  "echo '****** Successfully forwarded the information up the hierarchy ******'\n"

static inline void
preload_set_up (PreloadFixture *fixture, gconstpointer data)
{
  fixture->folder = job_run_make_folder ();
  fixture->packages = g_build_filename (fixture->folder, "E SMS", "SMSPKG", NULL);
  fixture->calls = g_build_filename (fixture->folder, "calls", NULL);
  g_assert_cmpint (g_mkdir_with_parents (fixture->packages, 0755), ==, 0);
  fixture->ledger = resite_memory_ledger_new ();
  fixture->clock = resite_clock_new (1);
}

static inline void
preload_tear_down (PreloadFixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->ledger);
  g_object_unref (fixture->clock);
  g_free (fixture->packages);
  g_free (fixture->calls);
  job_run_remove_folder (fixture->folder);
}

static inline char *
preload_write_tool (PreloadFixture *fixture, const char *name, const char *body)
{
  g_autofree char *text =
      g_strdup_printf ("#!/bin/sh\necho \"$1\" >> '%s'\n%s", fixture->calls, body);
  char *path = job_run_write (fixture->folder, name, text);

  g_assert_cmpint (g_chmod (path, 0755), ==, 0);
  return path;
}

static inline void
preload_add_package (PreloadFixture *fixture, const char *id, gboolean read_only)
{
  g_autofree char *name = g_strconcat (id, ".PCK", NULL);
  g_autoptr (ResiteFolder) folder = resite_folder_local_new (fixture->packages, NULL);

  g_free (job_run_write (fixture->packages, name, "content"));
  if (read_only)
    g_assert_true (resite_folder_set_read_only (folder, name, TRUE, NULL));
}

static inline GPtrArray *
preload_add_packages (PreloadFixture *fixture, guint n, guint n_open)
{
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < n; i++)
    {
      char *id = g_strdup_printf ("P01%05X", 0x10 + i);

      preload_add_package (fixture, id, i >= n_open);
      g_ptr_array_add (ids, id);
    }
  return ids;
}

static inline ResiteJob *
preload_make_job (PreloadFixture *fixture, const char *tool, GPtrArray *ids)
{
  return resite_preload_job_new (tool, fixture->packages, ids, fixture->ledger, fixture->clock, 30);
}

static inline guint
preload_count_calls (PreloadFixture *fixture)
{
  g_autofree char *text = NULL;
  guint n = 0;

  if (!g_file_get_contents (fixture->calls, &text, NULL, NULL))
    return 0;
  for (const char *at = text; *at != '\0'; at++)
    n += *at == '\n';
  return n;
}

static inline const ResiteLedgerRow *
preload_find_row (GPtrArray *rows, const char *name)
{
  for (guint i = 0; i < rows->len; i++)
    {
      const ResiteLedgerRow *row = g_ptr_array_index (rows, i);

      if (g_str_equal (row->name, name))
        return row;
    }
  return NULL;
}
