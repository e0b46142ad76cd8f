/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-checker"

#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "resite-dos-attribute.h"
#include "resite-error.h"
#include "resite-lab-checker-private.h"
#include "resite-lab-supply.h"

#define PACKAGES "E/SMSPKG"
/* What the sender's instructions and tries of one package weigh at most. */
#define MOST_INFO 65536
#define CHUNK     262144

typedef struct
{
  ResiteLabLook *look;
  ResiteLabTraces *traces;
  GHashTable *calls; /* id -> ResiteLabCalls */
  guint programs;    /* that have had the world, one after the other */
  guint repeated;    /* calls for a package that was forwarded already */
  guint sent;        /* packages whose content crossed the line */
} Packages;

typedef struct
{
  guint good;  /* calls that ended well */
  guint begun; /* calls behind the first good one */
  char *last;
} ResiteLabCalls;

static void
calls_free (gpointer data)
{
  ResiteLabCalls *calls = data;

  g_free (calls->last);
  g_free (calls);
}

/* The tool's own record: time, process, begin or end, package, state. */
static void
read_call (GHashTable *calls, const char *line)
{
  g_auto (GStrv) cells = g_strsplit (line, "\t", -1);
  ResiteLabCalls *of_package;

  if (g_strv_length (cells) != 5)
    return;
  of_package = g_hash_table_lookup (calls, cells[3]);
  if (of_package == NULL)
    {
      of_package = g_new0 (ResiteLabCalls, 1);
      g_hash_table_insert (calls, g_ascii_strup (cells[3], -1), of_package);
    }
  if (g_str_equal (cells[2], "begin"))
    {
      of_package->begun += of_package->good > 0;
      return;
    }
  of_package->good += g_str_equal (cells[4], "forwarded");
  g_free (of_package->last);
  of_package->last = g_strdup (cells[4]);
}

static GHashTable *
read_calls (const char *folder)
{
  GHashTable *calls = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, calls_free);
  g_autofree char *path = g_build_filename (folder, RESITE_LAB_CALLS, NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return calls;
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    read_call (calls, lines[i]);
  return calls;
}

/* Files. */

static FILE *
open_file (const char *path, GError **error)
{
  FILE *file = fopen (path, "re");

  if (file == NULL)
    resite_error_set_from_errno (error, errno, _ ("Reading %s"), path);
  return file;
}

static gboolean
compare_streams (FILE *one, FILE *other)
{
  g_autofree char *one_bytes = g_malloc (CHUNK);
  g_autofree char *other_bytes = g_malloc (CHUNK);
  gsize n;

  do
    {
      n = fread (one_bytes, 1, CHUNK, one);
      if (fread (other_bytes, 1, CHUNK, other) != n || memcmp (one_bytes, other_bytes, n) != 0)
        return FALSE;
    }
  while (n == CHUNK);
  return ferror (one) == 0 && ferror (other) == 0;
}

static gboolean
compare_files (const char *wanted, const char *found, gboolean *equal, GError **error)
{
  FILE *one = open_file (wanted, error);
  FILE *other = one != NULL ? open_file (found, error) : NULL;

  if (other != NULL)
    *equal = compare_streams (one, other);
  if (one != NULL)
    fclose (one);
  if (other != NULL)
    fclose (other);
  return other != NULL;
}

static gboolean
look_at_file (ResiteLabLook *look, const char *name, GError **error)
{
  g_autofree char *at_source = g_build_filename (PACKAGES, name, NULL);
  g_autofree char *wanted = resite_lab_look_find_path (look, "source", at_source);
  g_autofree char *found = resite_lab_look_find_path (look, "new", at_source);
  gboolean equal = FALSE;
  gboolean read_only = TRUE;
  GStatBuf info;

  if (g_stat (found, &info) != 0)
    {
      resite_lab_look_add (look, _ ("%s is not on the new server"), name);
      return TRUE;
    }
  if (!compare_files (wanted, found, &equal, error))
    return FALSE;
  if (!equal)
    resite_lab_look_add (look, _ ("%s differs on the new server"), name);
  resite_dos_attribute_get_read_only (found, &read_only);
  if ((info.st_mode & (S_IWUSR | S_IWGRP | S_IWOTH)) != 0 || !read_only)
    resite_lab_look_add (look, _ ("%s is not read-only on the new server"), name);
  return TRUE;
}

/* The source is another site's server: nothing of it may be changed or used up. */
static gboolean
look_at_source (ResiteLabLook *look, const ResiteLabPackage *package, const char *name)
{
  g_autofree char *at_source = g_build_filename (PACKAGES, name, NULL);
  g_autofree char *path = resite_lab_look_find_path (look, "source", at_source);
  GStatBuf info;

  if (g_stat (path, &info) == 0 && (guint64)info.st_size == package->size)
    return TRUE;
  resite_lab_look_add (look, _ ("%s of the source is damaged"), name);
  return FALSE;
}

/* The way to the site. */

static void
look_at_calls (Packages *packages, const ResiteLabPackage *package, gboolean wanted)
{
  ResiteLabLook *look = packages->look;
  const ResiteLabCalls *calls = g_hash_table_lookup (packages->calls, package->id);
  const ResiteLabTrace *trace = g_hash_table_lookup (packages->traces->traces, package->id);
  const gboolean forwarded = (trace != NULL && trace->forwarded) || (calls != NULL && calls->good);

  packages->repeated += calls != NULL ? calls->begun : 0;
  look->findings->forwarded += wanted && forwarded;
  look->findings->left += !wanted;
  if (!wanted && forwarded)
    resite_lab_look_add (look, _ ("%s was forwarded, and the site must not take it"), package->id);
  else if (wanted && calls != NULL && g_strcmp0 (calls->last, "forwarded") != 0)
    resite_lab_look_add (look, _ ("%s was not forwarded; the tool's last word is “%s”"),
                         package->id, calls->last != NULL ? calls->last : _ ("nothing"));
  else if (wanted && !forwarded)
    resite_lab_look_add (look, _ ("%s was not forwarded"), package->id);
}

static void
look_at_row (Packages *packages, const ResiteLabPackage *package, gboolean wanted)
{
  ResiteLabLook *look = packages->look;
  const ResiteLabTrace *trace = g_hash_table_lookup (packages->traces->traces, package->id);
  g_autofree char *name = g_build_filename ("E/SMSPKGE$", package->id, NULL);
  g_autofree char *folder = resite_lab_look_find_path (look, "new", name);

  if (trace == NULL || !trace->has_row || trace->removed)
    {
      if (wanted)
        resite_lab_look_add (look, _ ("%s is not assigned to the new server"), package->id);
      return;
    }
  if (trace->fate != RESITE_LAB_FATE_GOOD || trace->phase != RESITE_LAB_REST)
    resite_lab_look_add (look, _ ("%s is assigned, but not installed on the new server"),
                         package->id);
  else if (trace->row_version != trace->version)
    resite_lab_look_add (look, _ ("%s is installed in version %u, the site has version %u"),
                         package->id, trace->row_version, trace->version);
  else if (!g_file_test (folder, G_FILE_TEST_IS_DIR))
    resite_lab_look_add (look, _ ("%s is not in the share of the new server"), package->id);
}

static void
look_at_bytes (Packages *packages, const ResiteLabPackage *package)
{
  ResiteLabLook *look = packages->look;
  const ResiteLabTrace *trace = g_hash_table_lookup (packages->traces->traces, package->id);

  if (trace == NULL)
    return;
  look->findings->bytes += trace->content;
  packages->sent += trace->content > 0;
  if (trace->content > package->size)
    resite_lab_look_add (look, _ ("%s has crossed the line more than once"), package->id);
  if (trace->info > MOST_INFO)
    resite_lab_look_add (look, _ ("too much was said of %s over the line"), package->id);
}

static gboolean
is_wanted (const ResiteLabPackage *package, const ResiteLabTrace *trace)
{
  return package->has_file && trace != NULL && package->version >= trace->version &&
         trace->version == trace->stored;
}

static gboolean
look_at_package (Packages *packages, const ResiteLabPackage *package, GError **error)
{
  g_autofree char *name = g_strconcat (package->id, ".", package->ending, NULL);
  const gboolean wanted =
      is_wanted (package, g_hash_table_lookup (packages->traces->traces, package->id));

  look_at_row (packages, package, wanted);
  look_at_bytes (packages, package);
  if (!package->has_file)
    return TRUE;
  packages->look->findings->packages++;
  look_at_calls (packages, package, wanted);
  return !look_at_source (packages->look, package, name) ||
         look_at_file (packages->look, name, error);
}

/* How many packages the world has sent in full because of what went wrong in it. */
static guint
count_sent_by_fault (ResiteLabLook *look)
{
  static const char *const faults[] = { "sends-in-full", "full-send", "dp-fails", "assign-hangs",
                                        NULL };
  g_autoptr (GPtrArray) met = resite_lab_store_list (look->store, "site", "met");
  guint n = 0;

  for (guint i = 0; i < met->len; i++)
    {
      const char *name = resite_lab_record_get (met->pdata[i], "Fault");
      const guint times = (guint)resite_lab_record_get_int (met->pdata[i], "Value");

      if (name == NULL || !g_strv_contains (faults, name))
        continue;
      n += g_str_equal (name, "full-send") ? look->packages->len : MAX (times, 1);
    }
  return n;
}

/* A program that was killed in the middle of a call cannot know how it ended, and asks again. */
static void
look_at_all (Packages *packages)
{
  if (!packages->traces->forgotten)
    resite_lab_look_add (packages->look, _ ("the parent has never forgotten the old site"));
  if (packages->repeated > packages->programs - 1)
    resite_lab_look_add (packages->look,
                         _ ("the preload tool was called %u times for packages that were forwarded "
                            "already"),
                         packages->repeated);
  /* The first one, which makes the share, is sent on purpose. */
  if (packages->sent > 1 + count_sent_by_fault (packages->look))
    resite_lab_look_add (packages->look,
                         _ ("%u packages have crossed the line to the site; one is meant to"),
                         packages->sent);
}

static guint
count_programs (ResiteLabLook *look)
{
  ResiteLabRecord *record = resite_lab_store_find (look->store, "lab", "life", "programs");

  return record != NULL ? (guint)MAX (1, resite_lab_record_get_int (record, "Number")) : 1;
}

gboolean
resite_lab_look_at_packages (ResiteLabLook *look, GError **error)
{
  g_autoptr (ResiteLabTraces) traces = resite_lab_traces_read (look->folder, look->packages, error);
  g_autoptr (GHashTable) calls = NULL;
  Packages packages;

  if (traces == NULL)
    return FALSE;
  calls = read_calls (look->folder);
  packages = (Packages){ look, traces, calls, count_programs (look), 0, 0 };
  for (guint i = 0; i < look->packages->len; i++)
    if (!look_at_package (&packages, look->packages->pdata[i], error))
      return FALSE;
  look_at_all (&packages);
  return TRUE;
}

static void
look_at_stock_of (ResiteLabLook *look, ResiteLabTraces *traces, const ResiteLabPackage *package)
{
  g_autofree char *name = g_strconcat (package->id, ".", package->ending, NULL);
  const ResiteLabTrace *trace = g_hash_table_lookup (traces->traces, package->id);

  look->findings->packages += package->has_file;
  if (package->has_file)
    look_at_source (look, package, name);
  if (trace == NULL)
    return;
  look->findings->forwarded += trace->forwarded;
  look->findings->bytes += trace->content;
  if (trace->content > 0)
    resite_lab_look_add (look, _ ("%s has crossed the line to the site"), package->id);
}

gboolean
resite_lab_look_at_stock (ResiteLabLook *look, GError **error)
{
  g_autoptr (ResiteLabTraces) traces = resite_lab_traces_read (look->folder, look->packages, error);
  g_autoptr (GHashTable) calls = NULL;

  if (traces == NULL)
    return FALSE;
  calls = read_calls (look->folder);
  if (traces->forgotten)
    resite_lab_look_add (look, _ ("the parent has forgotten the site"));
  if (g_hash_table_size (calls) > 0)
    resite_lab_look_add (look, _ ("the preload tool was called"));
  for (guint i = 0; i < look->packages->len; i++)
    look_at_stock_of (look, traces, look->packages->pdata[i]);
  return TRUE;
}
