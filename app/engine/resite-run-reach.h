/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-desk-opinion.h"
#include "resite-machine.h"
#include "resite-run.h"

G_BEGIN_DECLS

/* How a run comes to its machines: who is asked for passwords, which box answers, and what of the
 * past still holds. Main thread only. */

/* Something that only a person can say before a machine is spoken to. Counted. One that is let go
 * without an answer was answered with "no". */
typedef struct _ResiteQuestion ResiteQuestion;

typedef enum
{
  RESITE_QUESTION_CREDENTIALS, /* a password */
  RESITE_QUESTION_TRUST,       /* is this certificate the server's? */
  RESITE_QUESTION_IDENTITY     /* is this box the one that is meant? */
} ResiteQuestionKind;

ResiteQuestion *resite_question_ref (ResiteQuestion *self);
void resite_question_unref (ResiteQuestion *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteQuestion, resite_question_unref)
ResiteQuestionKind resite_question_get_kind (ResiteQuestion *self);
/* "old", "primary.2"; "account" for the domain account that renames computers. */
const char *resite_question_get_role (ResiteQuestion *self);
/* Its name or address, for a person and for the key ring. */
const char *resite_question_get_server (ResiteQuestion *self);
/* (nullable): the account that the plan names. */
const char *resite_question_get_user (ResiteQuestion *self);
/* A sentence, translated: what it is for, or what the box is. */
const char *resite_question_get_purpose (ResiteQuestion *self);
/* (nullable): of the certificate. */
const char *resite_question_get_fingerprint (ResiteQuestion *self);
/* The password given before was refused. */
gboolean resite_question_was_refused (ResiteQuestion *self);
/* Nobody waits for an answer any more: it was given, or what it was for was cancelled. */
gboolean resite_question_is_over (ResiteQuestion *self);
typedef void (*ResiteQuestionFunc) (ResiteQuestion *question, gpointer user_data);
/* @func is called once if what the question was for is cancelled before there was an answer; NULL:
 * not any more. */
void resite_question_set_given_up (ResiteQuestion *self, ResiteQuestionFunc func,
                                   gpointer user_data);
/* Once. @credentials NULL: by hand then. */
void resite_question_answer_credentials (ResiteQuestion *self, ResiteCredentials *credentials);
void resite_question_answer (ResiteQuestion *self, gboolean yes);

/* Called on the main thread; answers at once or later. */
typedef void (*ResiteRunAsker) (ResiteRun *run, ResiteQuestion *question, gpointer user_data);
/* Without one nothing is asked and such machines are not reached. Each machine's password is asked
 * for once in a program's life, and anew when it was refused and a person starts a step again. */
void resite_run_set_asker (ResiteRun *self, ResiteRunAsker asker, gpointer user_data);

/* What is known of a machine's box. */
typedef struct
{
  char *role;
  char *uuid, *serial, *macs, *model; /* (nullable) each; macs with blanks between */
  char *confirmed;                    /* "plan", "person", "no"; NULL: never reached */
  char *name, *address;               /* (nullable): under which it was seen last */
  char *mismatch;                     /* (nullable): why nothing is done there, translated */
  char *fault;                        /* (nullable): why it was not reached last, translated */
  char *product;                      /* (nullable): of this program's life: its Windows */
  char *user;                         /* (nullable): who we are there */
  double clock_ahead;                 /* seconds */
  gboolean reached;                   /* in this program's life */
  gboolean member;                    /* of a domain */
  ResiteDeskOpinion *desk;            /* (nullable): who is there as seen from this desk */
  gboolean is_looked_at;              /* from this desk, just now */
} ResiteMachineFacts;

/* (nullable) (transfer none): until the run's signal "machine-changed" (role). */
const ResiteMachineFacts *resite_run_get_machine_facts (ResiteRun *self, const char *role);

/* Looks from this desk, without any account, who is where @role is thought to be; the run's signal
 * "machine-changed" tells when that begins and ends. FALSE: nothing was begun: it is under way, nobody
 * knows where the machine is, it is out of bounds of a rehearsal, or, but for @anew, it was looked at
 * some minutes ago. */
gboolean resite_run_look_from_desk (ResiteRun *self, const char *role, gboolean anew);

/* Goes there, asks what it needs for that, and looks which box answers. RESITE_ERROR_DIFFERS: not
 * the one that is meant; see also resite_connections_open_machine(). */
void resite_run_reach_async (ResiteRun *self, const char *role, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data);
/* (transfer full). */
ResiteMachine *resite_run_reach_finish (ResiteRun *self, GAsyncResult *result, GError **error);

/* One tick of the past that was looked at again. */
#define RESITE_TYPE_LOOK (resite_look_get_type ())
G_DECLARE_FINAL_TYPE (ResiteLook, resite_look, RESITE, LOOK, GObject)
typedef enum
{
  RESITE_LOOK_RUNNING,
  RESITE_LOOK_HOLDS,
  RESITE_LOOK_CHANGED,
  RESITE_LOOK_UNSEEN /* not reachable now: nothing is said by that */
} ResiteLookState;
/* "C2", "C6@primary.2". */
const char *resite_look_get_step (ResiteLook *self);
const char *resite_look_get_label (ResiteLook *self);
const char *resite_look_get_was (ResiteLook *self);
/* (nullable). */
const char *resite_look_get_is (ResiteLook *self);
/* Property "state", notified. */
ResiteLookState resite_look_get_state (ResiteLook *self);

/* A GListModel of ResiteLook: what this opening looked at again. */
GListModel *resite_run_get_looks (ResiteRun *self);
/* Looks again, by itself after opening where nobody has to be asked. @ask: also for passwords. */
void resite_run_look_again_async (ResiteRun *self, gboolean ask, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data);
gboolean resite_run_look_again_finish (ResiteRun *self, GAsyncResult *result, GError **error);

G_END_DECLS
