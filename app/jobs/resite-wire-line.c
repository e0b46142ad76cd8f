/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-wire-line"

#include "config.h"

#include <string.h>

#include "resite-log-line.h"
#include "resite-wire-line.h"

/* Copies up to one of @ends in capitals; what does not fit is cut. Returns where it ended. */
static const char *
copy_word (const char *from, const char *ends, char *to, gsize size)
{
  gsize length = 0;

  for (; *from != '\0' && strchr (ends, *from) == NULL; from++)
    {
      if (length + 1 < size)
        to[length++] = g_ascii_toupper (*from);
    }
  to[length] = '\0';
  return from;
}

/* (nullable): behind @what, small and capital letters alike. */
static const char *
find_behind (const char *text, const char *what)
{
  const gsize length = strlen (what);

  for (; *text != '\0'; text++)
    {
      if (g_ascii_strncasecmp (text, what, length) == 0)
        return text + length;
    }
  return NULL;
}

/* "Found send request.  ID: 202SQP01, Dest Site: S01" */
static void
read_found (ResiteWireLine *self, const char *text)
{
  const char *request, *site;

  if (find_behind (text, "send request") == NULL)
    return;
  request = find_behind (text, " ID: ");
  site = find_behind (text, "Dest Site: ");
  if (request == NULL || site == NULL)
    return;
  copy_word (request, ", ", self->request, sizeof self->request);
  copy_word (site, ", ~", self->site, sizeof self->site);
}

/* "Created sending thread (Thread ID = 1150)", in hexadecimal digits. */
static void
read_created (ResiteWireLine *self, const char *text)
{
  const char *number = find_behind (text, "Created sending thread (Thread ID = ");

  if (number != NULL)
    self->created = (guint32)g_ascii_strtoull (number, NULL, 16);
}

/* A server may be told with its domain; an address has no name before the first dot. */
static void
copy_server (const char *from, const char *until, char *to)
{
  g_autofree char *server = g_strndup (from, until - from);

  copy_word (server, g_hostname_is_ip_address (server) ? "" : ".", to, RESITE_WIRE_SERVER_SIZE);
}

/* "\\BR01SMS\SMS_SITE\202SQP01.PCK" */
static gboolean
read_remote_file (ResiteWireLine *self, const char *text)
{
  const char *share = find_behind (text, "\\SMS_SITE\\");
  const char *server;

  if (share == NULL)
    return FALSE;
  copy_word (share, ".\\ ]", self->request, sizeof self->request);
  for (server = share - strlen ("\\SMS_SITE\\"); server > text && server[-1] != '\\'; server--)
    continue;
  copy_server (server, share - strlen ("\\SMS_SITE\\"), self->server);
  return TRUE;
}

/* "Wrote 65523 bytes to 1_06XCEN.PCK", as old senders say it. */
static void
read_written (ResiteWireLine *self, const char *text)
{
  const char *name = find_behind (text, " bytes to ");

  if (name != NULL && *name != '\\')
    copy_word (name, ". ", self->request, sizeof self->request);
}

/* "D:\SMS\inboxes\schedule.box\tosend\00000E2B.P3E" is information: packages lie elsewhere. */
static gboolean
is_queued (const char *text)
{
  const char *file = find_behind (text, "Package file = ");

  return file != NULL && find_behind (file, "\\schedule.box\\tosend\\") != NULL;
}

gboolean
resite_wire_line_read (ResiteWireLine *self, const char *text)
{
  ResiteLogLine line;
  g_autofree char *message = NULL;

  g_return_val_if_fail (self != NULL && text != NULL, FALSE);

  memset (self, 0, sizeof *self);
  resite_watch_reading_take (&self->reading, text);
  resite_log_line_parse (&line, text, strlen (text));
  message = resite_log_part_dup (&line.text);
  self->queued = is_queued (message);
  read_found (self, message);
  if (*self->site == '\0')
    read_created (self, message);
  if (*self->site == '\0' && self->created == 0 && !read_remote_file (self, message))
    read_written (self, message);
  return self->reading.sends != RESITE_LOG_SENDS_NOTHING || self->reading.bytes > 0 ||
         *self->request != '\0' || self->created != 0;
}
