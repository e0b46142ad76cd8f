/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-log-trailer"

#include "config.h"

#include <string.h>

#include "resite-log-line.h"
#include "resite-log-time.h"
#include "resite-log-trailer.h"

/* $$<COMPONENT><Wed Mar 05 10:22:11.195 2008 Eastern Standard Time><thread=1016 (0x3F8)>
 *    head       time, 28 characters         tail                           number  */
#define TIME_LENGTH 28
#define DAY_LENGTH  11 /* "Wed Mar 05 " */
#define YEAR_AT     23
#define MOST_FORMS  16
#define LONGEST     80

typedef struct
{
  gsize length; /* of all of it */
  gsize head_length;
  gsize tail_length;
  char head[LONGEST];
  char tail[LONGEST];
  guint component;
  int offset;
} Form;

struct _ResiteLogTrailers
{
  Form forms[MOST_FORMS];
  guint n_forms;
  guint oldest; /* the one to be forgotten next */

  char day[DAY_LENGTH];
  char year[5];
  gint64 midnight; /* of that day, local */
};

ResiteLogTrailers *
resite_log_trailers_new (void)
{
  return g_new0 (ResiteLogTrailers, 1);
}

void
resite_log_trailers_free (ResiteLogTrailers *self)
{
  g_free (self);
}

static gboolean
read_day (ResiteLogTrailers *self, const char *time)
{
  const ResiteLogLine line = { .shape = RESITE_LINE_SERVER, .time = { time, TIME_LENGTH } };
  ResiteLogTime day;
  gint64 local;

  if (!resite_log_time_read (&line, &day))
    return FALSE;
  local = day.time + (gint64)day.offset * 60 * G_USEC_PER_SEC;
  self->midnight = local - local % (86400 * (gint64)G_USEC_PER_SEC);
  memcpy (self->day, time, DAY_LENGTH);
  memcpy (self->year, time + YEAR_AT, sizeof self->year);
  return TRUE;
}

static inline guint64
load (const char *at)
{
  guint64 bytes;

  memcpy (&bytes, at, sizeof bytes);
  return GUINT64_FROM_LE (bytes);
}

/* The eight bytes as they differ from @zero, if each is a digit more than there or the same sign. */
static inline gboolean
take_digits (const char *at, const char *zero, guint64 *digits)
{
  const guint64 high = 0x8080808080808080u;
  const guint64 bytes = load (at);

  *digits = bytes - load (zero);
  /* No byte borrowed, and none is above 9. */
  return (((bytes | *digits | (*digits + 0x7676767676767676u)) & high) == 0);
}

/* "10:22:11.195": eight digits and signs, and the last eight of all once more. */
static inline gboolean
read_clock (const char *at, gint64 *clock)
{
  guint64 first, last, pairs;
  guint hour, minute, second, milli;

  if (!take_digits (at, "00:00:00", &first) || !take_digits (at + 4, "0:00.000", &last) ||
      at[2] != ':' || at[5] != ':' || at[8] != '.')
    return FALSE;
  /* Each byte times ten and the one behind it: a pair of digits is where its first one was. */
  pairs = first * 10 + (first >> 8);
  hour = pairs & 0xFF;
  minute = pairs >> 24 & 0xFF;
  second = pairs >> 48 & 0xFF;
  milli = (guint)((last >> 40 & 0xFF) * 100 + (last >> 48 & 0xFF) * 10 + (last >> 56));
  *clock = ((gint64)(hour * 3600 + minute * 60 + second) * 1000 + milli) * 1000;
  return hour < 24 && minute < 60 && second <= 60;
}

static inline gboolean
read_time (ResiteLogTrailers *self, const char *time, int offset, gint64 *utc)
{
  gint64 clock;

  if (!read_clock (time + DAY_LENGTH, &clock))
    return FALSE;
  if ((memcmp (time, self->day, DAY_LENGTH) != 0 ||
       memcmp (time + YEAR_AT, self->year, sizeof self->year) != 0) &&
      !read_day (self, time))
    return FALSE;
  *utc = self->midnight + clock - (gint64)offset * 60 * G_USEC_PER_SEC;
  return TRUE;
}

static inline gboolean
read_form (ResiteLogTrailers *self, const Form *form, const char *start, const char *end,
           ResiteLogTrailer *trailer)
{
  const char *at = end - form->length;
  const char *time = at + form->head_length;
  const char *tail = time + TIME_LENGTH;

  if ((gsize)(end - start) < form->length || load (at) != load (form->head) ||
      memcmp (at, form->head, form->head_length) != 0 ||
      memcmp (tail, form->tail, form->tail_length) != 0 || end[-1] != '>' || end[-2] != ')' ||
      !read_time (self, time, form->offset, &trailer->time))
    return FALSE;
  trailer->start = at;
  trailer->thread = tail + form->tail_length;
  trailer->component = form->component;
  trailer->offset = form->offset;
  return TRUE;
}

gboolean
resite_log_trailers_read (ResiteLogTrailers *self, const char *start, const char *end,
                          ResiteLogTrailer *trailer)
{
  for (guint i = 0; i < self->n_forms; i++)
    if (read_form (self, &self->forms[i], start, end, trailer))
      return TRUE;
  return FALSE;
}

void
resite_log_trailers_learn (ResiteLogTrailers *self, const char *mark, const char *end,
                           guint component, int offset)
{
  const char *time = memchr (mark, '>', (gsize)(end - mark));
  const char *number = memmem (mark, (gsize)(end - mark), "><thread=", 9);
  Form form = { .length = (gsize)(end - mark), .component = component, .offset = offset };

  if (time == NULL || number == NULL || number - time < TIME_LENGTH + 2)
    return;
  time += 2;
  form.head_length = (gsize)(time - mark);
  form.tail_length = (gsize)(number + 9 - time) - TIME_LENGTH;
  if (form.head_length < 8 || form.head_length > LONGEST || form.tail_length > LONGEST ||
      time[3] != ' ' || time[7] != ' ' || time[DAY_LENGTH - 1] != ' ' || time[YEAR_AT] != ' ')
    return;
  memcpy (form.head, mark, form.head_length);
  memcpy (form.tail, time + TIME_LENGTH, form.tail_length);
  self->forms[self->oldest] = form;
  self->n_forms = MAX (self->n_forms, self->oldest + 1);
  self->oldest = (self->oldest + 1) % MOST_FORMS;
}
