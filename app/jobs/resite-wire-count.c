/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-wire-count"

#include "config.h"

#include <string.h>

#include "resite-wire-count.h"

#define MOST_THREADS  4096
#define MOST_REQUESTS 65536

typedef enum
{
  FOR_OPEN, /* nothing said so far to which site it goes */
  FOR_US,
  FOR_OTHERS
} Destination;

typedef struct
{
  Destination destination;
  gboolean fresh;    /* created for what it will send next */
  gboolean sure;     /* the log says what the file is */
  Destination found; /* of the request that it found last, for the thread that it creates */
  char package[RESITE_LOG_ID_SIZE]; /* whose content it sends; "": something else */
  guint64 bytes;                    /* of that file */
  guint64 counted;                  /* of these, counted for the site */
  guint large;                      /* which large file it is, + 1; 0: none */
  guint looks;                      /* for which its content was open */
} Thread;

struct _ResiteWireCount
{
  char *site;
  char *server;         /* or NULL */
  GHashTable *threads;  /* number → Thread */
  GHashTable *requests; /* name → Destination */
  GHashTable *contents; /* id → ResiteWireContent */
  GArray *large;        /* guint64 */
  guint64 content_bytes;
  guint64 info_bytes;
  guint64 unsure_bytes;
};

/* (nullable) (transfer full): in capitals, without its domain. */
static char *
shorten (const char *server)
{
  g_autofree char *name = NULL;

  if (server == NULL || *server == '\0')
    return NULL;
  if (g_hostname_is_ip_address (server))
    return g_strdup (server);
  name = g_strndup (server, strcspn (server, "."));
  return g_ascii_strup (name, -1);
}

ResiteWireCount *
resite_wire_count_new (const char *site, const char *server)
{
  ResiteWireCount *self = g_new0 (ResiteWireCount, 1);

  self->site = g_ascii_strup (site, -1);
  self->server = shorten (server);
  self->threads = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->requests = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->contents = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->large = g_array_new (FALSE, FALSE, sizeof (guint64));
  return self;
}

void
resite_wire_count_free (ResiteWireCount *self)
{
  if (self == NULL)
    return;
  g_free (self->site);
  g_free (self->server);
  g_hash_table_unref (self->threads);
  g_hash_table_unref (self->requests);
  g_hash_table_unref (self->contents);
  g_array_unref (self->large);
  g_free (self);
}

static ResiteWireContent *
get_content (ResiteWireCount *self, const char *id)
{
  ResiteWireContent *content = g_hash_table_lookup (self->contents, id);

  if (content != NULL)
    return content;
  content = g_new0 (ResiteWireContent, 1);
  g_hash_table_insert (self->contents, g_strdup (id), content);
  return content;
}

static void
count_large (ResiteWireCount *self, Thread *thread)
{
  if (thread->bytes <= RESITE_WIRE_LARGE)
    return;
  if (thread->large == 0)
    {
      g_array_append_val (self->large, thread->bytes);
      thread->large = self->large->len;
    }
  g_array_index (self->large, guint64, thread->large - 1) = thread->bytes;
}

/* What was sent while it was open comes in once it is known to go to us. */
static void
count (ResiteWireCount *self, Thread *thread)
{
  const guint64 more = thread->bytes - thread->counted;
  ResiteWireContent *content;

  if (thread->destination != FOR_US)
    return;
  thread->counted = thread->bytes;
  if (*thread->package == '\0')
    {
      self->info_bytes += more;
      self->unsure_bytes += thread->sure ? 0 : more;
      count_large (self, thread);
      return;
    }
  content = get_content (self, thread->package);
  content->seen = TRUE;
  content->bytes += more;
  self->content_bytes += more;
}

static gboolean
is_open (const Thread *thread)
{
  return thread->destination == FOR_OPEN && (*thread->package != '\0' || thread->bytes > 0);
}

/* To whom it went is not said any more: taken for ours, since what is not counted would prove that
 * nothing was sent. */
static void
close_open (ResiteWireCount *self, Thread *thread)
{
  if (!is_open (thread))
    return;
  thread->destination = FOR_US;
  count (self, thread);
}

static void
forget_threads (ResiteWireCount *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->threads);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    close_open (self, value);
  g_hash_table_remove_all (self->threads);
}

static Thread *
get_thread (ResiteWireCount *self, guint32 number)
{
  Thread *thread = g_hash_table_lookup (self->threads, GUINT_TO_POINTER (number));

  if (thread != NULL)
    return thread;
  if (g_hash_table_size (self->threads) >= MOST_THREADS)
    forget_threads (self);
  thread = g_new0 (Thread, 1);
  g_hash_table_insert (self->threads, GUINT_TO_POINTER (number), thread);
  return thread;
}

static Destination
judge_site (ResiteWireCount *self, const char *site)
{
  return g_str_equal (site, self->site) ? FOR_US : FOR_OTHERS;
}

static void
take_found (ResiteWireCount *self, const ResiteWireLine *line)
{
  const Destination destination = judge_site (self, line->site);

  if (g_hash_table_size (self->requests) >= MOST_REQUESTS)
    g_hash_table_remove_all (self->requests);
  g_hash_table_replace (self->requests, g_strdup (line->request), GINT_TO_POINTER (destination));
  get_thread (self, line->reading.thread)->found = destination;
}

static void
take_created (ResiteWireCount *self, const ResiteWireLine *line)
{
  const Destination found = get_thread (self, line->reading.thread)->found;
  Thread *thread = get_thread (self, line->created);

  close_open (self, thread);
  memset (thread, 0, sizeof *thread);
  thread->destination = found;
  thread->fresh = TRUE;
}

/* "Sending completed" ends the content, and the instructions behind it go to the same site. */
static void
take_file (ResiteWireCount *self, Thread *thread, const ResiteWireLine *line)
{
  const gboolean content = line->reading.sends == RESITE_LOG_SENDS_CONTENT;
  const gboolean ends = line->reading.event == RESITE_LOG_EVENT_CONTENT_COMPLETE;

  close_open (self, thread);
  if (!thread->fresh && !ends)
    thread->destination = FOR_OPEN;
  thread->fresh = FALSE;
  thread->bytes = thread->counted = 0;
  thread->large = thread->looks = 0;
  thread->sure = content || ends || line->queued;
  g_strlcpy (thread->package, content ? line->reading.package : "", sizeof thread->package);
}

static Destination
find_destination (ResiteWireCount *self, const ResiteWireLine *line)
{
  gpointer known;

  if (*line->request != '\0' &&
      g_hash_table_lookup_extended (self->requests, line->request, NULL, &known))
    return (Destination)GPOINTER_TO_INT (known);
  if (*line->server == '\0' || self->server == NULL)
    return FOR_OPEN;
  if (g_str_equal (line->server, self->server))
    return FOR_US;
  return g_hostname_is_ip_address (line->server) || g_hostname_is_ip_address (self->server)
             ? FOR_OPEN
             : FOR_OTHERS;
}

void
resite_wire_count_take (ResiteWireCount *self, const ResiteWireLine *line)
{
  Thread *thread;

  g_return_if_fail (self != NULL && line != NULL);

  if (*line->site != '\0')
    {
      take_found (self, line);
      return;
    }
  if (line->created != 0)
    {
      take_created (self, line);
      return;
    }
  thread = get_thread (self, line->reading.thread);
  if (line->reading.sends != RESITE_LOG_SENDS_NOTHING)
    take_file (self, thread, line);
  if (thread->destination == FOR_OPEN)
    thread->destination = find_destination (self, line);
  thread->bytes += line->reading.bytes;
  count (self, thread);
}

void
resite_wire_count_settle (ResiteWireCount *self)
{
  GHashTableIter iter;
  gpointer value;

  g_return_if_fail (self != NULL);

  g_hash_table_iter_init (&iter, self->threads);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Thread *thread = value;

      if (is_open (thread) && thread->looks++ > 0)
        close_open (self, thread);
    }
}

gboolean
resite_wire_count_is_open (ResiteWireCount *self)
{
  GHashTableIter iter;
  gpointer value;

  g_return_val_if_fail (self != NULL, FALSE);

  g_hash_table_iter_init (&iter, self->threads);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      if (is_open (value))
        return TRUE;
    }
  return FALSE;
}

void
resite_wire_count_get (ResiteWireCount *self, const char *id, ResiteWireContent *content)
{
  const ResiteWireContent *known;

  g_return_if_fail (self != NULL && id != NULL && content != NULL);

  known = g_hash_table_lookup (self->contents, id);
  *content = known != NULL ? *known : (ResiteWireContent){ 0 };
}

void
resite_wire_count_forget (ResiteWireCount *self, const char *id)
{
  g_return_if_fail (self != NULL && id != NULL);

  g_hash_table_remove (self->contents, id);
}

void
resite_wire_count_list (ResiteWireCount *self, GHashTable *ids)
{
  GHashTableIter iter;
  gpointer id;

  g_return_if_fail (self != NULL && ids != NULL);

  g_hash_table_iter_init (&iter, self->contents);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_hash_table_add (ids, g_strdup (id));
}

guint64
resite_wire_count_get_content_bytes (ResiteWireCount *self)
{
  return self->content_bytes;
}

guint64
resite_wire_count_get_info_bytes (ResiteWireCount *self)
{
  return self->info_bytes;
}

guint64
resite_wire_count_get_unsure_bytes (ResiteWireCount *self)
{
  return self->unsure_bytes;
}

guint
resite_wire_count_count_large (ResiteWireCount *self)
{
  return self->large->len;
}

guint64
resite_wire_count_get_largest (ResiteWireCount *self, guint first)
{
  guint64 largest = 0;

  g_return_val_if_fail (self != NULL, 0);

  for (guint i = first; i < self->large->len; i++)
    largest = MAX (largest, g_array_index (self->large, guint64, i));
  return largest;
}
