/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "resite-log-event.h"
#include "resite-log-line.h"

G_BEGIN_DECLS

/* What lines mean, read from a file of patterns (resources/logs/sms2003.xml says how it is written),
 * so that a wording can be mended without a new program. Never changes once it is made: any thread. */
typedef struct _ResiteLogRules ResiteLogRules;

typedef enum
{
  RESITE_LOG_SENDS_NOTHING,
  RESITE_LOG_SENDS_INFORMATION,
  RESITE_LOG_SENDS_CONTENT
} ResiteLogSends;

typedef struct
{
  int event; /* ResiteLogEvent, or -1 */
  gboolean counts;
  gboolean confirmed; /* else nothing may be decided by it alone */
  int severity;       /* ResiteLineSeverity, or -1 */
  ResiteLogSends sends;
} ResiteLogRule;

typedef struct
{
  const ResiteLogRule *rule;
  const char *package; /* where its id stands; NULL: the pattern names none */
  guint64 bytes;
} ResiteLogMatch;

/* The patterns that came with the program. */
ResiteLogRules *resite_log_rules_new_builtin (void);
/* RESITE_ERROR_INVALID with the line of the fault. */
ResiteLogRules *resite_log_rules_new_from_file (const char *path, GError **error);
ResiteLogRules *resite_log_rules_new_from_bytes (GBytes *bytes, const char *name, GError **error);
ResiteLogRules *resite_log_rules_ref (ResiteLogRules *self);
void resite_log_rules_unref (ResiteLogRules *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteLogRules, resite_log_rules_unref)

/* The first pattern that fits; FALSE: none. */
gboolean resite_log_rules_match (const ResiteLogRules *self, ResiteLineShape shape,
                                 const char *text, gsize length, ResiteLogMatch *match);

/* Whether it fits for another id in the place of the one at @id, with no letter or digit beside it,
 * just as for this one; of a server's line. */
gboolean resite_log_rules_depend (const ResiteLogRules *self, const char *text, gsize length,
                                  const char *id);

/* What the words say, and a pattern that knows better; one that is not confirmed makes no error. */
ResiteLineSeverity resite_log_rule_get_severity (const ResiteLogRule *rule,
                                                 ResiteLineSeverity by_words);

G_END_DECLS
