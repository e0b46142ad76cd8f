/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-application"
#include "config.h"
#include <stdio.h>
#include <string.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include "resite-application.h"
#include "resite-looks.h"
#include "resite-preferences-dialog.h"
#include "resite-run-list.h"
#include "resite-shortcuts.h"
#include "resite-summary.h"
#include "resite-window.h"

#define TEXT_STEP 10

struct _ResiteApplication
{
  GtkApplication parent_instance;

  const ResiteRehearsalSite *site;
  ResitePreferences *preferences;
  ResiteLooks *looks;
};

G_DEFINE_FINAL_TYPE (ResiteApplication, resite_application, GTK_TYPE_APPLICATION)

static const GOptionEntry options[] = {
  { "rehearse", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Rehearse on a simulated site"), NULL },
  { "scenario", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("What goes wrong in the rehearsal"),
    N_ ("NAME|FILE") },
  { "seed", 0, 0, G_OPTION_ARG_INT, NULL, N_ ("The same rehearsal for the same number"),
    N_ ("NUMBER") },
  { "pace", 0, 0, G_OPTION_ARG_INT, NULL, N_ ("How many times faster its time runs"),
    N_ ("NUMBER") },
  { "packages", 0, 0, G_OPTION_ARG_INT, NULL, N_ ("Number of packages of the rehearsal"),
    N_ ("NUMBER") },
  { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_ ("Where the runs are kept"), N_ ("FOLDER") },
  { "print-summary", 0, 0, G_OPTION_ARG_FILENAME, NULL,
    N_ ("Write the summary of a run as PDF, without a window"), N_ ("PDF") },
  { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Show the version"), NULL },
  { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, NULL, NULL,
    N_ ("[PLAN.siteplan|RUN.resite]") },
  { NULL }
};

static const struct
{
  const char *action;
  const char *keys[4];
} accelerators[] = {
  { "run.next", { "<Alt>n" } },
  { "run.back", { "<Alt>b" } },
  { "run.help", { "F1" } },
  { "run.next-pane", { "F6" } },
  { "run.previous-pane", { "<Shift>F6" } },
  { "run.busy-page", { "F7" } },
  { "run.sidebar", { "F9" } },
  { "run.go-to", { "<Control>g" } },
  { "run.journal", { "<Control>j" } },
  { "run.print", { "<Control>p" } },
  { "page.note", { "F2" } },
  { "page.check-again", { "F5" } },
  { "run.log", { "F8" } },
  { "run.evidence", { "<Control>e" } },
  { "page.copy", { "<Control><Shift>c" } },
  { "run.find", { "<Control>f" } },
  { "page.retry", { "<Control>r" } },
  { "run.pause", { "<Control>space" } },
  { "run.next-error", { "F3" } },
  { "run.previous-error", { "<Shift>F3" } },
  { "win.close", { "<Control>q" } },
  { "win.menu", { "F10" } },
  { "rehearsal.tomorrow", { "<Control>t" } },
  { "rehearsal.remedy", { "<Control>m" } },
  { "rehearsal.coach", { "<Control>k" } },
  { "app.bigger", { "<Control>plus", "<Control>equal", "<Control>KP_Add" } },
  { "app.smaller", { "<Control>minus", "<Control>KP_Subtract" } },
  { "app.normal-size", { "<Control>0", "<Control>KP_0" } },
  { "app.shortcuts", { "<Control>question", "<Control>F1" } },
};

static void
change_text (ResiteApplication *self, int percent)
{
  int now = (int)resite_preferences_get_text_percent (self->preferences);

  resite_preferences_set_text_percent (self->preferences,
                                       percent == 0 ? 100 : MAX (now + percent, 0));
}

static void
bigger_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  change_text (user_data, TEXT_STEP);
}

static void
smaller_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  change_text (user_data, -TEXT_STEP);
}

static void
normal_size_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  change_text (user_data, 0);
}

static void
preferences_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ResiteApplication *self = user_data;

  resite_preferences_dialog_show (gtk_application_get_active_window (GTK_APPLICATION (self)),
                                  self->preferences);
}

static void
shortcuts_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  resite_shortcuts_show (gtk_application_get_active_window (user_data));
}

static void
about_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gtk_show_about_dialog (gtk_application_get_active_window (user_data), "program-name", "Resite",
                         "version", RESITE_VERSION, "license-type", GTK_LICENSE_GPL_3_0, "comments",
                         _ ("Guides through replacing the hardware of an SMS 2003 secondary site "
                            "server."),
                         "logo-icon-name", RESITE_APPLICATION_ID, NULL);
}

static const GActionEntry actions[] = {
  { "bigger", bigger_cb },           { "smaller", smaller_cb },
  { "normal-size", normal_size_cb }, { "preferences", preferences_cb },
  { "shortcuts", shortcuts_cb },     { "about", about_cb },
};

/* The session ends or somebody stops the program: every window keeps its place first. */
static gboolean
terminate_cb (gpointer user_data)
{
  g_autoptr (GList) windows = g_list_copy (gtk_application_get_windows (user_data));

  for (GList *l = windows; l != NULL; l = l->next)
    {
      if (RESITE_IS_WINDOW (l->data))
        resite_window_close_now (l->data);
    }
  return G_SOURCE_CONTINUE;
}

static void
resite_application_startup (GApplication *application)
{
  ResiteApplication *self = RESITE_APPLICATION (application);

  G_APPLICATION_CLASS (resite_application_parent_class)->startup (application);
  self->preferences = resite_preferences_new (NULL);
  self->looks = resite_looks_new (self->preferences);
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  for (guint i = 0; i < G_N_ELEMENTS (accelerators); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), accelerators[i].action,
                                           accelerators[i].keys);
  g_unix_signal_add (SIGTERM, terminate_cb, self);
  g_unix_signal_add (SIGINT, terminate_cb, self);
  g_unix_signal_add (SIGHUP, terminate_cb, self);
}

static ResiteWindow *
find_window (ResiteApplication *self)
{
  GList *windows = gtk_application_get_windows (GTK_APPLICATION (self));

  for (GList *l = windows; l != NULL; l = l->next)
    {
      if (RESITE_IS_WINDOW (l->data))
        return l->data;
    }
  return NULL;
}

static ResiteWindow *
new_window (ResiteApplication *self, GVariantDict *given)
{
  g_autofree char *data_folder = NULL;
  const char *folder = NULL;

  if (g_variant_dict_lookup (given, "data-dir", "^&ay", &folder))
    data_folder = g_canonicalize_filename (folder, NULL);
  else
    data_folder = resite_run_list_get_data_folder ();
  g_mkdir_with_parents (data_folder, 0700);
  return RESITE_WINDOW (
      resite_window_new (GTK_APPLICATION (self), self->preferences, data_folder, self->site));
}

static void
rehearse (ResiteWindow *window, GVariantDict *given, GApplicationCommandLine *line)
{
  ResiteRehearsalOptions chosen = { 0 };
  g_autofree char *path = NULL;
  int seed = 0, pace = 0;

  g_variant_dict_lookup (given, "scenario", "&s", &chosen.scenario);
  g_variant_dict_lookup (given, "seed", "i", &seed);
  g_variant_dict_lookup (given, "pace", "i", &pace);
  chosen.seed = (guint32)MAX (seed, 0);
  chosen.pace = MAX (pace, 0);
  /* A file is where whoever calls stands; a name has neither dot nor folder. */
  if (chosen.scenario != NULL && strpbrk (chosen.scenario, "./") != NULL)
    {
      g_autoptr (GFile) file =
          g_application_command_line_create_file_for_arg (line, chosen.scenario);

      path = g_file_get_path (file);
      chosen.scenario = path != NULL ? path : chosen.scenario;
    }
  resite_window_rehearse (window, &chosen);
}

static int
resite_application_command_line (GApplication *application, GApplicationCommandLine *line)
{
  ResiteApplication *self = RESITE_APPLICATION (application);
  GVariantDict *given = g_application_command_line_get_options_dict (line);
  ResiteWindow *window = find_window (self);
  g_auto (GStrv) files = NULL;
  gboolean work = g_variant_dict_contains (given, "rehearse");
  int packages = 0;

  g_variant_dict_lookup (given, G_OPTION_REMAINING, "^aay", &files);
  work = work || (files != NULL && files[0] != NULL);
  if (window == NULL || (work && resite_window_get_run (window) != NULL))
    window = new_window (self, given);
  if (g_variant_dict_lookup (given, "packages", "i", &packages))
    resite_window_set_packages (window, (guint)MAX (packages, 0));
  gtk_window_present (GTK_WINDOW (window));
  if (g_variant_dict_contains (given, "rehearse"))
    rehearse (window, given, line);
  else if (work)
    {
      g_autoptr (GFile) file = g_application_command_line_create_file_for_arg (line, files[0]);

      resite_window_open_file (window, g_file_peek_path (file));
    }
  return 0;
}

static int
print_summary (const char *pdf, char **files)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteSummary) summary = NULL;

  if (files == NULL || files[0] == NULL)
    {
      fprintf (stderr, "resite: %s\n", _ ("--print-summary needs the file of a run."));
      return 2;
    }
  summary = resite_summary_new (files[0], &error);
  if (summary != NULL &&
      resite_summary_save_pdf (summary, RESITE_PAPER_SUMMARY, FALSE, pdf, &error))
    return 0;
  fprintf (stderr, "resite: %s\n", error->message);
  return 2;
}

static int
resite_application_handle_local_options (GApplication *application, GVariantDict *given)
{
  const char *pdf = NULL;
  g_auto (GStrv) files = NULL;

  if (g_variant_dict_contains (given, "version"))
    {
      printf ("resite %s\n", RESITE_VERSION);
      return 0;
    }
  g_variant_dict_lookup (given, G_OPTION_REMAINING, "^aay", &files);
  if (g_variant_dict_lookup (given, "print-summary", "^&ay", &pdf))
    return print_summary (pdf, files);
  /* Runs in another folder are nothing that the program which may be open already knows of. */
  if (g_variant_dict_contains (given, "data-dir"))
    g_application_set_flags (application,
                             g_application_get_flags (application) | G_APPLICATION_NON_UNIQUE);
  return -1;
}

static void
resite_application_dispose (GObject *object)
{
  ResiteApplication *self = RESITE_APPLICATION (object);

  g_clear_object (&self->looks);
  g_clear_object (&self->preferences);
  G_OBJECT_CLASS (resite_application_parent_class)->dispose (object);
}

static void
resite_application_class_init (ResiteApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = resite_application_dispose;
  application_class->startup = resite_application_startup;
  application_class->command_line = resite_application_command_line;
  application_class->handle_local_options = resite_application_handle_local_options;
}

static void
resite_application_init (ResiteApplication *self)
{
  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

ResiteApplication *
resite_application_new (const ResiteRehearsalSite *site)
{
  ResiteApplication *self = g_object_new (
      RESITE_TYPE_APPLICATION, "application-id", RESITE_APPLICATION_ID, "flags",
      G_APPLICATION_HANDLES_COMMAND_LINE, "resource-base-path", "/org/resite/Resite", NULL);

  self->site = site;
  return self;
}
