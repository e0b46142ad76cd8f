/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Names of the rehearsal's world. */
#define RESITE_LAB_SITE           "S01"
#define RESITE_LAB_SITE_SERVER    "BR01SMS"
#define RESITE_LAB_SOURCE_SERVER  "BR01DP2"
#define RESITE_LAB_PRIMARY        "P01"
#define RESITE_LAB_PRIMARY_SERVER "HQSMS01"
#define RESITE_LAB_CENTRAL        "C01"
#define RESITE_LAB_CENTRAL_SERVER "CENSMS01"

/* Files that the lab and its tool find each other by. */
#define RESITE_LAB_MARKER "rehearsal.lab"
/* What the machines remember now, and as it was before anything happened. */
#define RESITE_LAB_WORLD_FILE "world.ini"
#define RESITE_LAB_MORNING    "morning.ini"
#define RESITE_LAB_KNOWN      "known-packages.txt"
#define RESITE_LAB_CALLS      "preload-calls.log"
#define RESITE_LAB_TOOL_GROUP "tool"
#define RESITE_LAB_TOOL_DELAY "delay-milliseconds"
/* The environment's name for the folder that the tool works in. */
#define RESITE_LAB_TOOL_FOLDER "RESITE_REHEARSAL_FOLDER"
/* What has crossed the line to the sites, by package; written when bytes have crossed, at most some
 * times a second, and at the end. */
#define RESITE_LAB_WIRE "wire.json"
/* How a package file of the lab begins; its id, " version " and the number follow. */
#define RESITE_LAB_PACKAGE_HEAD "Resite rehearsal package "

typedef struct
{
  char *id;
  guint64 size;
  guint version;        /* of the file */
  guint known_version;  /* of the site; 0: the site does not know it */
  guint stored_version; /* of the compressed copy, by the site's database */
  gboolean read_only;
  gboolean has_file;
  const char *ending; /* "PCK", "pkg" */
} ResiteLabPackage;

/* (element-type ResiteLabPackage), the same for the same seed. Most are as they should be; from a
 * number of 20 on, some files are not read-only, one is older than the site's, one is not known to
 * the site, one whose source and compressed copy are of different versions, and one that the site knows has no file. */
GPtrArray *resite_lab_packages_new (guint n_packages, guint64 bytes, guint32 seed);
/* The @n-th of those with which everything is right: for R1, R3 and R13. */
const char *resite_lab_packages_get_good (GPtrArray *packages, guint n);

/* Fills the machines' folders below FOLDER/machines, the desk's beside them, the marker and the
 * list of what the site knows. Blocks. */
gboolean resite_lab_site_build (const char *folder, GPtrArray *packages, double pace,
                                GError **error);

/* One text file with its folders, below @folder. */
gboolean resite_lab_write_text (const char *folder, const char *name, const char *text,
                                GError **error);

G_END_DECLS
