/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "resite-page.h"

G_BEGIN_DECLS

/* Notes and files of a step: what was kept, and the means to keep more. */
#define RESITE_TYPE_EVIDENCE_BOX (resite_evidence_box_get_type ())
G_DECLARE_FINAL_TYPE (ResiteEvidenceBox, resite_evidence_box, RESITE, EVIDENCE_BOX, GtkBox)

/* Inside @page, which outlives it. */
GtkWidget *resite_evidence_box_new (ResitePage *page);
void resite_evidence_box_set_editable (ResiteEvidenceBox *self, gboolean editable);
void resite_evidence_box_note (ResiteEvidenceBox *self);
void resite_evidence_box_attach (ResiteEvidenceBox *self);
/* Puts @text into the record as a file called @name. */
void resite_evidence_box_keep_text (ResiteEvidenceBox *self, const char *name, const char *text);

G_END_DECLS
