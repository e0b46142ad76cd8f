/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-deed-line"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-deed-private.h"
#include "resite-error.h"

/* Seconds of real time for one try to find a machine: one that restarts may not even refuse. */
#define TRY_SECONDS 25
/* Seconds of the clock between two tries. */
#define PAUSE_SECONDS 5
/* So many times in a row the same closed door: it will not open by itself. */
#define CLOSED_DOORS 10

typedef struct
{
  ResiteDeed *deed;
  const char *role;
  const char *address;
  ResiteMachine *machine;
  GError *error;
  gboolean done;
  GMutex lock;
  GCond cond;
} LookUp;

/* Who asks for a line anew has a reason to believe that the old one is not good any more. */
static void
forget_old_line (ResiteMachine *machine)
{
  ResiteWsman *wsman = machine != NULL ? resite_machine_get_wsman (machine) : NULL;

  if (wsman != NULL)
    resite_wsman_forget (wsman);
}

static gboolean
look_up_cb (gpointer data)
{
  LookUp *self = data;
  g_autoptr (GError) error = NULL;
  ResiteMachine *machine =
      self->deed->lookup (self->role, self->address, self->deed->lookup_data, &error);

  forget_old_line (machine);
  g_mutex_lock (&self->lock);
  self->machine = machine;
  self->error = g_steal_pointer (&error);
  self->done = TRUE;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->lock);
  return G_SOURCE_REMOVE;
}

ResiteMachine *
resite_deed_look_up (ResiteDeed *self, const char *role, const char *address, GError **error)
{
  LookUp asked = { .deed = self, .role = role, .address = address };

  g_mutex_init (&asked.lock);
  g_cond_init (&asked.cond);
  g_idle_add_full (G_PRIORITY_DEFAULT, look_up_cb, &asked, NULL);
  g_mutex_lock (&asked.lock);
  while (!asked.done)
    g_cond_wait (&asked.cond, &asked.lock);
  g_mutex_unlock (&asked.lock);
  g_mutex_clear (&asked.lock);
  g_cond_clear (&asked.cond);
  if (asked.machine != NULL)
    return asked.machine;
  if (asked.error == NULL)
    g_set_error (&asked.error, RESITE_ERROR, RESITE_ERROR_UNREACHABLE,
                 _ ("There is no line to the machine “%s”."), role);
  g_propagate_error (error, asked.error);
  return NULL;
}

static gboolean
let_go_cb (gpointer data)
{
  return G_SOURCE_REMOVE;
}

void
resite_deed_let_go (ResiteMachine *machine)
{
  if (machine != NULL)
    g_idle_add_full (G_PRIORITY_DEFAULT, let_go_cb, machine, g_object_unref);
}

void
resite_deed_drop_line (ResiteDeed *self)
{
  g_clear_pointer (&self->machine, resite_deed_let_go);
  g_clear_pointer (&self->identity, resite_windows_identity_free);
  g_clear_pointer (&self->address, g_free);
}

static gboolean
bound_over_cb (gpointer data)
{
  g_cancellable_cancel (data);
  return G_SOURCE_REMOVE;
}

static void
outer_cancelled_cb (GCancellable *outer, gpointer data)
{
  g_cancellable_cancel (data);
}

GCancellable *
resite_deed_begin_bound (ResiteDeed *self, guint seconds)
{
  GCancellable *bound = g_cancellable_new ();
  GSource *source = g_timeout_source_new_seconds (seconds);
  gulong handler = 0;

  g_source_set_callback (source, bound_over_cb, g_object_ref (bound), g_object_unref);
  g_source_attach (source, NULL);
  g_object_set_data_full (G_OBJECT (bound), "resite-source", source,
                          (GDestroyNotify)g_source_unref);
  if (self->cancellable != NULL)
    handler =
        g_cancellable_connect (self->cancellable, G_CALLBACK (outer_cancelled_cb), bound, NULL);
  g_object_set_data (G_OBJECT (bound), "resite-handler", GSIZE_TO_POINTER (handler));
  return bound;
}

/* Only the person's own cancelling is told as such; the bound's is the line's silence. */
void
resite_deed_end_bound (ResiteDeed *self, GCancellable *bound, GError **error)
{
  const gulong handler = GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (bound), "resite-handler"));

  if (handler != 0)
    g_cancellable_disconnect (self->cancellable, handler);
  g_source_destroy (g_object_get_data (G_OBJECT (bound), "resite-source"));
  g_object_set_data (G_OBJECT (bound), "resite-source", NULL);
  g_object_unref (bound);
  if (error == NULL || !g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
      g_cancellable_is_cancelled (self->cancellable))
    return;
  g_clear_error (error);
  g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_UNREACHABLE,
                       _ ("The machine did not answer in time."));
}

static const char *
whose (ResiteDeed *self, const ResiteWindowsIdentity *identity)
{
  if (identity->uuid != NULL && resite_deed_is_value (self, "uuid.other", identity->uuid))
    return _ ("the other server of this move");
  return _ ("a machine that nobody confirmed");
}

static gboolean
has_card (ResiteDeed *self, const ResiteWindowsIdentity *identity)
{
  g_auto (GStrv) cards = resite_deed_dup_list (self, "macs.self");

  for (guint i = 0; cards[i] != NULL; i++)
    for (guint j = 0; identity->macs != NULL && identity->macs[j] != NULL; j++)
      if (g_ascii_strcasecmp (cards[i], identity->macs[j]) == 0)
        return TRUE;
  return FALSE;
}

static gboolean
is_confirmed (ResiteDeed *self, const ResiteWindowsIdentity *identity, const char *address,
              GError **error)
{
  const char *wanted = resite_deed_get_value (self, "uuid.self");
  const char *cards = resite_deed_get_value (self, "macs.self");

  if (wanted != NULL ? identity->uuid != NULL && g_ascii_strcasecmp (wanted, identity->uuid) == 0
                     : cards == NULL || has_card (self, identity))
    return TRUE;
  if (wanted == NULL)
    wanted = cards;
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_DIFFERS,
               /* TRANSLATORS: a name or address; who answers; its name; two hardware ids. */
               _ ("Another box answers at %s: %s, it calls itself %s. Its hardware id is %s, but "
                  "%s was confirmed. Nothing was done there. Find out which machine is where."),
               address != NULL ? address : _ ("the known address"), whose (self, identity),
               identity->name != NULL ? identity->name : "?",
               identity->uuid != NULL ? identity->uuid : _ ("none"), wanted);
  return FALSE;
}

static gboolean
try_machine (ResiteDeed *self, ResiteMachine *machine, const char *address, GError **error)
{
  g_autoptr (ResiteWindowsIdentity) identity = NULL;
  GCancellable *bound;
  GError *local = NULL;

  bound = resite_deed_begin_bound (self, TRY_SECONDS);
  identity = resite_windows_identify (resite_machine_get_cim (machine), bound, &local);
  resite_deed_end_bound (self, bound, &local);
  if (identity == NULL)
    {
      g_propagate_error (error, local);
      return FALSE;
    }
  if (!is_confirmed (self, identity, address, error))
    return FALSE;
  self->identity = g_steal_pointer (&identity);
  self->address = g_strdup (address);
  return TRUE;
}

/* One address, bounded; TRUE: it is the machine, and the line is kept. */
static gboolean
try_address (ResiteDeed *self, const char *address, GError **error)
{
  ResiteMachine *machine = resite_deed_look_up (self, self->role, address, error);

  if (machine != NULL && try_machine (self, machine, address, error))
    {
      self->machine = machine;
      return TRUE;
    }
  resite_deed_let_go (machine);
  return FALSE;
}

/* Another box says more than silence does, and the first silence more than the later ones. */
static void
keep_better_error (GError **kept, GError *other)
{
  if (*kept == NULL || (!g_error_matches (*kept, RESITE_ERROR, RESITE_ERROR_DIFFERS) &&
                        g_error_matches (other, RESITE_ERROR, RESITE_ERROR_DIFFERS)))
    {
      g_clear_error (kept);
      *kept = other;
      return;
    }
  g_error_free (other);
}

static gboolean
find_machine (ResiteDeed *self, GError **error)
{
  g_autoptr (GPtrArray) addresses = g_ptr_array_new_with_free_func (g_free);
  GError *kept = NULL;

  g_ptr_array_add (addresses, NULL);
  if (self->kind->list_addresses != NULL)
    self->kind->list_addresses (self, addresses);
  for (guint i = 0; i < addresses->len; i++)
    {
      GError *local = NULL;

      if (try_address (self, g_ptr_array_index (addresses, i), &local))
        {
          g_clear_error (&kept);
          return TRUE;
        }
      keep_better_error (&kept, local);
      if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
        {
          g_clear_error (&kept);
          return FALSE;
        }
    }
  g_propagate_error (error, kept);
  return FALSE;
}

ResiteMachine *
resite_deed_get_machine (ResiteDeed *self, GError **error)
{
  if (self->machine == NULL && !find_machine (self, error))
    return NULL;
  return self->machine;
}

ResiteCim *
resite_deed_get_cim (ResiteDeed *self, GError **error)
{
  ResiteMachine *machine = resite_deed_get_machine (self, error);

  return machine != NULL ? resite_machine_get_cim (machine) : NULL;
}

const ResiteWindowsIdentity *
resite_deed_get_identity (ResiteDeed *self)
{
  return self->identity;
}

const char *
resite_deed_get_address (ResiteDeed *self)
{
  return self->address;
}

static gboolean
is_closed_door (const GError *error)
{
  return g_error_matches (error, RESITE_ERROR, RESITE_ERROR_NO_ACCESS) ||
         g_error_matches (error, RESITE_ERROR, RESITE_ERROR_UNTRUSTED) ||
         g_error_matches (error, RESITE_ERROR, RESITE_ERROR_OLD_TLS);
}

gboolean
resite_deed_find_again (ResiteDeed *self, const ResitePatience *patience, GError **error)
{
  guint closed = 0;

  while (TRUE)
    {
      g_autoptr (GError) local = NULL;

      resite_deed_drop_line (self);
      if (find_machine (self, &local))
        return TRUE;
      closed = is_closed_door (local) ? closed + 1 : 0;
      if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED) || closed >= CLOSED_DOORS ||
          !resite_deed_is_patient (self, patience))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      /* TRANSLATORS: why the machine could not be spoken to just now. */
      resite_deed_say (self, g_strdup_printf (_ ("Waiting for it to answer: %s"), local->message));
      if (!resite_deed_wait (self, PAUSE_SECONDS, error))
        return FALSE;
    }
}
