/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What the window opens with: who sits here; the runs that are open (Welcome back), or Rehearse
 * first; a new site; a file. Emits "rehearse", "choose-scenario", "new-plan", "open-plan" (path) and, not before a
 * name is there, "open-run" (path). */
#define RESITE_TYPE_START_PAGE (resite_start_page_get_type ())
G_DECLARE_FINAL_TYPE (ResiteStartPage, resite_start_page, RESITE, START_PAGE, GtkScrolledWindow)

GtkWidget *resite_start_page_new (void);
/* Reads the runs of @data_folder again, in the background. */
void resite_start_page_read_runs (ResiteStartPage *self, const char *data_folder);
void resite_start_page_set_person (ResiteStartPage *self, const char *person, const char *phone);
const char *resite_start_page_get_person (ResiteStartPage *self);
const char *resite_start_page_get_phone (ResiteStartPage *self);
/* A plan or a run that was given from outside waits for the name. FALSE asks for it. */
gboolean resite_start_page_has_person (ResiteStartPage *self);
void resite_start_page_say (ResiteStartPage *self, GtkMessageType type, const char *text);
void resite_start_page_grab_focus (ResiteStartPage *self);

G_END_DECLS
