/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-cli"

#include "config.h"

#include <glib/gi18n.h>

#include "resite-cli-driver.h"
#include "resite-cli-package-site.h"
#include "resite-cli-report.h"
#include "resite-error.h"
#include "resite-folder-local.h"
#include "resite-package-look.h"

/* The files of a folder beside what the site knows of its packages. */

typedef struct
{
  ResiteCliProvider *site; /* or NULL: a list is given */
  ResiteFolder *folder;
  const char *model;
  char *text; /* or NULL: of the list */
  gsize length;

  GPtrArray *rows; /* ResitePreflightRow */
  char *remark;
} Preflight;

static void
preflight_clear (Preflight *preflight)
{
  g_clear_pointer (&preflight->site, resite_cli_provider_free);
  g_clear_object (&preflight->folder);
  g_free (preflight->text);
  g_clear_pointer (&preflight->rows, g_ptr_array_unref);
  g_free (preflight->remark);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Preflight, preflight_clear)

static gboolean
judge_in_worker (gpointer data, GCancellable *cancellable, GError **error)
{
  Preflight *preflight = data;
  g_autoptr (ResitePackageScan) scan =
      resite_package_scan_run (preflight->folder, cancellable, error);
  g_autoptr (GHashTable) known = NULL;
  g_autoptr (GHashTable) expected = NULL;

  if (scan == NULL)
    return FALSE;
  if (preflight->site != NULL)
    known =
        resite_package_look_known (preflight->site->cim, preflight->site->space, preflight->model,
                                   NULL, &expected, &preflight->remark, cancellable, error);
  else
    known = resite_preflight_known_parse (preflight->text, (gssize)preflight->length, error);
  if (known == NULL)
    return FALSE;
  preflight->rows = resite_preflight_judge (scan, known, expected);
  return TRUE;
}

static void
add_version (JsonBuilder *builder, const char *name, gint64 version)
{
  if (version >= 0)
    resite_cli_report_add_int (builder, name, version);
}

static void
print_json (ResiteCliReport *report, const ResitePreflightRow *row)
{
  JsonBuilder *builder = resite_cli_report_begin ("item");

  resite_cli_report_count (report, row->state);
  resite_cli_report_add_text (builder, "name", row->id);
  resite_cli_report_add_text (builder, "state", row->state);
  resite_cli_report_add_int (builder, "bytes", (gint64)row->size);
  json_builder_set_member_name (builder, "seconds");
  json_builder_add_double_value (builder, 0);
  resite_cli_report_add_text (builder, "message",
                              g_str_equal (row->state, "ready") ? NULL : row->message);
  resite_cli_report_add_text (builder, "file", row->file);
  resite_cli_report_add_flag (builder, "read_only", row->read_only);
  if (row->known != NULL)
    {
      resite_cli_report_add_text (builder, "package", row->known->name);
      resite_cli_report_add_text (builder, "source_site", row->known->source_site);
      add_version (builder, "source_version", row->known->source_version);
      add_version (builder, "stored_version", row->known->stored_version);
      resite_cli_report_add_time (builder, "source_date", row->known->source_date);
    }
  resite_cli_report_end (builder);
}

static void
print_row (ResiteCli *cli, ResiteCliReport *report, const ResitePreflightRow *row)
{
  g_autoptr (ResiteJobItem) item = NULL;

  if (resite_cli_is_json (cli))
    {
      print_json (report, row);
      return;
    }
  item = resite_job_item_new (row->id);
  resite_job_item_set (item, row->state, row->message);
  resite_cli_report_item (report, item, NULL);
}

static ResiteCliStatus
print_rows (ResiteCli *cli, ResiteCliReport *report, Preflight *preflight)
{
  guint64 bytes = 0;

  for (guint i = 0; i < preflight->rows->len; i++)
    {
      const ResitePreflightRow *row = preflight->rows->pdata[i];

      bytes += row->size;
      print_row (cli, report, row);
    }
  resite_cli_report_total (report, (gint64)bytes, 0, NULL);
  if (preflight->remark != NULL)
    resite_cli_report_problem (resite_cli_get_verb (cli), preflight->remark);
  return resite_preflight_count (preflight->rows, "ready") == preflight->rows->len &&
                 preflight->rows->len > 0
             ? RESITE_CLI_GOOD
             : RESITE_CLI_FAILED;
}

static ResiteCliStatus
run_preflight (ResiteCli *cli, const char *const *arguments, GError **error)
{
  g_autoptr (ResiteCliReport) report = resite_cli_report_new (cli);
  g_auto (Preflight) preflight = { NULL };
  GError *failure = NULL;

  preflight.folder = resite_folder_local_new (arguments[0], error);
  if (preflight.folder == NULL ||
      !resite_cli_site_or_list (cli, &preflight.site, &preflight.text, &preflight.length, error))
    return *error != NULL ? resite_cli_status_from_error (*error) : RESITE_CLI_REFUSED;
  preflight.model = resite_cli_get (cli, "from");
  if (resite_cli_work (cli, judge_in_worker, &preflight, &failure))
    return print_rows (cli, report, &preflight);
  return resite_cli_site_tell_failure (cli, failure, error);
}

static const ResiteCliOption preflight_options[] = {
  RESITE_CLI_SITE_OPTIONS,
  { "from", RESITE_CLI_TEXT, N_ ("SERVER"),
    N_ ("The model: only of the packages on this distribution point files are missed") },
  { NULL },
};

const ResiteCliVerb resite_cli_preflight_verbs[] = {
  { "preflight", "DIR", 1, 1, N_ ("Judge the package files of a folder before they are preloaded"),
    N_ ("Items: ready, versions-differ, missing-file, empty-file, not-read-only, outdated, "
        "unknown-to-site, unknown (its versions were not said). What the site knows comes from its "
        "provider (--provider https://user@host:5986/wsman), or "
        "from a list (--list) of wmic or the console. Exit status 1 where one is not ready."),
    preflight_options, run_preflight },
  { NULL },
};
