/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-folder.h"

G_BEGIN_DECLS

/* Who is where for this run: for every machine ("old", "new", "source", "primary.2", "desk") how
 * it is reached and where its files are. Main thread only; what it hands out may go to workers. */
#define RESITE_TYPE_CONNECTIONS (resite_connections_get_type ())
G_DECLARE_FINAL_TYPE (ResiteConnections, resite_connections, RESITE, CONNECTIONS, GObject)

typedef enum
{
  RESITE_REACH_BY_HAND,
  RESITE_REACH_LOCAL /* this desk */
} ResiteReach;

ResiteConnections *resite_connections_new (void);

/* @files (nullable): the folder on this desk below which the machine's drives lie: E:\SMSPKG is
 * FILES/E/SMSPKG; E, e, E$, e$ and E: are taken as the drive's folder. */
void resite_connections_add (ResiteConnections *self, const char *machine, ResiteReach reach,
                             const char *files);
/* One drive of a machine that lies elsewhere. */
void resite_connections_add_drive (ResiteConnections *self, const char *machine, char drive,
                                   const char *folder);

ResiteReach resite_connections_get_reach (ResiteConnections *self, const char *machine);
gboolean resite_connections_has_files (ResiteConnections *self, const char *machine);

/* The path on this desk of @windows_path on @machine, whether or not it exists yet; an absolute
 * Unix path is passed through for "desk". RESITE_ERROR_NOT_FOUND with what the plan would have to
 * say. */
char *resite_connections_resolve (ResiteConnections *self, const char *machine,
                                  const char *windows_path, GError **error);
/* Is the folder there below which the plan has this drive? A disk that is not mounted must neither
 * be filled beside its place nor be judged by what lies there. RESITE_ERROR_NOT_FOUND. */
gboolean resite_connections_check_base (ResiteConnections *self, const char *machine,
                                        const char *windows_path, GError **error);
/* The folder there. @create: make it if it is missing. */
ResiteFolder *resite_connections_open_folder (ResiteConnections *self, const char *machine,
                                              const char *windows_path, gboolean create,
                                              GError **error);

G_END_DECLS
