/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-lab-checker.h"
#include "resite-lab-site.h"
#include "resite-lab-store.h"

G_BEGIN_DECLS

typedef struct
{
  const char *folder;
  ResiteLabStore *store;
  GPtrArray *packages; /* of ResiteLabPackage, as the rehearsal was made */
  ResiteLabFindings *findings;
} ResiteLabLook;

void resite_lab_look_add (ResiteLabLook *look, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* Adds a fault where the record's field (of a machine's facts, a row) is not @wanted; a record that
 * is not there is one fault. */
void resite_lab_look_expect (ResiteLabLook *look, const char *place, const char *kind,
                             const char *name, const char *field, const char *wanted);
/* FOLDER/machines/ROLE/NAME (transfer full). */
char *resite_lab_look_find_path (ResiteLabLook *look, const char *role, const char *name);

/* resite-lab-checker-machine.c: who has which name and address, which services run, what is shared,
 * what is installed, what lies about. */
void resite_lab_look_at_machines (ResiteLabLook *look);
/* No two machines answer to one name or under one address; nothing of Resite's is left on one. */
void resite_lab_look_at_order (ResiteLabLook *look);
/* resite-lab-checker-site.c: what the primaries' databases and the directory know. */
void resite_lab_look_at_sites (ResiteLabLook *look);
/* resite-lab-checker-package.c: files and calls; FALSE: a file cannot be read. */
gboolean resite_lab_look_at_packages (ResiteLabLook *look, GError **error);

/* The same where no site was rebuilt: every file is at the source, nothing was sent to the site and
 * nothing preloaded there. */
gboolean resite_lab_look_at_stock (ResiteLabLook *look, GError **error);
/* resite-lab-checker-back.c: the machines, the databases and the directory against @morning. */
void resite_lab_look_at_morning (ResiteLabLook *look, ResiteLabStore *morning);

/* What became of one package on its way, as supply.log and wire.json tell. */
typedef struct
{
  guint version; /* that the site is to have */
  guint stored;  /* of its compressed copy */
  gboolean forwarded;
  gboolean has_row; /* at the rebuilt site's server */
  gboolean removed;
  guint row_version, fate, phase;
  guint64 content, info; /* bytes */
} ResiteLabTrace;

typedef struct
{
  GHashTable *traces; /* id -> ResiteLabTrace, of packages that the site knows */
  gboolean
      forgotten; /* the parent has once forgotten the site, so what it knows is of the new one */
} ResiteLabTraces;

/* resite-lab-checker-supply.c */
ResiteLabTraces *resite_lab_traces_read (const char *folder, GPtrArray *packages, GError **error);
void resite_lab_traces_free (ResiteLabTraces *traces);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteLabTraces, resite_lab_traces_free)

G_END_DECLS
