/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-log-time"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-error.h"
#include "resite-log-time.h"

#define MINUTE ((gint64)60 * G_USEC_PER_SEC)

/* Reads along a text; once something is not as it should be, it stays so. */
typedef struct
{
  const char *at;
  const char *end;
  gboolean wrong;
} Reader;

static int
read_number (Reader *reader, guint most)
{
  int number = 0;
  guint digits = 0;

  while (digits < most && reader->at < reader->end && g_ascii_isdigit (*reader->at))
    {
      number = number * 10 + (*reader->at++ - '0');
      digits++;
    }
  reader->wrong = reader->wrong || digits == 0;
  return number;
}

static void
read_sign (Reader *reader, char sign)
{
  if (reader->at < reader->end && *reader->at == sign)
    reader->at++;
  else
    reader->wrong = TRUE;
}

static void
skip_blanks (Reader *reader)
{
  while (reader->at < reader->end && *reader->at == ' ')
    reader->at++;
}

static gboolean
is_next (Reader *reader, char sign)
{
  return reader->at < reader->end && *reader->at == sign;
}

/* English, whatever language the server speaks. 1 to 12. */
static int
read_month (Reader *reader)
{
  static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

  for (int i = 0; reader->end - reader->at >= 3 && i < 12; i++)
    if (g_ascii_strncasecmp (names + (gsize)i * 3, reader->at, 3) == 0)
      {
        reader->at += 3;
        return i + 1;
      }
  reader->wrong = TRUE;
  return 0;
}

/* "8:13:13.819": microseconds. The fraction may be missing. */
static gint64
read_clock (Reader *reader)
{
  const int hour = read_number (reader, 2);
  int minute, second;
  gint64 fraction = 0;

  read_sign (reader, ':');
  minute = read_number (reader, 2);
  read_sign (reader, ':');
  second = read_number (reader, 2);
  if (is_next (reader, '.'))
    {
      gint64 unit = G_USEC_PER_SEC / 10;

      for (reader->at++; reader->at < reader->end && g_ascii_isdigit (*reader->at); unit /= 10)
        fraction += unit * (*reader->at++ - '0');
    }
  reader->wrong = reader->wrong || hour > 23 || minute > 59 || second > 60;
  return ((gint64)(hour * 3600 + minute * 60 + second)) * G_USEC_PER_SEC + fraction;
}

gboolean
resite_log_time_compose (int year, int month, int day, int seconds, gint64 *local)
{
  static const int before[] = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334 };
  const gboolean leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  gint64 days;

  if (year < 1980 || year > 9999 || month < 1 || month > 12 || day < 1 ||
      day > g_date_get_days_in_month ((GDateMonth)month, (GDateYear)year))
    return FALSE;
  days =
      (gint64)(year - 1970) * 365 + (year - 1969) / 4 - (year - 1901) / 100 + (year - 1601) / 400;
  days += before[month - 1] + (leap && month > 2) + day - 1;
  *local = (days * 86400 + seconds) * G_USEC_PER_SEC;
  return TRUE;
}

static gboolean
compose (Reader *reader, int year, int month, int day, gint64 clock, gint64 *local)
{
  if (reader->wrong || !resite_log_time_compose (year, month, day, 0, local))
    return FALSE;
  *local += clock;
  return TRUE;
}

static void
set_offset (ResiteLogTime *time, gint64 local, int offset)
{
  time->time = local - offset * MINUTE;
  time->offset = offset;
  time->zone_known = TRUE;
}

static void
set_offset_of_desk (ResiteLogTime *time, gint64 local)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  gint64 seconds = local / G_USEC_PER_SEC;
  const int interval = g_time_zone_adjust_time (zone, G_TIME_TYPE_STANDARD, &seconds);

  set_offset (time, local, g_time_zone_get_offset (zone, MAX (interval, 0)) / 60);
  time->zone_known = FALSE;
}

void
resite_log_time_set_zone (ResiteLogTime *time, gint64 local, const char *zone, gsize length)
{
  int offset;

  if (resite_log_zone_find (zone, length, &offset))
    set_offset (time, local, offset);
  else
    set_offset_of_desk (time, local);
}

/* "+240", "-60": what is missing to UTC. */
static gboolean
read_bias (Reader *reader, int *offset)
{
  const gboolean ahead = is_next (reader, '-');

  if (!ahead && !is_next (reader, '+'))
    return FALSE;
  reader->at++;
  *offset = read_number (reader, 4) * (ahead ? 1 : -1);
  return !reader->wrong && *offset > -1440 && *offset < 1440;
}

static void
finish (Reader *reader, gint64 local, ResiteLogTime *time)
{
  int offset;

  if (read_bias (reader, &offset))
    set_offset (time, local, offset);
  else
    set_offset_of_desk (time, local);
}

/* "Fri Oct 15 17:09:46.677 1999 Pacific Daylight Time"; "Mon Apr 21 09:02:14 1997~". */
static gboolean
read_named (Reader *reader, ResiteLogTime *time)
{
  int month, day, year;
  gint64 clock, local;

  while (reader->at < reader->end && g_ascii_isalpha (*reader->at))
    reader->at++;
  skip_blanks (reader);
  month = read_month (reader);
  skip_blanks (reader);
  day = read_number (reader, 2);
  skip_blanks (reader);
  clock = read_clock (reader);
  skip_blanks (reader);
  year = read_number (reader, 4);
  skip_blanks (reader);
  if (!compose (reader, year, month, day, clock, &local))
    return FALSE;
  resite_log_time_set_zone (time, local, reader->at, (gsize)(reader->end - reader->at));
  return TRUE;
}

/* "07-15-2023 09:12:45.332+240"; also with "/" and with the year first. */
static gboolean
read_numbered (Reader *reader, ResiteLogTime *time)
{
  const int first = read_number (reader, 4);
  const char sign = is_next (reader, '/') ? '/' : '-';
  int second, third;
  gint64 clock, local;

  read_sign (reader, sign);
  second = read_number (reader, 2);
  read_sign (reader, sign);
  third = read_number (reader, 4);
  skip_blanks (reader);
  clock = read_clock (reader);
  if (!compose (reader, first > 1900 ? first : third, first > 1900 ? second : first,
                first > 1900 ? third : second, clock, &local))
    return FALSE;
  finish (reader, local, time);
  return TRUE;
}

static gboolean
find_attribute (const ResiteLogPart *part, const char *name, Reader *reader)
{
  const char *at =
      part->length > 0 ? memmem (part->start, part->length, name, strlen (name)) : NULL;

  if (at == NULL)
    return FALSE;
  *reader = (Reader){ at + strlen (name), part->start + part->length, FALSE };
  return TRUE;
}

/* time="08:50:00.123+300" date="10-14-2008" */
static gboolean
read_attributes (const ResiteLogPart *part, ResiteLogTime *time)
{
  Reader clock_reader, date_reader;
  int month, day, year;
  gint64 clock, local;

  if (!find_attribute (part, "time=\"", &clock_reader) ||
      !find_attribute (part, "date=\"", &date_reader))
    return FALSE;
  clock = read_clock (&clock_reader);
  month = read_number (&date_reader, 2);
  read_sign (&date_reader, '-');
  day = read_number (&date_reader, 2);
  read_sign (&date_reader, '-');
  year = read_number (&date_reader, 4);
  if (clock_reader.wrong || !compose (&date_reader, year, month, day, clock, &local))
    return FALSE;
  finish (&clock_reader, local, time);
  return TRUE;
}

gboolean
resite_log_time_read (const ResiteLogLine *line, ResiteLogTime *time)
{
  Reader reader;

  g_return_val_if_fail (line != NULL && time != NULL, FALSE);

  if (line->shape == RESITE_LINE_CLIENT)
    return read_attributes (&line->time, time);
  if (line->time.length == 0)
    return FALSE;
  reader = (Reader){ line->time.start, line->time.start + line->time.length, FALSE };
  skip_blanks (&reader);
  return reader.at < reader.end && g_ascii_isdigit (*reader.at) ? read_numbered (&reader, time)
                                                                : read_named (&reader, time);
}

char *
resite_log_time_format (gint64 time, int offset)
{
  const gint64 local = time + offset * MINUTE;
  g_autoptr (GDateTime) moment = g_date_time_new_from_unix_utc (local / G_USEC_PER_SEC);
  g_autofree char *text =
      moment != NULL ? g_date_time_format (moment, "%Y-%m-%dT%H:%M:%S") : g_strdup ("");
  const int minutes = ABS (offset);

  return g_strdup_printf ("%s.%03d%c%02d:%02d", text, (int)(local % G_USEC_PER_SEC / 1000),
                          offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

gboolean
resite_log_time_from_text (const char *text, gint64 *time, GError **error)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autofree char *full = NULL;
  g_autoptr (GDateTime) moment = NULL;

  g_return_val_if_fail (text != NULL && time != NULL, FALSE);

  full = g_strdup (text);
  g_strstrip (full);
  if (strlen (full) > 10 && full[10] == ' ')
    full[10] = 'T';
  if (strlen (full) == 10 || strlen (full) == 16)
    {
      char *longer = g_strconcat (full, strlen (full) == 10 ? "T00:00:00" : ":00", NULL);

      g_free (full);
      full = longer;
    }
  moment = g_date_time_new_from_iso8601 (full, zone);
  if (moment == NULL)
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                   _ ("“%s” is no time; write it as 2008-10-14T14:10:00-05:00, or as 2008-10-14 "
                      "14:10 in this desk's own time"),
                   text);
      return FALSE;
    }
  *time = g_date_time_to_unix (moment) * G_USEC_PER_SEC + g_date_time_get_microsecond (moment);
  return TRUE;
}
