/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-supply"

#include "config.h"

#include "resite-lab-supply-private.h"

/* What becomes of a row as time goes. Its times are settled when it is written: that many threads
 * send, that many unpack, and the line is as fast as it is. */

/* Seconds of the lab's time. */
#define NOTICE_AFTER  1.5
#define SEND_AFTER    1.0
#define INFO_SECONDS  0.4
#define DESPOOL_AFTER 1.0
#define UNPACK_AFTER  0.5
#define REPORT_AFTER  1.0
#define SUMMARY_AFTER 1.0
#define REMOVE_AFTER  5.0
/* A sender, or a site that is not heard, is tried again. */
#define TRY_AGAIN 10.0

/* Bytes in a second of the lab's time. */
#define LINE_SPEED   (512 * 1024)
#define UNPACK_SPEED (16 * 1024 * 1024)

#define LEAST_PIECE 131072
#define MOST_PIECES 16
/* What comes is done in portions, so that questions are answered in between. */
#define PORTION 200

gint64
resite_lab_supply_span (ResiteLabSupply *self, double seconds)
{
  return resite_lab_world_span (self->world, seconds);
}

guint
resite_lab_copy_count_pieces (const ResiteLabCopy *copy)
{
  if (copy->bytes == 0)
    return 0;
  return (guint)CLAMP (copy->bytes / LEAST_PIECE + 1, 2, MOST_PIECES);
}

/* The first piece is small, as the sender does it. */
guint64
resite_lab_copy_get_position (const ResiteLabCopy *copy, guint piece)
{
  const guint n = resite_lab_copy_count_pieces (copy);
  const guint64 first = MIN (1024, copy->bytes / 2);

  if (piece == 0 || n < 2)
    return 0;
  return piece >= n ? copy->bytes : first + (copy->bytes - first) * (piece - 1) / (n - 1);
}

static ResiteLabSiteLoad *
get_load (ResiteLabSupply *self, const char *code)
{
  ResiteLabSiteLoad *load = g_hash_table_lookup (self->loads, code);

  if (load == NULL)
    {
      load = g_new0 (ResiteLabSiteLoad, 1);
      g_hash_table_insert (self->loads, g_strdup (code), load);
    }
  return load;
}

static guint
find_free (const gint64 *threads)
{
  guint best = 0;

  for (guint i = 1; i < RESITE_LAB_THREADS; i++)
    if (threads[i] < threads[best])
      best = i;
  return best;
}

static double
measure_sending (const ResiteLabCopy *copy)
{
  return copy->bytes > 0 ? 1 + (double)copy->bytes / LINE_SPEED : INFO_SECONDS;
}

/* Reckons the times of @copy from its sending on. */
static void
plan_from (ResiteLabSupply *self, ResiteLabCopy *copy, gint64 sends)
{
  ResiteLabSiteLoad *load = get_load (self, copy->code);
  guint unpacker;

  copy->slot = find_free (load->sender);
  /* Only behind the end of what the thread sent before, also in the log. */
  copy->sends = MAX (sends, load->sender[copy->slot] + 1);
  copy->sent = copy->sends + resite_lab_supply_span (self, measure_sending (copy));
  load->sender[copy->slot] = copy->sent;
  unpacker = find_free (load->unpacker);
  copy->unpacks = MAX (copy->sent + resite_lab_supply_span (self, DESPOOL_AFTER + UNPACK_AFTER),
                       load->unpacker[unpacker]);
  copy->installs =
      copy->unpacks +
      resite_lab_supply_span (self, 0.6 + (double)copy->stock->package->size / UNPACK_SPEED);
  load->unpacker[unpacker] = copy->installs;
}

void
resite_lab_supply_plan (ResiteLabSupply *self, ResiteLabCopy *copy, gint64 now)
{
  if (copy->fate != RESITE_LAB_FATE_WRONG_SITE && copy->fate != RESITE_LAB_FATE_HANGS)
    plan_from (self, copy, now + resite_lab_supply_span (self, NOTICE_AFTER + SEND_AFTER));
}

void
resite_lab_supply_note_load (ResiteLabSupply *self, const ResiteLabCopy *copy)
{
  ResiteLabSiteLoad *load = get_load (self, copy->code);
  gint64 *sender = &load->sender[copy->slot % RESITE_LAB_THREADS];
  gint64 *unpacker = &load->unpacker[find_free (load->unpacker)];

  *sender = MAX (*sender, copy->sent);
  *unpacker = MAX (*unpacker, copy->installs);
}

static double
get_lag (ResiteLabSupply *self)
{
  const char *lag = resite_lab_world_get_fault (self->world, "summarizer-lag");

  if (lag == NULL)
    return SUMMARY_AFTER;
  return g_ascii_isdigit (*lag) ? g_ascii_strtod (lag, NULL) : 3600;
}

/* When a phase that waits for nothing but the clock is over. */
static gint64
get_phase_due (ResiteLabSupply *self, const ResiteLabCopy *copy)
{
  const guint n = resite_lab_copy_count_pieces (copy);

  switch (copy->phase)
    {
    case RESITE_LAB_NOTICE:
      return copy->summarized + resite_lab_supply_span (self, NOTICE_AFTER);
    case RESITE_LAB_SEND:
      return copy->sends;
    case RESITE_LAB_SENT:
      return copy->piece < n
                 ? copy->sends + (copy->sent - copy->sends) * (copy->piece + 1) / (n + 1)
                 : copy->sent;
    case RESITE_LAB_ARRIVE:
      return copy->sent + resite_lab_supply_span (self, DESPOOL_AFTER);
    case RESITE_LAB_UNPACK:
      return copy->unpacks;
    case RESITE_LAB_INSTALL:
      return copy->installs;
    case RESITE_LAB_REPORT:
      return copy->installs + resite_lab_supply_span (self, REPORT_AFTER);
    case RESITE_LAB_SUMMARY:
      return copy->installs + resite_lab_supply_span (self, REPORT_AFTER + get_lag (self));
    case RESITE_LAB_REST:
    default:
      return 0;
    }
}

gint64
resite_lab_copy_get_due (ResiteLabSupply *self, const ResiteLabCopy *copy)
{
  if (copy->removed != 0)
    return copy->removed + resite_lab_supply_span (self, REMOVE_AFTER);
  return get_phase_due (self, copy);
}

typedef struct
{
  ResiteLabCopy *copy;
  gint64 time;
} Due;

static int
compare_due (gconstpointer a, gconstpointer b, gpointer data)
{
  const Due *first = a;
  const Due *second = b;

  return first->time < second->time ? -1 : first->time > second->time;
}

void
resite_lab_supply_unqueue (ResiteLabCopy *copy)
{
  if (copy->due == NULL)
    return;
  g_sequence_remove (copy->due);
  copy->due = NULL;
}

static void
queue_at (ResiteLabSupply *self, ResiteLabCopy *copy, gint64 time)
{
  Due *due = g_new (Due, 1);

  due->copy = copy;
  due->time = time;
  copy->due = g_sequence_insert_sorted (self->due, due, compare_due, NULL);
  if (copy->due == g_sequence_get_begin_iter (self->due))
    resite_lab_supply_wait (self);
}

void
resite_lab_supply_queue (ResiteLabSupply *self, ResiteLabCopy *copy)
{
  const gint64 time = resite_lab_copy_get_due (self, copy);

  g_assert (copy->due == NULL);
  if (time != 0)
    queue_at (self, copy, time);
}

static void
count (ResiteLabSupply *self, ResiteLabCopy *copy, guint64 content, guint64 info)
{
  copy->stock->content += content;
  copy->stock->info += info;
  resite_lab_supply_keep_stock (self, copy->stock);
  resite_lab_supply_flush_soon (self);
}

/* The compressed copy is at the site now. */
static void
arrive (ResiteLabSupply *self, ResiteLabCopy *copy)
{
  if (copy->bytes == 0)
    return;
  g_hash_table_replace (copy->stock->masters, g_strdup (copy->code),
                        GUINT_TO_POINTER (copy->version));
  resite_lab_supply_keep_master (self, copy->stock, copy->code, copy->version);
}

static void
send_piece (ResiteLabSupply *self, ResiteLabCopy *copy, gint64 time)
{
  resite_lab_supply_tell_piece (self, copy, time);
  count (self, copy,
         resite_lab_copy_get_position (copy, copy->piece + 1) -
             resite_lab_copy_get_position (copy, copy->piece),
         0);
  copy->piece++;
}

static void
enter (ResiteLabSupply *self, ResiteLabCopy *copy, gint64 time)
{
  resite_lab_supply_tell (self, copy, time);
  switch (copy->phase)
    {
    case RESITE_LAB_SENT:
      count (self, copy, 0,
             RESITE_LAB_INSTRUCTION_BYTES + (copy->bytes == 0 ? RESITE_LAB_INFO_BYTES : 0));
      break;
    case RESITE_LAB_ARRIVE:
      arrive (self, copy);
      break;
    case RESITE_LAB_INSTALL:
      if (copy->fate == RESITE_LAB_FATE_GOOD)
        resite_lab_supply_unpack (self, copy);
      break;
    case RESITE_LAB_SUMMARY:
      copy->summarized = time;
      break;
    case RESITE_LAB_NOTICE:
    case RESITE_LAB_SEND:
    case RESITE_LAB_UNPACK:
    case RESITE_LAB_REPORT:
    case RESITE_LAB_REST:
    default:
      break;
    }
}

/* A row with the wrong site never gets farther than the parent. */
static ResiteLabPhase
get_next (const ResiteLabCopy *copy)
{
  if (copy->phase != RESITE_LAB_NOTICE)
    return copy->phase + 1;
  return copy->fate == RESITE_LAB_FATE_WRONG_SITE || copy->fate == RESITE_LAB_FATE_HANGS
             ? RESITE_LAB_REST
             : RESITE_LAB_SEND;
}

/* FALSE: not now, for what is @copy's next. */
static gboolean
may_go_on (ResiteLabSupply *self, const ResiteLabCopy *copy)
{
  if (copy->phase == RESITE_LAB_SEND)
    return resite_lab_supply_can_deliver (self, copy->code);
  return copy->phase != RESITE_LAB_REPORT || resite_lab_supply_is_heard (self, copy->code);
}

/* The site is not there, or its parent is deaf: all that comes later, comes later. */
static void
put_off (ResiteLabSupply *self, ResiteLabCopy *copy)
{
  const gint64 later =
      resite_lab_world_now (self->world) + resite_lab_supply_span (self, TRY_AGAIN);

  if (copy->phase == RESITE_LAB_SEND)
    plan_from (self, copy, later);
  queue_at (self, copy, copy->phase == RESITE_LAB_SEND ? copy->sends : later);
}

static void
go_on (ResiteLabSupply *self, ResiteLabCopy *copy, gint64 time)
{
  if (copy->removed != 0)
    {
      resite_lab_supply_keep_gone (self, copy);
      resite_lab_supply_drop_copy (self, copy);
      return;
    }
  if (!may_go_on (self, copy))
    {
      put_off (self, copy);
      return;
    }
  if (copy->phase == RESITE_LAB_SENT && copy->piece < resite_lab_copy_count_pieces (copy))
    send_piece (self, copy, time);
  else
    {
      enter (self, copy, time);
      copy->phase = get_next (copy);
    }
  resite_lab_supply_keep_copy (self, copy);
  resite_lab_supply_queue (self, copy);
}

/* (nullable): what is due first. */
static Due *
peek (ResiteLabSupply *self)
{
  GSequenceIter *first = g_sequence_get_begin_iter (self->due);

  return g_sequence_iter_is_end (first) ? NULL : g_sequence_get (first);
}

void
resite_lab_supply_work_off (ResiteLabSupply *self)
{
  const gint64 now = resite_lab_world_now (self->world);

  for (guint i = 0; i < PORTION; i++)
    {
      Due *due = peek (self);
      const gint64 time = due != NULL ? due->time : 0;
      ResiteLabCopy *copy = due != NULL ? due->copy : NULL;

      if (due == NULL || due->time > now)
        break;
      resite_lab_supply_unqueue (copy);
      go_on (self, copy, time);
    }
  resite_lab_supply_wait (self);
}

static gboolean
timer_fired (gpointer data)
{
  ResiteLabSupply *self = data;

  self->timer = 0;
  resite_lab_supply_work_off (self);
  return G_SOURCE_REMOVE;
}

void
resite_lab_supply_wait (ResiteLabSupply *self)
{
  const Due *due = peek (self);

  g_clear_handle_id (&self->timer, g_source_remove);
  if (due != NULL)
    self->timer = resite_lab_world_call_at (self->world, due->time, timer_fired, self);
}
