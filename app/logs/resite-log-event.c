/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-log-event"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-log-event.h"

static const struct
{
  const char *name;
  const char *label;
} events[RESITE_LOG_N_EVENTS] = {
  [RESITE_LOG_EVENT_STARTED] = { "started", N_ ("Work on the package began") },
  [RESITE_LOG_EVENT_PROCESSED] = { "processed", N_ ("The package was processed") },
  [RESITE_LOG_EVENT_FINISHED] = { "finished", N_ ("Work on the package ended") },
  [RESITE_LOG_EVENT_FAILED] = { "failed", N_ ("The package could not be processed") },
  [RESITE_LOG_EVENT_UNPACK_FAILED] = { "unpack-failed", N_ ("The copy could not be unpacked") },
  [RESITE_LOG_EVENT_VERSION_COMPARED] = { "version-compared",
                                          N_ ("The stored version was compared") },
  [RESITE_LOG_EVENT_NEWER_VERSION_REFUSED] = { "newer-version-refused",
                                               N_ ("A newer version is there: the preload has no "
                                                   "effect") },
  [RESITE_LOG_EVENT_NEWER_VERSION_NEEDED] = { "newer-version-needed",
                                              N_ ("The copy is too old: the content will be "
                                                  "sent") },
  [RESITE_LOG_EVENT_INFORMATION_SENT] = { "information-sent", N_ ("Information was sent") },
  [RESITE_LOG_EVENT_CONTENT_ORDERED] = { "content-ordered",
                                         N_ ("The whole package is to be sent") },
  [RESITE_LOG_EVENT_CONTENT_SENT] = { "content-sent", N_ ("The whole package is being sent") },
  [RESITE_LOG_EVENT_CONTENT_COMPLETE] = { "content-complete",
                                          N_ ("The whole package has been sent") },
  [RESITE_LOG_EVENT_CONTENT_RECEIVED] = { "content-received",
                                          N_ ("The whole package has arrived") },
  [RESITE_LOG_EVENT_STORED] = { "stored", N_ ("The package was stored") },
  [RESITE_LOG_EVENT_FORWARDED] = { "forwarded", N_ ("The information was handed on") },
  [RESITE_LOG_EVENT_INSTALLED] = { "installed",
                                   N_ ("The package is installed on the distribution point") },
  [RESITE_LOG_EVENT_DISTRIBUTED] = { "distributed",
                                     N_ ("The package was sent to a distribution point") },
  [RESITE_LOG_EVENT_DELETED] = { "deleted", N_ ("The package was deleted") },
};

const char *
resite_log_event_get_name (ResiteLogEvent event)
{
  g_return_val_if_fail (event < RESITE_LOG_N_EVENTS, NULL);

  return events[event].name;
}

gboolean
resite_log_event_from_name (const char *name, ResiteLogEvent *event)
{
  for (guint i = 0; name != NULL && i < RESITE_LOG_N_EVENTS; i++)
    {
      if (!g_str_equal (events[i].name, name))
        continue;
      *event = i;
      return TRUE;
    }
  return FALSE;
}

const char *
resite_log_event_get_label (ResiteLogEvent event)
{
  g_return_val_if_fail (event < RESITE_LOG_N_EVENTS, NULL);

  return _ (events[event].label);
}
