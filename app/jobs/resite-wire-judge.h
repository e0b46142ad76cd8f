/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether a package that was assigned crossed the wire, by what senders wrote and what the provider
 * says. Pure. */

typedef enum
{
  RESITE_WIRE_NOT_DECIDED,
  RESITE_WIRE_INFO_ONLY,
  RESITE_WIRE_IN_FULL
} ResiteWireVerdict;

/* "info-only", "in-full", "not-decided": for programs, never translated. */
const char *resite_wire_verdict_get_name (ResiteWireVerdict verdict);
/* FALSE: no such name. */
gboolean resite_wire_verdict_from_name (const char *name, ResiteWireVerdict *verdict);

typedef struct
{
  gboolean followed; /* logs of senders are read at all */
  const char *gap;   /* (nullable): why the record is not unbroken since before it was assigned */
  gboolean content_seen; /* a sender has taken the package itself for the site */
  guint64 content_bytes; /* of it, that were sent to the site */
  guint64 info_bytes;    /* to the site meanwhile, that are no package's content */
  guint64 largest;       /* of one such file, where it is large; 0: none was */
  guint64 unsure_bytes;  /* of these, of which the log does not say what they are */
  gboolean shared;       /* another package was under way at some time since it was expected */
  guint64 whole_bytes;   /* of the compressed copy; 0: not known */
  gboolean installed;    /* the distribution point has it, at the right version */
  gboolean caught_up;    /* the logs were read on since that was seen */
} ResiteWireFacts;

/* Bytes of one file that information never has. */
guint64 resite_wire_get_limit (guint64 whole_bytes);

/* Not decided, and what comes later decides it no more. */
gboolean resite_wire_is_beyond_proof (const ResiteWireFacts *facts);

/* *@sentence (transfer full): what it is by, translated: "12 kB of 340 MB were sent: the preload
 * works." A record with a gap never says INFO_ONLY; content that was seen is IN_FULL whatever else. */
ResiteWireVerdict resite_wire_judge (const ResiteWireFacts *facts, char **sentence);

G_END_DECLS
