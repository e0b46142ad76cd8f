/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-desk-sight.h"

G_BEGIN_DECLS

/* What can be known from this desk of a machine that is thought to be somewhere, without any
 * account: is it the one that is meant, and by which doors could it be reached? */

typedef enum
{
  RESITE_DESK_DOOR_SMB = 1 << 0,         /* its log-on service speaks: RPC, and files */
  RESITE_DESK_DOOR_SMB1_ONLY = 1 << 1,   /* ... and nothing newer than SMB 1 */
  RESITE_DESK_DOOR_WINRM = 1 << 2,       /* somebody listens for WinRM over HTTPS */
  RESITE_DESK_DOOR_WINRM_PLAIN = 1 << 3, /* ... over HTTP */
} ResiteDeskDoors;

/* Borrowed for the call. */
typedef struct
{
  const char *host;                /* name or address */
  const char *domain;              /* (nullable): of a name without one */
  const char *expected;            /* the name that the machine there should have */
  const char *const *name_servers; /* (nullable) */
  ResiteDeskPorts ports;
} ResiteDeskQuestion;

typedef struct
{
  char *host;
  char *expected;
  char *address; /* (nullable): no name server has one */
  ResiteDeskVerdict verdict;
  char *computer; /* (nullable): who it says it is */
  char *seen;     /* (nullable): all that was seen, and how sure each is */
  ResiteDeskDoors doors;
} ResiteDeskOpinion;

void resite_desk_opinion_free (ResiteDeskOpinion *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteDeskOpinion, resite_desk_opinion_free)

/* A sentence, or two, translated. (transfer full) */
char *resite_desk_opinion_describe (const ResiteDeskOpinion *self);

/* Blocks for some seconds where nobody answers. NULL only when cancelled. */
ResiteDeskOpinion *resite_desk_form_opinion (const ResiteDeskQuestion *question,
                                             GCancellable *cancellable, GError **error);

/* The same in a thread of its own. */
void resite_desk_form_opinion_async (const ResiteDeskQuestion *question, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data);
ResiteDeskOpinion *resite_desk_form_opinion_finish (GAsyncResult *result, GError **error);

G_END_DECLS
