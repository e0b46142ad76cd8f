/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-copy-list"

#include "config.h"

#include <string.h>

#include "resite-copy-list.h"
#include "resite-copy-name.h"

#define THREADS_HERE 4
#define THREADS_NEAR 4
#define THREADS_FAR  24
#define FAR          (4 * G_TIME_SPAN_MILLISECOND) /* a round trip that is more than a local network */

/* What the threads share. */
typedef struct
{
  ResiteFolder *folder;
  ResiteCopyGate *gate;
  GCancellable *cancellable;
  guint *count;

  GMutex lock; /* for what follows */
  GCond more;
  GQueue waiting;   /* ResiteCopyLevel */
  guint unfinished; /* levels that wait or are being listed */
  guint idle;       /* threads that wait for a level */
  guint most;       /* threads, the first one among them */
  GPtrArray *threads;
  GPtrArray *arenas;
  GError *error;
} Listing;

/* What one of them has for itself. */
typedef struct
{
  Listing *listing;
  ResiteCopyArena *arena;
  ResiteCopyLevel *level; /* in hand */
  GPtrArray *nodes;       /* of the level */
  GArray *folds;          /* guint64: a table of them, by their lowest bits; 0 is free */
} Lister;

guint
resite_copy_list_count_threads (const ResiteFolderTraits *traits)
{
  guint threads = THREADS_HERE;

  if (traits->remote)
    threads = traits->round_trip > FAR ? THREADS_FAR : THREADS_NEAR;
  if (traits->most_at_once > 0)
    threads = MIN (threads, traits->most_at_once);
  return threads;
}

static gboolean
add_node_cb (const ResiteFileInfo *info, gpointer user_data)
{
  Lister *self = user_data;
  ResiteCopyNode *node = resite_copy_arena_take (self->arena, sizeof *node);

  node->info = *info;
  node->info.name = resite_copy_arena_join (self->arena, self->level->name, info->name);
  node->order = self->nodes->len;
  g_ptr_array_add (self->nodes, node);
  return TRUE;
}

/* The character that follows a name in the paths of the files that it stands for. */
static int
get_end (const ResiteCopyNode *node)
{
  return node->info.type == RESITE_FILE_FOLDER ? '/' : '\0';
}

static int
compare_nodes (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const ResiteCopyNode *first = *(const ResiteCopyNode *const *)a;
  const ResiteCopyNode *second = *(const ResiteCopyNode *const *)b;
  const gsize skip = *(const gsize *)user_data;
  const guchar *left = (const guchar *)first->info.name + skip;
  const guchar *right = (const guchar *)second->info.name + skip;

  while (*left == *right && *left != '\0')
    {
      left++;
      right++;
    }
  return (*left != '\0' ? *left : get_end (first)) - (*right != '\0' ? *right : get_end (second));
}

/* TRUE when it was there. */
static gboolean
add_fold (Lister *self, guint64 fold)
{
  guint64 *table = (guint64 *)self->folds->data;
  const guint mask = self->folds->len - 1;
  guint place = fold & mask;

  fold = MAX (fold, 1);
  while (table[place] != 0)
    {
      if (table[place] == fold)
        return TRUE;
      place = (place + 1) & mask;
    }
  table[place] = fold;
  return FALSE;
}

static gboolean
find_collision (Lister *self, gsize skip)
{
  guint size = 4;

  while (size < 2 * self->nodes->len)
    size *= 2;
  g_array_set_size (self->folds, size);
  memset (self->folds->data, 0, size * sizeof (guint64));
  for (guint i = 0; i < self->nodes->len; i++)
    {
      const ResiteCopyNode *node = self->nodes->pdata[i];

      if (add_fold (self, resite_copy_name_hash_fold (node->info.name + skip)))
        return TRUE;
    }
  return FALSE;
}

static void
end_level (Lister *self)
{
  const gsize length = strlen (self->level->name);
  const gsize skip = length > 0 ? length + 1 : 0;
  ResiteCopyLevel *level = self->level;
  const gsize size = self->nodes->len * sizeof (gpointer);

  g_ptr_array_sort_with_data (self->nodes, compare_nodes, (gpointer)&skip);
  level->collides = find_collision (self, skip);
  level->n_nodes = self->nodes->len;
  level->nodes = resite_copy_arena_take (self->arena, size);
  if (size > 0)
    memcpy (level->nodes, self->nodes->pdata, size);
  for (guint i = 0; i < level->n_nodes; i++)
    if (level->nodes[i]->info.type == RESITE_FILE_FOLDER)
      {
        level->nodes[i]->below = resite_copy_arena_take (self->arena, sizeof *level);
        level->nodes[i]->below->name = level->nodes[i]->info.name;
      }
}

static gboolean
read_level (Lister *self, ResiteCopyLevel *level, GError **error)
{
  Listing *listing = self->listing;

  if (!resite_copy_gate_pass (listing->gate, listing->cancellable, error))
    return FALSE;
  self->level = level;
  g_ptr_array_set_size (self->nodes, 0);
  if (!resite_folder_visit (listing->folder, level->name, add_node_cb, self, listing->cancellable,
                            error))
    return FALSE;
  if (listing->count != NULL)
    g_atomic_int_add ((int *)listing->count, self->nodes->len);
  end_level (self);
  return TRUE;
}

/* With the lock held. */
static void
push_below (Listing *listing, ResiteCopyLevel *level)
{
  guint pushed = 0;

  for (guint i = 0; i < level->n_nodes; i++)
    if (level->nodes[i]->below != NULL)
      {
        g_queue_push_tail (&listing->waiting, level->nodes[i]->below);
        pushed++;
      }
  listing->unfinished += pushed;
  listing->unfinished--;
  if (pushed > 0 || listing->unfinished == 0)
    g_cond_broadcast (&listing->more);
}

/* With the lock held. (nullable): there is nothing more. */
static ResiteCopyLevel *
pop_level (Listing *listing)
{
  while (listing->error == NULL && listing->unfinished > 0 && g_queue_is_empty (&listing->waiting))
    {
      listing->idle++;
      g_cond_wait (&listing->more, &listing->lock);
      listing->idle--;
    }
  return listing->error == NULL ? g_queue_pop_head (&listing->waiting) : NULL;
}

/* A folder that cannot be listed is no reason to give up the others; a cancel is. */
static void
take_fault (Lister *self, ResiteCopyLevel *level, GError *fault)
{
  Listing *listing = self->listing;

  if (*level->name != '\0' && !g_error_matches (fault, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      level->fault = resite_copy_arena_copy (self->arena, fault->message);
      g_error_free (fault);
      return;
    }
  if (listing->error == NULL)
    listing->error = fault;
  else
    g_error_free (fault);
  g_cond_broadcast (&listing->more);
}

static Lister *
lister_new (Listing *listing)
{
  Lister *self = g_new0 (Lister, 1);

  self->listing = listing;
  self->arena = resite_copy_arena_new ();
  self->nodes = g_ptr_array_new ();
  self->folds = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_ptr_array_add (listing->arenas, self->arena);
  return self;
}

static void
lister_free (Lister *self)
{
  g_ptr_array_unref (self->nodes);
  g_array_unref (self->folds);
  g_free (self);
}

static gpointer run_lister (gpointer data);

/* With the lock held: as many threads as there are folders for them. */
static void
start_threads (Listing *listing)
{
  guint wanted = listing->waiting.length;

  for (wanted -= MIN (wanted, listing->idle);
       wanted > 0 && listing->threads->len + 1 < listing->most; wanted--)
    g_ptr_array_add (listing->threads, g_thread_new ("list", run_lister, lister_new (listing)));
}

/* With the lock held, as it is again afterwards. */
static void
do_level (Lister *self, ResiteCopyLevel *level)
{
  Listing *listing = self->listing;
  GError *fault = NULL;

  g_mutex_unlock (&listing->lock);
  resite_copy_gate_enter (listing->gate);
  read_level (self, level, &fault);
  resite_copy_gate_leave (listing->gate);
  g_mutex_lock (&listing->lock);
  if (fault != NULL)
    take_fault (self, level, fault);
  push_below (listing, level);
  start_threads (listing);
}

static gpointer
run_lister (gpointer data)
{
  Lister *self = data;
  ResiteCopyLevel *level;

  g_mutex_lock (&self->listing->lock);
  while ((level = pop_level (self->listing)) != NULL)
    do_level (self, level);
  g_mutex_unlock (&self->listing->lock);
  lister_free (self);
  return NULL;
}

/* The root first, which tells whether there is work for more than one thread. The list of threads
 * may grow until the last one has ended. */
static ResiteCopyLevel *
run (Listing *listing)
{
  Lister *first = lister_new (listing);
  ResiteCopyLevel *root = resite_copy_arena_take (first->arena, sizeof *root);

  root->name = "";
  listing->unfinished = 1;
  g_queue_push_tail (&listing->waiting, root);
  run_lister (first);
  for (guint i = 0;; i++)
    {
      GThread *thread;

      g_mutex_lock (&listing->lock);
      thread = i < listing->threads->len ? listing->threads->pdata[i] : NULL;
      g_mutex_unlock (&listing->lock);
      if (thread == NULL)
        return root;
      g_thread_join (thread);
    }
}

ResiteCopyLevel *
resite_copy_list_all (ResiteFolder *folder, GPtrArray *arenas, ResiteCopyGate *gate,
                      GCancellable *cancellable, guint *count, GError **error)
{
  Listing listing = { .folder = folder, .gate = gate, .cancellable = cancellable, .count = count };
  ResiteFolderTraits traits;
  ResiteCopyLevel *root;

  if (!resite_folder_get_traits (folder, &traits, cancellable, error))
    return NULL;
  g_mutex_init (&listing.lock);
  g_cond_init (&listing.more);
  g_queue_init (&listing.waiting);
  listing.most = resite_copy_list_count_threads (&traits);
  listing.threads = g_ptr_array_new ();
  listing.arenas = arenas;
  root = run (&listing);
  g_ptr_array_unref (listing.threads);
  g_queue_clear (&listing.waiting);
  g_cond_clear (&listing.more);
  g_mutex_clear (&listing.lock);
  if (listing.error == NULL)
    return root;
  g_propagate_error (error, listing.error);
  return NULL;
}
