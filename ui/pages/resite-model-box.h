/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-page.h"

G_BEGIN_DECLS

/* Which distribution points would do as the model of the new one, by how much, asked at the site.
 * Signal "chosen" (server, site code): the person takes one. */
#define RESITE_TYPE_MODEL_BOX (resite_model_box_get_type ())
G_DECLARE_FINAL_TYPE (ResiteModelBox, resite_model_box, RESITE, MODEL_BOX, GtkBox)

/* Inside @page. */
GtkWidget *resite_model_box_new (ResitePage *page);
/* Is a model chosen in this step's form? */
gboolean resite_model_box_fits (ResitePage *page, ResiteAction *form);

G_END_DECLS
