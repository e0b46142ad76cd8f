/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-aside.h"
#include "resite-deed.h"

G_BEGIN_DECLS

/* What the verbs over the folders put aside share. Values: "old" (E:\SMSPKGE$_OLD), "folder" (the
 * share's, E:\SMSPKGE$), "built" (the name of the folder in it that SMS made itself). Over the files
 * that the job was given, else through WMI. */
typedef struct
{
  ResiteFolder *root;
  char *old, *folder, *built; /* below the root */
} ResiteAsideScene;

/* FALSE: no line, or values that make no sense together. */
gboolean resite_aside_scene_open (ResiteDeed *deed, ResiteAsideScene *scene, GError **error);
void resite_aside_scene_clear (ResiteAsideScene *scene);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ResiteAsideScene, resite_aside_scene_clear)

/* Are the values there, and both folders on one drive? */
gboolean resite_aside_scene_check (ResiteDeed *deed, GError **error);
/* Where the machine itself is asked: is it the right one? */
void resite_aside_scene_plan_identity (ResiteDeed *deed);
gboolean resite_aside_scene_is_there (ResiteDeed *deed, const ResiteAsideScene *scene,
                                      const char *name, gboolean *there, GError **error);
/* One stage a folder: @names that are not @built, and those that an earlier job left open. */
void resite_aside_scene_plan_folders (ResiteDeed *deed, const ResiteAsideScene *scene,
                                      GPtrArray *names, const ResiteDeedStage *stage);
/* A row of these verbs that is no folder. */
gboolean resite_aside_scene_is_stage (const char *name);

G_END_DECLS
