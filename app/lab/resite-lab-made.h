/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a lab was made from, as it stands in its marker: a later program finds the same one. */
typedef struct
{
  guint packages;
  guint64 bytes;
  guint32 seed;
  gboolean winrm;
  double pace;
  char *scenario;       /* (nullable): its id */
  char *title, *lesson; /* (nullable): of the scenario, as its file has them */
} ResiteLabMade;

void resite_lab_made_clear (ResiteLabMade *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ResiteLabMade, resite_lab_made_clear)

/* @folder has its marker already. Blocks. */
gboolean resite_lab_made_keep (const ResiteLabMade *self, const char *folder, GError **error);
/* RESITE_ERROR_CORRUPT for a marker that says nothing that can be. Blocks. */
gboolean resite_lab_made_read (ResiteLabMade *self, const char *folder, GError **error);

G_END_DECLS
