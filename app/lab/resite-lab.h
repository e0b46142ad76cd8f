/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The rehearsal site: a temporary folder with believable packages, a stand-in tool, logs that
 * grow and a filled plan. The program meets it through the same files, programs and plan as a real
 * site; nothing in the product asks whether it is rehearsing. */
#define RESITE_TYPE_LAB (resite_lab_get_type ())
G_DECLARE_FINAL_TYPE (ResiteLab, resite_lab, RESITE, LAB, GObject)

typedef struct
{
  guint packages;      /* 0: 60 */
  guint64 bytes;       /* of all package files together, 0: about 60 MB */
  double pace;         /* of the clock, 0: 60 */
  guint32 seed;
  const char *folder;  /* NULL: a new one in the temporary folder */
} ResiteLabOptions;

ResiteLab *resite_lab_new (const ResiteLabOptions *options, GError **error);
const char *resite_lab_get_folder (ResiteLab *self);
const char *resite_lab_get_plan_path (ResiteLab *self);
/* (transfer full): the object of "resite-cli lab", one line. */
char *resite_lab_to_json (ResiteLab *self);
/* Removes the folder. */
void resite_lab_destroy (ResiteLab *self);

G_END_DECLS
