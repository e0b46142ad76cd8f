/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-log"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "resite-error.h"
#include "resite-lab-log.h"

#define LOG_LIMIT (2 * 1024 * 1024)

/* English whatever the locale of this desk is, as on the servers. */
static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

static char *
format_time (gint64 time, gboolean with_milliseconds)
{
  g_autoptr (GDateTime) moment = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);
  g_autofree char *milliseconds = g_strdup_printf (".%03d", (int)(time % G_USEC_PER_SEC / 1000));

  return g_strdup_printf ("%s %s %02d %02d:%02d:%02d%s %04d",
                          days[g_date_time_get_day_of_week (moment) - 1],
                          months[g_date_time_get_month (moment) - 1],
                          g_date_time_get_day_of_month (moment), g_date_time_get_hour (moment),
                          g_date_time_get_minute (moment), g_date_time_get_second (moment),
                          with_milliseconds ? milliseconds : "", g_date_time_get_year (moment));
}

void
resite_lab_log_format (GString *lines, const char *component, guint thread, gint64 time,
                       const char *text)
{
  g_autofree char *moment = format_time (time, TRUE);

  g_return_if_fail (lines != NULL && component != NULL && text != NULL);

  g_string_append_printf (lines, "%s  $$<%s><%s Greenwich Standard Time><thread=%u (0x%X)>\r\n",
                          text, component, moment, thread, thread);
}

void
resite_lab_log_format_status (GString *lines, const char *component, guint thread, gint64 time,
                              guint id, const char *server, const char *site, const char *package)
{
  g_autofree char *moment = format_time (time, TRUE);
  g_autofree char *text = g_strdup_printf (
      "STATMSG: ID=%u SEV=%c LEV=M SOURCE=\"SMS Server\" COMP=\"%s\" SYS=%s SITE=%s PID=1808 "
      "TID=%u GMTDATE=%s ISTR0=\"Rehearsal %s\" ISTR1=\"%s\" ISTR2=\"\" ISTR3=\"\" ISTR4=\"\" "
      "ISTR5=\"\" ISTR6=\"\" ISTR7=\"\" ISTR8=\"\" ISTR9=\"\" NUMATTRS=1 AID0=400 AVAL0=\"%s\"",
      id, id == 2302 ? 'E' : 'I', component, server, site, thread, moment, package, package,
      package);

  resite_lab_log_format (lines, component, thread, time, text);
}

static void
turn_over (const char *path, guint limit)
{
  g_autofree char *former = g_strdup (path);
  struct stat info;

  if (stat (path, &info) != 0 || info.st_size < limit)
    return;
  former[strlen (former) - 1] = '_';
  g_rename (path, former);
}

static gboolean
write_all (int fd, const char *text)
{
  gsize length = strlen (text);

  while (length > 0)
    {
      const gssize n = write (fd, text, length);

      if (n < 0 && errno != EINTR)
        return FALSE;
      if (n > 0)
        {
          text += n;
          length -= n;
        }
    }
  return TRUE;
}

gboolean
resite_lab_log_append (const char *path, const char *lines, GError **error)
{
  return resite_lab_log_append_within (path, lines, 0, error);
}

gboolean
resite_lab_log_append_within (const char *path, const char *lines, guint limit, GError **error)
{
  g_autofree char *folder = NULL;
  gboolean written;
  int fd;

  g_return_val_if_fail (path != NULL && lines != NULL, FALSE);

  folder = g_path_get_dirname (path);
  g_mkdir_with_parents (folder, 0755);
  turn_over (path, limit > 0 ? limit : LOG_LIMIT);
  fd = open (path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  written = fd >= 0 && write_all (fd, lines);
  if (!written)
    resite_error_set_from_errno (error, errno, _ ("Writing the log %s"), path);
  if (fd >= 0)
    close (fd);
  return written;
}
