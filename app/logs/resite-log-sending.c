/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-log-sending"

#include "config.h"

#include <string.h>

#include "resite-log-sending.h"
#include "resite-log-words.h"

#define MOST_THREADS 1024

typedef struct
{
  gboolean told;                    /* a line said what it sends */
  char package[RESITE_LOG_ID_SIZE]; /* "": information */
  guint64 bytes;                    /* written before that */
} Thread;

struct _ResiteLogSending
{
  GHashTable *threads; /* number → Thread */
  Thread *last;        /* of the line before */
  guint32 last_number;
};

ResiteLogSending *
resite_log_sending_new (void)
{
  ResiteLogSending *self = g_new0 (ResiteLogSending, 1);

  self->threads = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  return self;
}

void
resite_log_sending_free (ResiteLogSending *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->threads);
  g_free (self);
}

static Thread *
get_thread (ResiteLogSending *self, guint32 number)
{
  Thread *thread;

  if (self->last != NULL && self->last_number == number)
    return self->last;
  thread = g_hash_table_lookup (self->threads, GUINT_TO_POINTER (number));
  if (thread == NULL && g_hash_table_size (self->threads) == MOST_THREADS)
    return NULL;
  if (thread == NULL)
    {
      thread = g_new0 (Thread, 1);
      g_hash_table_insert (self->threads, GUINT_TO_POINTER (number), thread);
    }
  self->last = thread;
  self->last_number = number;
  return thread;
}

static void
add_bytes (ResiteLogTally *tally, Thread *thread, guint64 bytes)
{
  ResiteLogPackage *package = NULL;

  if (thread->package[0] != '\0')
    package = resite_log_tally_get_package (tally, thread->package);
  if (package != NULL)
    package->bytes += bytes;
  else if (!thread->told)
    thread->bytes += bytes;
}

void
resite_log_sending_take (ResiteLogSending *self, ResiteLogTally *tally, guint32 thread,
                         const ResiteLogMatch *match)
{
  Thread *known;

  if (match->rule->sends == RESITE_LOG_SENDS_NOTHING && match->bytes == 0)
    return;
  known = get_thread (self, thread);
  if (known == NULL)
    return;
  if (match->rule->sends != RESITE_LOG_SENDS_NOTHING)
    {
      known->told = TRUE;
      known->package[0] = '\0';
    }
  if (match->rule->sends == RESITE_LOG_SENDS_CONTENT && match->package != NULL)
    resite_log_words_copy_package (match->package, known->package);
  if (match->bytes > 0)
    add_bytes (tally, known, match->bytes);
}

void
resite_log_sending_add (ResiteLogSending *self, ResiteLogTally *tally,
                        const ResiteLogSending *other)
{
  GHashTableIter iter;
  gpointer number, value;

  g_hash_table_iter_init (&iter, other->threads);
  while (g_hash_table_iter_next (&iter, &number, &value))
    {
      const Thread *from = value;
      Thread *to = get_thread (self, GPOINTER_TO_UINT (number));

      if (to == NULL)
        continue;
      add_bytes (tally, to, from->bytes);
      if (!from->told)
        continue;
      to->told = TRUE;
      memcpy (to->package, from->package, sizeof to->package);
    }
}
