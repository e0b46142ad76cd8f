/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-machine"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-machine.h"

struct _ResiteMachine
{
  GObject parent_instance;

  char *role;
  ResiteCim *cim;
  ResiteWsman *wsman;
  ResiteShellBook book;
  gboolean has_book;

  GMutex mutex;
  GHashTable *neighbours; /* host → ResiteMachine */
};

G_DEFINE_FINAL_TYPE (ResiteMachine, resite_machine, G_TYPE_OBJECT)

static void
resite_machine_finalize (GObject *object)
{
  ResiteMachine *self = RESITE_MACHINE (object);

  g_free (self->role);
  g_clear_object (&self->cim);
  g_clear_object (&self->wsman);
  g_hash_table_unref (self->neighbours);
  g_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (resite_machine_parent_class)->finalize (object);
}

static void
resite_machine_class_init (ResiteMachineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = resite_machine_finalize;
}

static void
resite_machine_init (ResiteMachine *self)
{
  g_mutex_init (&self->mutex);
  self->neighbours = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

ResiteMachine *
resite_machine_new (const char *role, ResiteCim *cim, ResiteWsman *wsman,
                    const ResiteShellBook *book)
{
  ResiteMachine *self;

  g_return_val_if_fail (role != NULL, NULL);
  g_return_val_if_fail (RESITE_IS_CIM (cim), NULL);
  g_return_val_if_fail (wsman == NULL || RESITE_IS_WSMAN (wsman), NULL);

  self = g_object_new (RESITE_TYPE_MACHINE, NULL);
  self->role = g_strdup (role);
  self->cim = g_object_ref (cim);
  self->wsman = wsman != NULL ? g_object_ref (wsman) : NULL;
  self->has_book = book != NULL;
  if (book != NULL)
    self->book = *book;
  return self;
}

const char *
resite_machine_get_role (ResiteMachine *self)
{
  g_return_val_if_fail (RESITE_IS_MACHINE (self), NULL);

  return self->role;
}

ResiteCim *
resite_machine_get_cim (ResiteMachine *self)
{
  g_return_val_if_fail (RESITE_IS_MACHINE (self), NULL);

  return self->cim;
}

ResiteWsman *
resite_machine_get_wsman (ResiteMachine *self)
{
  g_return_val_if_fail (RESITE_IS_MACHINE (self), NULL);

  return self->wsman;
}

static ResiteMachine *
make_neighbour (ResiteMachine *self, const char *host, GError **error)
{
  g_autoptr (ResiteWsman) wsman = NULL;

  if (self->wsman == NULL)
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_REFUSED,
                   /* TRANSLATORS: the name of a server, and the role of a machine: "primary.2". */
                   _ ("%s is not reached from here: the machine \"%s\" leads there, and is itself "
                      "not reached through WS-Management."),
                   host, self->role);
      return NULL;
    }
  wsman = resite_wsman_new_elsewhere (self->wsman, host, error);
  if (wsman == NULL)
    return NULL;
  return resite_machine_new (self->role, RESITE_CIM (wsman), wsman,
                             self->has_book ? &self->book : NULL);
}

ResiteMachine *
resite_machine_open_neighbour (ResiteMachine *self, const char *host, GError **error)
{
  g_autoptr (GMutexLocker) locker = NULL;
  g_autofree char *key = NULL;
  ResiteMachine *neighbour;

  g_return_val_if_fail (RESITE_IS_MACHINE (self), NULL);
  g_return_val_if_fail (host != NULL && *host != '\0', NULL);

  locker = g_mutex_locker_new (&self->mutex);
  key = g_ascii_strdown (host, -1);
  neighbour = g_hash_table_lookup (self->neighbours, key);
  if (neighbour == NULL)
    {
      neighbour = make_neighbour (self, host, error);
      if (neighbour == NULL)
        return NULL;
      g_hash_table_insert (self->neighbours, g_steal_pointer (&key), neighbour);
    }
  return g_object_ref (neighbour);
}

ResiteShell *
resite_machine_open_shell (ResiteMachine *self, GError **error)
{
  g_return_val_if_fail (RESITE_IS_MACHINE (self), NULL);

  if (self->wsman != NULL)
    return resite_shell_new (self->wsman, self->has_book ? &self->book : NULL);
  /* TRANSLATORS: %s is the role of a machine: "old", "primary.2". */
  g_set_error (
      error, RESITE_ERROR, RESITE_ERROR_REFUSED,
      _ ("Programs cannot be run on the machine \"%s\" from here: it is not reached through "
         "WS-Management. Do this step by hand, or with its script from the field kit."),
      self->role);
  return NULL;
}
