/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-wire-proof"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-log-in-folder.h"
#include "resite-wire-count.h"
#include "resite-wire-look.h"
#include "resite-wire-proof.h"

#define INTERVAL 2000

/* A desk whose lid was closed has watched nothing for as long as that. */
#define MOST_UNWATCHED    (15.0 * 60)
#define MOST_MISSED_LOOKS 30

typedef struct
{
  char *name; /* for a person */
  ResiteWireCount *count;
  guint n_gaps;
  gboolean followed;
  gboolean barred; /* it could not be read before it was followed */
  char *place;     /* where its record began; NULL: not known yet */
} Log;

typedef struct
{
  guint first_break; /* from which on one counts */
  guint64 info_bytes;
  guint64 unsure_bytes;
  guint *large;   /* one for each log */
  guint serial;   /* which it was to be expected */
  gboolean joins; /* others were under way */
  gboolean settled;
} Package;

struct _ResiteWireProof
{
  GObject parent_instance;

  char *site;
  char *server; /* or NULL */
  ResiteClock *clock;
  guint interval;
  GPtrArray *tails; /* ResiteLogTail */
  GPtrArray *logs;  /* Log, likewise */

  GHashTable *packages; /* id → Package */
  guint n_expected;
  guint under_way;
  GPtrArray *breaks; /* utf8: where lines may be missing, oldest first */
  char *gap;         /* why nothing can be read now, or NULL */

  GCancellable *cancellable; /* while it runs */
  guint source;
  gint64 tick;       /* on the clock, when it was last awake */
  gint64 look_begun; /* monotonic */
  gint64 caught_up;  /* monotonic: all was read that was written before; 0: never */
};

G_DEFINE_FINAL_TYPE (ResiteWireProof, resite_wire_proof, G_TYPE_OBJECT)

static guint changed_signal;

static gboolean look_cb (gpointer data);

static void
log_free (gpointer data)
{
  Log *log = data;

  g_free (log->name);
  g_free (log->place);
  resite_wire_count_free (log->count);
  g_free (log);
}

static void
package_free (gpointer data)
{
  Package *package = data;

  g_free (package->large);
  g_free (package);
}

static void
resite_wire_proof_dispose (GObject *object)
{
  resite_wire_proof_stop (RESITE_WIRE_PROOF (object));
  G_OBJECT_CLASS (resite_wire_proof_parent_class)->dispose (object);
}

static void
resite_wire_proof_finalize (GObject *object)
{
  ResiteWireProof *self = RESITE_WIRE_PROOF (object);

  g_free (self->site);
  g_free (self->server);
  g_free (self->gap);
  g_clear_object (&self->clock);
  g_ptr_array_unref (self->tails);
  g_ptr_array_unref (self->logs);
  g_ptr_array_unref (self->breaks);
  g_hash_table_unref (self->packages);
  G_OBJECT_CLASS (resite_wire_proof_parent_class)->finalize (object);
}

static void
resite_wire_proof_class_init (ResiteWireProofClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->dispose = resite_wire_proof_dispose;
  object_class->finalize = resite_wire_proof_finalize;
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
resite_wire_proof_init (ResiteWireProof *self)
{
  self->interval = INTERVAL;
  self->tails = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_log_tail_unref);
  self->logs = g_ptr_array_new_with_free_func (log_free);
  self->breaks = g_ptr_array_new_with_free_func (g_free);
  self->packages = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, package_free);
}

ResiteWireProof *
resite_wire_proof_new (const char *site, const char *server, ResiteClock *clock)
{
  ResiteWireProof *self;

  g_return_val_if_fail (site != NULL && RESITE_IS_CLOCK (clock), NULL);

  self = g_object_new (RESITE_TYPE_WIRE_PROOF, NULL);
  self->site = g_strdup (site);
  self->server = g_strdup (server);
  self->clock = g_object_ref (clock);
  return self;
}

/* Takes @tail and @name. */
static void
add_tail (ResiteWireProof *self, ResiteLogTail *tail, char *name)
{
  Log *log = g_new0 (Log, 1);

  log->name = name;
  log->count = resite_wire_count_new (self->site, self->server);
  g_ptr_array_add (self->logs, log);
  g_ptr_array_add (self->tails, tail);
}

void
resite_wire_proof_add_file (ResiteWireProof *self, const char *path)
{
  g_return_if_fail (RESITE_IS_WIRE_PROOF (self) && path != NULL && self->cancellable == NULL);

  add_tail (self, resite_log_tail_new (path, FALSE), g_strdup (path));
}

static ResiteLogTail *
open_remote (ResiteConnections *connections, const char *machine, const char *windows_path,
             GError **error)
{
  const char *slash = strrchr (windows_path, '\\');
  const char *name = slash != NULL ? slash + 1 : windows_path;
  g_autofree char *path = g_strndup (windows_path, slash != NULL ? slash - windows_path : 0);
  g_autoptr (ResiteFolder) folder =
      resite_connections_open_folder (connections, machine, path, FALSE, error);

  return folder != NULL ? resite_log_tail_new_in_folder (folder, name, FALSE) : NULL;
}

static ResiteLogTail *
open_near (ResiteConnections *connections, const char *machine, const char *windows_path,
           GError **error)
{
  g_autofree char *path = resite_connections_resolve (connections, machine, windows_path, error);

  return path != NULL ? resite_log_tail_new (path, FALSE) : NULL;
}

gboolean
resite_wire_proof_add_log (ResiteWireProof *self, ResiteConnections *connections,
                           const char *machine, const char *windows_path, GError **error)
{
  ResiteLogTail *tail;

  g_return_val_if_fail (RESITE_IS_WIRE_PROOF (self) && windows_path != NULL, FALSE);
  g_return_val_if_fail (RESITE_IS_CONNECTIONS (connections) && self->cancellable == NULL, FALSE);

  if (resite_connections_is_remote_path (connections, machine, windows_path))
    tail = open_remote (connections, machine, windows_path, error);
  else
    tail = open_near (connections, machine, windows_path, error);
  if (tail == NULL)
    return FALSE;
  add_tail (self, tail, g_strdup_printf ("%s (%s)", windows_path, machine));
  return TRUE;
}

guint
resite_wire_proof_count_logs (ResiteWireProof *self)
{
  g_return_val_if_fail (RESITE_IS_WIRE_PROOF (self), 0);

  return self->logs->len;
}

void
resite_wire_proof_set_interval (ResiteWireProof *self, guint milliseconds)
{
  g_return_if_fail (RESITE_IS_WIRE_PROOF (self));

  self->interval = milliseconds;
}

/* Takes @text. */
static void
add_break (ResiteWireProof *self, char *text)
{
  g_ptr_array_add (self->breaks, text);
}

static double
get_most_unwatched (ResiteWireProof *self)
{
  const double missed = MOST_MISSED_LOOKS * self->interval / 1000.0;

  return MOST_UNWATCHED + missed * resite_clock_get_pace (self->clock);
}

static void
note_time (ResiteWireProof *self)
{
  const gint64 now = resite_clock_now (self->clock);
  const double unwatched = (double)(now - self->tick) / G_USEC_PER_SEC;

  if (self->tick != 0 && unwatched > get_most_unwatched (self))
    {
      g_autofree char *from = resite_clock_format (self->tick);
      g_autofree char *until = resite_clock_format (now);

      /* TRANSLATORS: two times. */
      add_break (self,
                 g_strdup_printf (_ ("Nobody watched the line between %s and %s."), from, until));
    }
  self->tick = now;
}

static void
take_gaps (ResiteWireProof *self, Log *log, const ResiteWireLook *look)
{
  if (look->n_gaps > log->n_gaps)
    add_break (self, g_strdup_printf ("%s: %s", log->name, look->gap));
  log->n_gaps = look->n_gaps;
  if (look->state != RESITE_LOG_TAIL_FOLLOWING)
    {
      log->barred = log->barred || look->state == RESITE_LOG_TAIL_UNREADABLE;
      return;
    }
  if (!log->followed && log->barred)
    add_break (self, g_strdup_printf (_ ("%s could not be read at first."), log->name));
  log->followed = TRUE;
}

static void
take_state (ResiteWireProof *self, Log *log, const ResiteWireLook *look)
{
  if (self->gap != NULL || look->state == RESITE_LOG_TAIL_FOLLOWING)
    return;
  if (look->state == RESITE_LOG_TAIL_MISSING)
    self->gap = g_strdup_printf (_ ("%s is not there."), log->name);
  else
    self->gap = g_strdup_printf (_ ("%s cannot be read: %s"), log->name,
                                 look->reason != NULL ? look->reason : "?");
}

/* "4711:2f2f7e46:D:\\SMS\\Logs\\sender.log", without a number where it could not be read. */
static void
note_place (Log *log, const ResiteWireLook *look)
{
  if (log->place != NULL || look->more)
    return;
  if (look->state == RESITE_LOG_TAIL_UNREADABLE)
    log->place = g_strdup_printf ("::%s", log->name);
  else
    log->place =
        g_strdup_printf ("%" G_GUINT64_FORMAT ":%s:%s", look->offset, look->mark, log->name);
}

static void
take_look (ResiteWireProof *self, guint index, const ResiteWireLook *look)
{
  Log *log = self->logs->pdata[index];

  for (guint i = 0; i < look->lines->len; i++)
    resite_wire_count_take (log->count, &g_array_index (look->lines, ResiteWireLine, i));
  if (!look->more)
    resite_wire_count_settle (log->count);
  take_gaps (self, log, look);
  note_place (log, look);
  take_state (self, log, look);
}

/* TRUE: all was read. */
static gboolean
take_looks (ResiteWireProof *self, GPtrArray *looks)
{
  gboolean all = TRUE;

  g_clear_pointer (&self->gap, g_free);
  for (guint i = 0; i < looks->len; i++)
    {
      const ResiteWireLook *look = looks->pdata[i];

      take_look (self, i, look);
      all = all && !look->more;
    }
  return all;
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ResiteWireProof) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) looks = resite_wire_look_finish (result, &error);
  gboolean all;

  if (looks == NULL || self->cancellable == NULL)
    return;
  note_time (self);
  all = take_looks (self, looks);
  if (all)
    self->caught_up = self->look_begun;
  self->source = g_timeout_add (all ? self->interval : 0, look_cb, self);
  g_signal_emit (self, changed_signal, 0);
}

static gboolean
look_cb (gpointer data)
{
  ResiteWireProof *self = data;

  self->source = 0;
  note_time (self);
  self->look_begun = g_get_monotonic_time ();
  resite_wire_look_async (self->tails, self->cancellable, looked_cb, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

/* FALSE: @place is of another log, or of none. */
static gboolean
go_on (ResiteWireProof *self, guint index, const char *place)
{
  Log *log = self->logs->pdata[index];
  g_auto (GStrv) parts = g_strsplit (place, ":", 3);

  if (g_strv_length (parts) < 3 || *parts[0] == '\0' || !g_str_equal (parts[2], log->name))
    return FALSE;
  resite_log_tail_set_place (self->tails->pdata[index], g_ascii_strtoull (parts[0], NULL, 10),
                             parts[1]);
  log->place = g_strdup (place);
  return TRUE;
}

static void
go_on_with (ResiteWireProof *self, const char *place)
{
  g_auto (GStrv) places = g_strsplit (place, "|", -1);
  const guint n_places = g_strv_length (places);

  for (guint i = 0; i < self->logs->len; i++)
    {
      const Log *log = self->logs->pdata[i];

      if (i >= n_places || !go_on (self, i, places[i]))
        add_break (self, g_strdup_printf (_ ("%s is read from now on only."), log->name));
    }
}

void
resite_wire_proof_start (ResiteWireProof *self, const char *place)
{
  g_return_if_fail (RESITE_IS_WIRE_PROOF (self) && self->cancellable == NULL);

  if (place != NULL)
    go_on_with (self, place);
  self->cancellable = g_cancellable_new ();
  look_cb (self);
}

char *
resite_wire_proof_get_place (ResiteWireProof *self)
{
  GString *place = g_string_new (NULL);

  g_return_val_if_fail (resite_wire_proof_is_ready (self), g_string_free (place, FALSE));

  for (guint i = 0; i < self->logs->len; i++)
    g_string_append_printf (place, "%s%s", i > 0 ? "|" : "", ((Log *)self->logs->pdata[i])->place);
  return g_string_free (place, FALSE);
}

void
resite_wire_proof_stop (ResiteWireProof *self)
{
  g_return_if_fail (RESITE_IS_WIRE_PROOF (self));

  g_clear_handle_id (&self->source, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

gboolean
resite_wire_proof_is_ready (ResiteWireProof *self)
{
  g_return_val_if_fail (RESITE_IS_WIRE_PROOF (self), FALSE);

  return self->caught_up != 0;
}

static guint64
count_unsure (ResiteWireProof *self)
{
  guint64 bytes = 0;

  for (guint i = 0; i < self->logs->len; i++)
    bytes += resite_wire_count_get_unsure_bytes (((Log *)self->logs->pdata[i])->count);
  return bytes;
}

static void
note_marks (ResiteWireProof *self, Package *package, gboolean resumed)
{
  package->first_break = resumed ? 0 : self->breaks->len;
  package->info_bytes = resumed ? 0 : resite_wire_proof_get_info_bytes (self);
  package->unsure_bytes = resumed ? 0 : count_unsure (self);
  package->large = g_new0 (guint, self->logs->len + 1);
  for (guint i = 0; !resumed && i < self->logs->len; i++)
    package->large[i] = resite_wire_count_count_large (((Log *)self->logs->pdata[i])->count);
}

void
resite_wire_proof_expect (ResiteWireProof *self, const char *id, gboolean resumed)
{
  g_autofree char *name = NULL;
  Package *package;

  g_return_if_fail (RESITE_IS_WIRE_PROOF (self) && id != NULL);

  name = g_ascii_strup (id, -1);
  resite_wire_proof_settle (self, name);
  for (guint i = 0; !resumed && i < self->logs->len; i++)
    resite_wire_count_forget (((Log *)self->logs->pdata[i])->count, name);
  package = g_new0 (Package, 1);
  note_marks (self, package, resumed);
  package->joins = self->under_way > 0;
  package->serial = ++self->n_expected;
  g_hash_table_replace (self->packages, g_steal_pointer (&name), package);
  self->under_way++;
}

static Package *
find_package (ResiteWireProof *self, const char *id)
{
  g_autofree char *name = g_ascii_strup (id, -1);

  return g_hash_table_lookup (self->packages, name);
}

void
resite_wire_proof_settle (ResiteWireProof *self, const char *id)
{
  Package *package;

  g_return_if_fail (RESITE_IS_WIRE_PROOF (self) && id != NULL);

  package = find_package (self, id);
  if (package == NULL || package->settled)
    return;
  package->settled = TRUE;
  self->under_way--;
}

static const char *
find_gap (ResiteWireProof *self, const Package *package)
{
  if (self->cancellable == NULL)
    return _ ("The logs of the senders are not followed.");
  if (package == NULL)
    return _ ("It was not expected when its record would have begun.");
  if (package->first_break < self->breaks->len)
    return self->breaks->pdata[package->first_break];
  return self->gap;
}

static void
add_log_facts (Log *log, guint first_large, const char *id, ResiteWireFacts *facts)
{
  ResiteWireContent content;

  resite_wire_count_get (log->count, id, &content);
  facts->content_seen = facts->content_seen || content.seen;
  facts->content_bytes += content.bytes;
  facts->largest = MAX (facts->largest, resite_wire_count_get_largest (log->count, first_large));
  facts->caught_up = facts->caught_up && !resite_wire_count_is_open (log->count);
}

void
resite_wire_proof_get (ResiteWireProof *self, const char *id, guint64 whole_bytes,
                       gint64 installed_at, ResiteWireFacts *facts)
{
  g_autofree char *name = NULL;
  const Package *package;

  g_return_if_fail (RESITE_IS_WIRE_PROOF (self) && id != NULL && facts != NULL);

  name = g_ascii_strup (id, -1);
  package = g_hash_table_lookup (self->packages, name);
  *facts = (ResiteWireFacts){
    .followed = self->logs->len > 0,
    .gap = find_gap (self, package),
    .whole_bytes = whole_bytes,
    .installed = installed_at != 0,
    .caught_up = installed_at != 0 && self->caught_up > installed_at,
    .shared = package == NULL || package->joins || package->serial != self->n_expected,
  };
  if (package != NULL)
    {
      facts->info_bytes = resite_wire_proof_get_info_bytes (self) - package->info_bytes;
      facts->unsure_bytes = count_unsure (self) - package->unsure_bytes;
    }
  for (guint i = 0; i < self->logs->len; i++)
    add_log_facts (self->logs->pdata[i], package != NULL ? package->large[i] : G_MAXUINT, name,
                   facts);
}

const char *
resite_wire_proof_get_gap (ResiteWireProof *self)
{
  g_return_val_if_fail (RESITE_IS_WIRE_PROOF (self), NULL);

  return self->gap;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *
resite_wire_proof_list_content (ResiteWireProof *self)
{
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GPtrArray *list = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer id;

  g_return_val_if_fail (RESITE_IS_WIRE_PROOF (self), list);

  for (guint i = 0; i < self->logs->len; i++)
    resite_wire_count_list (((Log *)self->logs->pdata[i])->count, ids);
  g_hash_table_iter_init (&iter, ids);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_ptr_array_add (list, g_strdup (id));
  g_ptr_array_sort (list, compare_names);
  return list;
}

guint64
resite_wire_proof_get_content_bytes (ResiteWireProof *self)
{
  guint64 bytes = 0;

  g_return_val_if_fail (RESITE_IS_WIRE_PROOF (self), 0);

  for (guint i = 0; i < self->logs->len; i++)
    bytes += resite_wire_count_get_content_bytes (((Log *)self->logs->pdata[i])->count);
  return bytes;
}

guint64
resite_wire_proof_get_info_bytes (ResiteWireProof *self)
{
  guint64 bytes = 0;

  g_return_val_if_fail (RESITE_IS_WIRE_PROOF (self), 0);

  for (guint i = 0; i < self->logs->len; i++)
    bytes += resite_wire_count_get_info_bytes (((Log *)self->logs->pdata[i])->count);
  return bytes;
}
