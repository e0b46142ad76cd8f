/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-preload-message"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-preload-message.h"
#include "resite-text.h"
/* What lies in the folder says more than the tool does. */
static void
append_hint (GString *message, const ResitePackageFile *file)
{
  if (file == NULL)
    g_string_append_printf (message, " %s",
                            _ ("There is no file of this package in the folder: copy it first."));
  else if (!file->read_only)
    g_string_append_printf (
        message, " %s",
        _ ("The package file is not read-only, and the tool needs that: set it and try again."));
}

static void
append_end (GString *message, const ResiteToolResult *result, const char *words, guint patience)
{
  if (result->timed_out)
    g_string_append_printf (message,
                            ngettext ("Ended after %u second without an answer.",
                                      "Ended after %u seconds without an answer.", patience),
                            patience);
  else if (result->stopped)
    g_string_append (message, _ ("Stopped while the tool ran, so nothing is known about it. "
                                 "Running it again does no harm."));
  else
    g_string_append (message, words);
  if (!result->timed_out && !result->stopped && result->signal_number != 0)
    g_string_append_printf (message, _ (" The program crashed (signal %d)."),
                            result->signal_number);
}

char *
resite_preload_describe_run (const ResiteToolResult *result, const char *words, guint patience,
                             const ResitePackageFile *file, gboolean unseen)
{
  GString *message = g_string_new (NULL);

  append_end (message, result, words, patience);
  if (result->dropped > 0)
    {
      g_autofree char *size = resite_text_size (result->dropped);

      /* TRANSLATORS: %s is a size. */
      g_string_append_printf (message, _ (" Another %s of output was not kept."), size);
    }
  if (!result->stopped && !unseen)
    append_hint (message, file);
  return g_string_free (message, FALSE);
}

char *
resite_preload_describe_progress (guint n_over, guint total, guint failed, const char *time_left)
{
  GString *detail = g_string_new (NULL);

  /* TRANSLATORS: how many packages are done, and how many there are. */
  g_string_append_printf (detail, _ ("%u of %u packages"), n_over, total);
  if (*time_left != '\0' && n_over < total)
    g_string_append_printf (detail, ", %s", time_left);
  if (failed > 0)
    {
      g_string_append (detail, ", ");
      g_string_append_printf (detail, ngettext ("%u failed", "%u failed", failed), failed);
    }
  return g_string_free (detail, FALSE);
}

static char *
describe_cause (guint present, guint open, gboolean unseen)
{
  if (unseen)
    return g_strdup (_ ("Look at the server whether the package files lie in the folder and are "
                        "read-only, and try the tool from the folder bin\\i386 of SMS."));
  if (present == 0)
    return g_strdup (_ ("None of these packages has a file in the folder: look whether this is "
                        "the right folder and whether the copy has been made."));
  if (open > 0)
    /* TRANSLATORS: the first %u of the second %u package files. */
    return g_strdup_printf (
        ngettext ("%u of %u package files is not read-only, and the tool needs that: make it "
                  "read-only, then retry.",
                  "%u of %u package files are not read-only, and the tool needs that: make them "
                  "read-only, then retry.",
                  open),
        open, present);
  return g_strdup (
      _ ("All package files are read-only, so it is something else: try the tool from the "
         "folder bin\\i386 of SMS, look whether the site is up and knows the packages, and whether "
         "the copies are of the current version."));
}

char *
resite_preload_describe_failure (guint n_failed, gboolean stopped, guint n_files, guint n_open,
                                 gboolean unseen)
{
  g_autofree char *cause = describe_cause (n_files, n_open, unseen);
  g_autofree char *head = NULL;

  if (stopped)
    head = g_strdup_printf (_ ("The first %u packages all failed, so the others were not tried."),
                            n_failed);
  else
    head = g_strdup_printf (ngettext ("The package failed.", "All %u packages failed.", n_failed),
                            n_failed);
  return g_strdup_printf ("%s %s", head, cause);
}
