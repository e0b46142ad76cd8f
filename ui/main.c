/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite"
#include "config.h"
#include <locale.h>
#include <glib/gi18n.h>
#include "resite-application.h"
#include "resite-lab.h"

/* Ten simulated minutes in ten seconds, a night in ten minutes. */
#define PACE 60

static gpointer
make_site (const char *folder, guint packages, char **plan_path, GError **error)
{
  ResiteLabOptions options = {
    .packages = packages, .pace = PACE, .folder = folder, .silent = TRUE
  };
  ResiteLab *lab = resite_lab_new (&options, error);

  if (lab != NULL)
    *plan_path = g_strdup (resite_lab_get_plan_path (lab));
  return lab;
}

static gboolean
serve_site (gpointer site, GError **error)
{
  return resite_lab_serve (site, error);
}

static gpointer
reopen_site (const char *folder, GError **error)
{
  return resite_lab_open (folder, error);
}

static gboolean
act_on_site (gpointer site, const char *step_id, GError **error)
{
  return resite_lab_act (site, step_id, error);
}

/* Whoever rehearses is at home on all machines; a domain account is theirs, too. */
static ResiteCredentials *
log_in_at_site (gpointer site, const char *user)
{
  return resite_credentials_new (user != NULL ? user : resite_lab_get_user (site),
                                 resite_lab_get_secret (site));
}

static const ResiteRehearsalSite site = {
  .make = make_site,
  .reopen = reopen_site,
  .act = act_on_site,
  .serve = serve_site,
  .log_in = log_in_at_site,
  .release = g_object_unref,
  .pace = PACE,
};

/* A translator tries a translation from a folder of their own, without installing it. */
static const char *
get_locale_folder (void)
{
  const char *own = g_getenv ("RESITE_LOCALE_FOLDER");

  return own != NULL ? own : RESITE_LOCALE_DIR;
}

int
main (int argc, char **argv)
{
  g_autoptr (ResiteApplication) application = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, get_locale_folder ());
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_prgname ("resite");
  g_set_application_name ("Resite");
  application = resite_application_new (&site);
  return g_application_run (G_APPLICATION (application), argc, argv);
}
