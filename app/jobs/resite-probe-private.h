/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-cim.h"
#include "resite-probe.h"

G_BEGIN_DECLS

/* What a look ends with; each takes @message. */
void resite_probe_settle (ResiteProbeView *view, const char *state, char *message);
void resite_probe_settle_good (ResiteProbeView *view, char *message);
/* failed, or warning where the probe is not required. */
void resite_probe_settle_bad (ResiteProbeView *view, char *message);
void resite_probe_settle_unknown (ResiteProbeView *view, char *message);
/* A thing that could not be looked at is unknown, not bad. */
void resite_probe_settle_error (ResiteProbeView *view, const GError *error);
/* @text in one line. (transfer full) */
char *resite_probe_fold (const char *text);
/* A row of its own beside the probe's. @size: -1 none. */
void resite_probe_add_found (ResiteProbeView *view, const char *name, const char *state,
                             const char *message, gint64 size);

/* Looks at files on this desk; NULL: the type is none of these. */
typedef void (*ResiteProbeLook) (ResiteProbeView *view, GCancellable *cancellable);

typedef struct
{
  const char *type; /* NULL ends a table */
  ResiteProbeLook look;
} ResiteFileProbe;

extern const ResiteFileProbe resite_file_probes_mp[];
extern const ResiteFileProbe resite_file_probes_permissions[];

ResiteProbeLook resite_probe_find_file_look (const char *type);

/* resite-probe-directory.c */
gboolean resite_probe_is_of_directory (const char *type);
void resite_probe_look_at_directory (ResiteProbeView *view, GCancellable *cancellable);

/* Looks at machines through WMI, @cim is NULL for those that look from this desk. */
typedef void (*ResiteRemoteLook) (ResiteProbeView *view, ResiteCim *cim, GCancellable *cancellable);

typedef struct
{
  const char *type; /* NULL ends a table */
  ResiteRemoteLook look;
  gboolean from_desk;
} ResiteRemoteProbe;

const ResiteRemoteProbe *resite_remote_probe_find (const char *type);
void resite_remote_probe_look (const ResiteRemoteProbe *type, ResiteProbeView *view,
                               GCancellable *cancellable);

extern const ResiteRemoteProbe resite_remote_probes_iis[];
extern const ResiteRemoteProbe resite_remote_probes_machine[];
extern const ResiteRemoteProbe resite_remote_probes_network[];
extern const ResiteRemoteProbe resite_remote_probes_package[];
extern const ResiteRemoteProbe resite_remote_probes_presence[];
extern const ResiteRemoteProbe resite_remote_probes_service[];
extern const ResiteRemoteProbe resite_remote_probes_share[];
extern const ResiteRemoteProbe resite_remote_probes_setup[];
extern const ResiteRemoteProbe resite_remote_probes_site[];
extern const ResiteRemoteProbe resite_remote_probes_crossing[];
extern const ResiteRemoteProbe resite_remote_probes_stall[];
extern const ResiteRemoteProbe resite_remote_probes_table[];
extern const ResiteRemoteProbe resite_remote_probes_web[];

/* "a, b;c d" → a, b, c, d by any of @separators, blanks around each taken away, empty ones left
 * out; @text may be NULL. */
GStrv resite_remote_probe_split (const char *text, const char *separators);
gboolean resite_remote_probe_lists (const char *const *list, const char *text);
/* Windows says a domain by its DNS name or its short one, and people and plans do, too. */
gboolean resite_remote_probe_is_same_domain (const char *one, const char *other);

G_END_DECLS
