/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The rehearsal site: a temporary folder with believable packages, a stand-in tool, logs that
 * grow and a filled plan. The program meets it through the same files, programs and plan as a real
 * site; nothing in the product asks whether it is rehearsing. Everything here blocks for as long as
 * its files take; main thread. */
#define RESITE_TYPE_LAB (resite_lab_get_type ())
G_DECLARE_FINAL_TYPE (ResiteLab, resite_lab, RESITE, LAB, GObject)

typedef struct
{
  guint packages;     /* 0: 60 */
  guint64 bytes;      /* of all package files together, 0: about 60 MB */
  double pace;        /* of the clock, 0: 60 */
  guint32 seed;       /* the same packages for the same seed */
  const char *folder; /* must be empty or not there; NULL: a new one in the temporary folder */
} ResiteLabOptions;

/* @options may be NULL. */
ResiteLab *resite_lab_new (const ResiteLabOptions *options, GError **error);
/* The one that an earlier program made in @folder, as it was left. */
ResiteLab *resite_lab_open (const char *folder, GError **error);
const char *resite_lab_get_folder (ResiteLab *self);
const char *resite_lab_get_plan_path (ResiteLab *self);
/* The stand-in for the preload tool: it judges each package by its real state. */
const char *resite_lab_get_tool_path (ResiteLab *self);
/* The tool's own record of its calls: time, process, begin or end, package, state; tabs. */
const char *resite_lab_get_calls_path (ResiteLab *self);
/* (transfer full): the object of "resite-cli lab", one line. */
char *resite_lab_to_json (ResiteLab *self);

/* Who rehearses does by hand what no hand can do at a machine that is only a folder: this makes
 * the folders and logs as they would be after @step_id ("C10"). Any id will do, twice too. */
gboolean resite_lab_act (ResiteLab *self, const char *step_id, GError **error);

/* Removes the folder, and nothing that is not below it. */
void resite_lab_destroy (ResiteLab *self);

G_END_DECLS
