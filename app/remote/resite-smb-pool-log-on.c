/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-smb"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-smb-pool-private.h"

gboolean
resite_smb_pool_is_proven (ResiteSmbPool *self)
{
  return self->credentials == NULL || self->logged_on;
}

void
resite_smb_pool_note_taken (ResiteSmbPool *self)
{
  if (self->credentials == NULL || self->logged_on)
    return;
  resite_credentials_set_proven (self->credentials);
  self->logged_on = TRUE;
  g_cond_broadcast (&self->changed);
  resite_smb_pool_begin_ahead (self);
}

/* Several folders may share the secret, and WS-Management, too. */
gboolean
resite_smb_pool_begin_log_on (ResiteSmbPool *self, ResiteSmbWorker *worker, gboolean *tries,
                              guint cancels, GCancellable *cancellable, GError **error)
{
  *tries = FALSE;
  if (self->credentials == NULL || worker->connected || self->logged_on)
    return TRUE;
  while (!resite_smb_pool_is_cancelled (self, cancels, cancellable, error))
    {
      if (resite_credentials_is_refused (self->credentials))
        {
          g_set_error (error, RESITE_ERROR, RESITE_ERROR_NO_ACCESS,
                       _ ("The password of %s was refused, so it is not sent to %s again."),
                       self->user, self->place->server);
          return FALSE;
        }
      *tries = resite_credentials_begin_try (self->credentials);
      if (*tries)
        return TRUE;
      resite_smb_pool_wait (self);
    }
  return FALSE;
}

void
resite_smb_pool_note_log_on (ResiteSmbPool *self, const ResiteSmbReply *reply, gboolean tried)
{
  if (self->credentials == NULL)
    return;
  if (reply->connected || reply->outcome == RESITE_SMB_NO_SHARE)
    resite_smb_pool_note_taken (self);
  else if (reply->outcome == RESITE_SMB_NOT_LOGGED_ON || reply->outcome == RESITE_SMB_GUEST)
    {
      resite_credentials_take_refusal (self->credentials);
      self->logged_on = FALSE;
    }
  if (tried)
    resite_credentials_end_try (self->credentials);
}
