/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-help-dialog"
#include "config.h"
#include <glib/gi18n.h>
#include "resite-block-view.h"
#include "resite-help-dialog.h"
#include "resite-label.h"

static const struct
{
  const char *term;
  const char *meaning;
} words[] = {
  { N_ ("Primary site, secondary site"),
    N_ ("A primary site has a database and a console. A secondary site, such as the one that is "
        "rebuilt here, has neither: it is managed from the primary site above it.") },
  { N_ ("Distribution point (DP)"), N_ ("A server from which clients fetch packages.") },
  { N_ ("Proxy management point"), N_ ("A management point at a secondary site: clients here fetch "
                                       "their orders from it instead of "
                                       "over the wide line.") },
  { N_ ("BITS"),
    N_ ("The part of Windows that fetches files in the background, gently and in pieces. "
        "Distribution and management points need its server side.") },
  { N_ ("Sender, sender address"),
    N_ ("How one site sends to another: a sender does it, an address says where to, when, and how "
        "much of the line it may use.") },
  { N_ ("distmgr"),
    N_ ("Distribution manager: the part of the site server that handles packages. Its "
        "log is distmgr.log.") },
  { N_ ("Preload"),
    N_ ("Telling a site that a package's file is there already, so that it need not "
        "come down the wire.") },
  { N_ ("SMSPKG, SMSPKGX$"),
    N_ ("The folder with the packed packages, one file each; and the share "
        "with the unpacked ones. X is the drive.") },
  { N_ ("V, L, O, F, H"), N_ ("How a tick is known: V seen by Resite itself, L a line in a log, O "
                              "output that was pasted, F a photo or file, H said by hand.") },
};

static void
add_blocks (GtkContainer *box, ResiteRun *run, ResiteStepRun *step, const char *title,
            GPtrArray *blocks)
{
  GtkWidget *view;

  if (blocks->len == 0)
    return;
  view = resite_block_view_new ();
  resite_block_view_set_blocks (RESITE_BLOCK_VIEW (view), run, step, blocks);
  gtk_container_add (box, resite_label_new (title, "resite-heading"));
  gtk_container_add (box, view);
  gtk_widget_show (view);
}

static void
add_step (GtkContainer *box, ResiteRun *run, ResiteStepRun *step)
{
  ResiteStep *what = resite_step_run_get_step (step);
  g_autofree char *why = resite_step_run_get_why (step);

  gtk_container_add (box, resite_label_new (_ ("Why"), "resite-heading"));
  gtk_container_add (box, resite_label_new (why, NULL));
  add_blocks (box, run, step, _ ("Advice"), resite_step_get_advice (what));
  add_blocks (box, run, step, _ ("What can go wrong, and what to do"),
              resite_step_get_wrong (what));
  add_blocks (box, run, step, _ ("By hand"), resite_step_get_by_hand (what));
  add_blocks (box, run, step, _ ("The way back"), resite_step_get_way_back (what));
}

static void
add_words (GtkContainer *box)
{
  gtk_container_add (box, resite_label_new (_ ("Words"), "resite-heading"));
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      gtk_container_add (box, resite_label_new (_ (words[i].term), "resite-strong"));
      gtk_container_add (box, resite_label_new (_ (words[i].meaning), NULL));
    }
}

static GtkWidget *
new_dialog (GtkWidget *parent, ResiteStepRun *step)
{
  g_autofree char *title = NULL;

  if (step != NULL)
    /* TRANSLATORS: %s is the id of a step: C5. */
    title =
        g_strdup_printf (_ ("Help for %s"), resite_step_get_id (resite_step_run_get_step (step)));
  else
    title = g_strdup (_ ("Help"));
  return g_object_new (GTK_TYPE_DIALOG, "title", title, "transient-for",
                       gtk_widget_get_toplevel (parent), "destroy-with-parent", TRUE,
                       "window-position", GTK_WIN_POS_CENTER_ON_PARENT, "default-width", 640,
                       "default-height", 600, NULL);
}

void
resite_help_dialog_show (GtkWidget *parent, ResiteRun *run, ResiteStepRun *step)
{
  GtkWidget *dialog = new_dialog (parent, step);
  GtkWidget *area = gtk_dialog_get_content_area (GTK_DIALOG (dialog));
  GtkWidget *scroller = gtk_scrolled_window_new (NULL, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);

  g_object_set (box, "margin", 18, NULL);
  g_object_set (scroller, "hscrollbar-policy", GTK_POLICY_NEVER, "vexpand", TRUE, NULL);
  if (step != NULL)
    add_step (GTK_CONTAINER (box), run, step);
  add_words (GTK_CONTAINER (box));
  gtk_container_add (GTK_CONTAINER (scroller), box);
  gtk_container_add (GTK_CONTAINER (area), scroller);
  gtk_dialog_add_button (GTK_DIALOG (dialog), _ ("_Close"), GTK_RESPONSE_CLOSE);
  g_signal_connect (dialog, "response", G_CALLBACK (gtk_widget_destroy), NULL);
  gtk_widget_show (box);
  gtk_widget_show (scroller);
  gtk_widget_show (dialog);
}
