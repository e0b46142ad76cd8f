/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-probe"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-folder-local.h"
#include "resite-mp-log.h"
#include "resite-probe-private.h"

/* Of a longer log its end is read. */
#define LIMIT (8 * 1024 * 1024)

typedef ResiteFinding *(*Judge) (const char *bytes, gsize length);

/* The folder that holds what the probe names, and its name in it. */
static ResiteFolder *
open_folder (ResiteProbeView *view, gboolean itself, char **name, GError **error)
{
  g_autofree char *parent = NULL;

  if (view->share != NULL)
    {
      *name = g_strdup (view->name);
      return g_object_ref (view->share);
    }
  parent = itself ? g_strdup (view->place) : g_path_get_dirname (view->place);
  *name = itself ? g_strdup ("") : g_path_get_basename (view->place);
  return resite_folder_local_new (parent, error);
}

/* On this desk case counts, and SMS writes MPSetup.log as it likes. (transfer full) (nullable) */
static char *
find_name (ResiteFolder *folder, const char *name, GCancellable *cancellable, GError **error)
{
  g_autofree char *parent = g_path_get_dirname (name);
  const gboolean top = g_str_equal (parent, ".");
  g_autofree char *base = g_path_get_basename (name);
  g_autoptr (GPtrArray) list = resite_folder_list (folder, top ? "" : parent, cancellable, error);

  if (list == NULL)
    return NULL;
  for (guint i = 0; i < list->len; i++)
    {
      const ResiteFileInfo *info = g_ptr_array_index (list, i);
      g_autofree char *own = g_path_get_basename (info->name);

      if (info->type == RESITE_FILE_PLAIN && g_ascii_strcasecmp (own, base) == 0)
        return top ? g_steal_pointer (&own) : g_build_filename (parent, own, NULL);
    }
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND, _ ("There is no %s."), base);
  return NULL;
}

/* All of the file, or its two first bytes (which tell UTF-16) and its end. */
static GByteArray *
read_end (ResiteFolder *folder, const char *name, GCancellable *cancellable, GError **error)
{
  g_autoptr (ResiteFileInfo) info = resite_folder_query (folder, name, cancellable, error);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  ResiteFile *file = info != NULL ? resite_folder_open_read (folder, name, error) : NULL;
  gssize got = 0;

  if (file == NULL)
    return NULL;
  g_byte_array_set_size (bytes, MIN (info->size, LIMIT));
  if (info->size > LIMIT)
    {
      /* Whole characters of UTF-16. */
      got = resite_folder_read (folder, file, bytes->data, 2, 0, error);
      if (got == 2)
        got = resite_folder_read (folder, file, bytes->data + 2, LIMIT - 2,
                                  (info->size - LIMIT + 2) & ~(guint64)1, error);
      got = got >= 0 ? got + 2 : -1;
    }
  else if (info->size > 0)
    got = resite_folder_read (folder, file, bytes->data, info->size, 0, error);
  resite_folder_close (folder, file, NULL);
  if (got < 0)
    return NULL;
  g_byte_array_set_size (bytes, (guint)got);
  return g_steal_pointer (&bytes);
}

static void
settle (ResiteProbeView *view, const char *log, const ResiteFinding *finding)
{
  g_autofree char *said = resite_finding_describe (finding);
  g_autofree char *line = resite_probe_fold (said);
  char *message = g_strdup_printf ("%s: %s", log, line);

  if (g_str_equal (finding->state, "failed"))
    resite_probe_settle_bad (view, message);
  else
    resite_probe_settle (view, finding->state, message);
}

static void
settle_absent (ResiteProbeView *view, const GError *error)
{
  if (g_error_matches (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND))
    resite_probe_settle_unknown (
        view, g_strdup_printf (_ ("%s The management point's setup has not begun, or SMS lies in "
                                  "another folder."),
                               error->message));
  else
    resite_probe_settle_error (view, error);
}

static void
look_at_log (ResiteProbeView *view, Judge judge, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *wanted = NULL;
  g_autoptr (ResiteFolder) folder = open_folder (view, FALSE, &wanted, &error);
  g_autofree char *name = folder != NULL ? find_name (folder, wanted, cancellable, &error) : NULL;
  g_autoptr (GByteArray) bytes = name != NULL ? read_end (folder, name, cancellable, &error) : NULL;
  g_autofree char *base = name != NULL ? g_path_get_basename (name) : NULL;
  g_autoptr (ResiteFinding) finding = NULL;

  if (bytes == NULL)
    {
      settle_absent (view, error);
      return;
    }
  finding = judge ((const char *)bytes->data, bytes->len);
  settle (view, base, finding);
}

static void
look_at_setup (ResiteProbeView *view, GCancellable *cancellable)
{
  look_at_log (view, resite_mp_log_judge_setup, cancellable);
}

static void
look_at_installer (ResiteProbeView *view, GCancellable *cancellable)
{
  look_at_log (view, resite_mp_log_judge_installer, cancellable);
}

static void
look_at_control (ResiteProbeView *view, GCancellable *cancellable)
{
  look_at_log (view, resite_mp_log_judge_control, cancellable);
}

static gboolean
is_service_log (const ResiteFileInfo *info)
{
  g_autofree char *base = g_path_get_basename (info->name);
  g_autofree char *lower = g_ascii_strdown (base, -1);

  return info->type == RESITE_FILE_PLAIN && g_str_has_prefix (lower, "mp_") &&
         g_str_has_suffix (lower, ".log");
}

static char *
join (const char *parent, const char *name)
{
  g_autofree char *base = g_path_get_basename (name);

  return *parent != '\0' ? g_build_filename (parent, base, NULL) : g_steal_pointer (&base);
}

/* FALSE with the probe settled. */
static gboolean
look_at_one (ResiteProbeView *view, ResiteFolder *folder, const char *name,
             GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GByteArray) bytes = read_end (folder, name, cancellable, &error);
  g_autofree char *base = g_path_get_basename (name);
  g_autoptr (ResiteFinding) finding = NULL;

  if (bytes == NULL)
    {
      resite_probe_settle_error (view, error);
      return FALSE;
    }
  finding = resite_mp_log_judge_service ((const char *)bytes->data, bytes->len);
  if (g_str_equal (finding->state, "ok"))
    return TRUE;
  settle (view, base, finding);
  return FALSE;
}

/* The path is the folder of the logs: MP_*.log in it. */
static void
look_at_service (ResiteProbeView *view, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *parent = NULL;
  g_autoptr (ResiteFolder) folder = open_folder (view, TRUE, &parent, &error);
  g_autoptr (GPtrArray) list =
      folder != NULL ? resite_folder_list (folder, parent, cancellable, &error) : NULL;
  guint n = 0;

  if (list == NULL)
    {
      settle_absent (view, error);
      return;
    }
  for (guint i = 0; i < list->len; i++)
    {
      const ResiteFileInfo *info = g_ptr_array_index (list, i);
      g_autofree char *name = join (parent, info->name);

      if (!is_service_log (info))
        continue;
      n++;
      if (!look_at_one (view, folder, name, cancellable))
        return;
    }
  if (n == 0)
    resite_probe_settle_unknown (
        view, g_strdup (_ ("There is no MP_*.log yet: the management point has not started.")));
  else
    resite_probe_settle_good (
        view, g_strdup_printf (ngettext ("%u log of the management point, without a line that is "
                                         "marked as an error.",
                                         "%u logs of the management point, without a line that is "
                                         "marked as an error.",
                                         n),
                               n));
}

const ResiteFileProbe resite_file_probes_mp[] = {
  { "mp-setup-log", look_at_setup },
  { "mp-installer-log", look_at_installer },
  { "mp-control-log", look_at_control },
  { "mp-service-logs", look_at_service },
  { NULL },
};
