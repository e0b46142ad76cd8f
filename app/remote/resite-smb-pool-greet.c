/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-smb"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-smb-pool-private.h"

static gboolean
refuse_old (ResiteSmbPool *self, GError **error)
{
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_REFUSED,
               _ ("%s only speaks SMB 1, as Windows 2003 and older do. SMB 1 protects neither "
                  "files nor passwords on their way, so it has to be allowed for this machine "
                  "first: smb1 = yes in its part of the plan, --smb1 in the terminal."),
               self->place->server);
  return FALSE;
}

static void
pass_on_cb (GCancellable *cancellable, gpointer stop)
{
  g_cancellable_cancel (stop);
}

static gboolean
greet (ResiteSmbPool *self, ResiteSmbGreeting *greeting, GCancellable *cancellable, GError **error)
{
  const ResiteSmbPlace *place = self->place;
  g_autoptr (GCancellable) stop = g_cancellable_new ();
  gulong handler = 0;
  gboolean greeted;

  g_mutex_lock (&self->lock);
  self->stop_greeting = stop;
  g_mutex_unlock (&self->lock);
  if (cancellable != NULL)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (pass_on_cb), stop, NULL);
  resite_smb_nursery_start ();
  greeted = place->port != 0 ? resite_smb_greet (place->server, place->port, self->options.patience,
                                                 greeting, stop, error)
                             : resite_smb_greet_default (place->server, self->options.patience,
                                                         greeting, stop, error);
  g_cancellable_disconnect (cancellable, handler);
  g_mutex_lock (&self->lock);
  self->stop_greeting = NULL;
  g_mutex_unlock (&self->lock);
  return greeted;
}

gboolean
resite_smb_pool_greet (ResiteSmbPool *self, ResiteSmbGreeting *greeting, GCancellable *cancellable,
                       GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->greeting_lock);

  if (!resite_smb_pool_get_greeting (self, greeting) && !greet (self, greeting, cancellable, error))
    return FALSE;
  g_mutex_lock (&self->lock);
  self->greeting = *greeting;
  self->greeted = TRUE;
  g_mutex_unlock (&self->lock);
  if (greeting->dialect == RESITE_SMB_DIALECT_1 && !self->options.allow_smb1)
    return refuse_old (self, error);
  return TRUE;
}

gboolean
resite_smb_pool_get_greeting (ResiteSmbPool *self, ResiteSmbGreeting *greeting)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  *greeting = self->greeting;
  return self->greeted;
}
