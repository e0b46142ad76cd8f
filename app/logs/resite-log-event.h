/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What can happen to a package, as lines of logs tell it. */
typedef enum
{
  RESITE_LOG_EVENT_STARTED,
  RESITE_LOG_EVENT_PROCESSED,
  RESITE_LOG_EVENT_FINISHED,
  RESITE_LOG_EVENT_FAILED,
  RESITE_LOG_EVENT_UNPACK_FAILED,
  RESITE_LOG_EVENT_VERSION_COMPARED,
  RESITE_LOG_EVENT_NEWER_VERSION_REFUSED,
  RESITE_LOG_EVENT_NEWER_VERSION_NEEDED,
  RESITE_LOG_EVENT_INFORMATION_SENT,
  RESITE_LOG_EVENT_CONTENT_ORDERED,
  RESITE_LOG_EVENT_CONTENT_SENT,
  RESITE_LOG_EVENT_CONTENT_COMPLETE,
  RESITE_LOG_EVENT_CONTENT_RECEIVED,
  RESITE_LOG_EVENT_STORED,
  RESITE_LOG_EVENT_FORWARDED,
  RESITE_LOG_EVENT_INSTALLED,
  RESITE_LOG_EVENT_DISTRIBUTED,
  RESITE_LOG_EVENT_DELETED
} ResiteLogEvent;

#define RESITE_LOG_N_EVENTS (RESITE_LOG_EVENT_DELETED + 1)

/* "content-sent": for programs and files of patterns. */
const char *resite_log_event_get_name (ResiteLogEvent event);
gboolean resite_log_event_from_name (const char *name, ResiteLogEvent *event);
/* "The whole package is being sent", translated. */
const char *resite_log_event_get_label (ResiteLogEvent event);

G_END_DECLS
