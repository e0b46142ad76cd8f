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
};

G_DEFINE_FINAL_TYPE (ResiteMachine, resite_machine, G_TYPE_OBJECT)

static void
resite_machine_finalize (GObject *object)
{
  ResiteMachine *self = RESITE_MACHINE (object);

  g_free (self->role);
  g_clear_object (&self->cim);
  g_clear_object (&self->wsman);

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
