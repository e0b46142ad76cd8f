/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "resite-rehearsal.h"

G_BEGIN_DECLS

/* The frame around the pages of one open run: sidebar, badge, heading, page, messages, running
 * jobs, footer. It turns pages; what a page records goes through the run. Emits "close-asked"
 * (Not now, close) and "take-over" (reason). */
#define RESITE_TYPE_WIZARD (resite_wizard_get_type ())
G_DECLARE_FINAL_TYPE (ResiteWizard, resite_wizard, RESITE, WIZARD, GtkBox)

GtkWidget *resite_wizard_new (ResiteRun *run, const char *person);

/* (nullable): the site of a rehearsal. */
void resite_wizard_set_rehearsal (ResiteWizard *self, ResiteRehearsal *rehearsal);

ResiteRun *resite_wizard_get_run (ResiteWizard *self);
/* (nullable): "C6@primary.2", "summary", "journal". */
const char *resite_wizard_get_place (ResiteWizard *self);
/* Says so in the bar when there is no such place. */
gboolean resite_wizard_go_to (ResiteWizard *self, const char *place);
void resite_wizard_say (ResiteWizard *self, GtkMessageType type, const char *text);
/* (nullable) (transfer none): the actions "run.…" and those of the page that is shown, "page.…",
 * are put on @window and follow the page. */
void resite_wizard_attach_actions (ResiteWizard *self, GtkWidget *window);

G_END_DECLS
