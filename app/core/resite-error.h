/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ResiteError:
 * @RESITE_ERROR_INVALID: input that a person gave is wrong (plan, runbook, file, argument)
 * @RESITE_ERROR_NOT_FOUND: a thing that was named does not exist
 * @RESITE_ERROR_ILLEGAL_MOVE: the run does not allow this now
 * @RESITE_ERROR_NEEDS_PERSON: nothing goes on before a person says something
 * @RESITE_ERROR_LOCKED: another program has the run open for acting
 * @RESITE_ERROR_CORRUPT: a journal or bundle is not what was written
 * @RESITE_ERROR_NO_SPACE: the disk is full
 * @RESITE_ERROR_NO_ACCESS: no right to do this
 * @RESITE_ERROR_DIFFERS: what lies on the disk is not what was sent
 * @RESITE_ERROR_CHANGED: the source changed while it was read
 * @RESITE_ERROR_TIMED_OUT: patience ended
 * @RESITE_ERROR_UNREACHABLE: nobody answers there: no route, refused, reset, no such name
 * @RESITE_ERROR_UNTRUSTED: the certificate is not one that we trust
 * @RESITE_ERROR_OLD_TLS: the server speaks only a version of TLS that this program refuses
 * @RESITE_ERROR_REFUSED: the server does not offer this operation
 * @RESITE_ERROR_BUSY: the server is at a limit of its own; later it may work
 * @RESITE_ERROR_MALFORMED: an answer that is none: cut off, too long, of another protocol
 * @RESITE_ERROR_OUTCOME_UNKNOWN: it may or may not have been done: look before repeating
 * @RESITE_ERROR_EXISTS: something of this name is there already
 * @RESITE_ERROR_IN_USE: somebody else has it open
 * @RESITE_ERROR_FAILED: everything else
 *
 * Codes that a screen or an exit status can act on. Being cancelled is not among them:
 * that is always %G_IO_ERROR_CANCELLED.
 */
typedef enum
{
  RESITE_ERROR_INVALID,
  RESITE_ERROR_NOT_FOUND,
  RESITE_ERROR_ILLEGAL_MOVE,
  RESITE_ERROR_NEEDS_PERSON,
  RESITE_ERROR_LOCKED,
  RESITE_ERROR_CORRUPT,
  RESITE_ERROR_NO_SPACE,
  RESITE_ERROR_NO_ACCESS,
  RESITE_ERROR_DIFFERS,
  RESITE_ERROR_CHANGED,
  RESITE_ERROR_TIMED_OUT,
  RESITE_ERROR_UNREACHABLE,
  RESITE_ERROR_UNTRUSTED,
  RESITE_ERROR_OLD_TLS,
  RESITE_ERROR_REFUSED,
  RESITE_ERROR_BUSY,
  RESITE_ERROR_MALFORMED,
  RESITE_ERROR_OUTCOME_UNKNOWN,
  RESITE_ERROR_EXISTS,
  RESITE_ERROR_IN_USE,
  RESITE_ERROR_FAILED
} ResiteError;

#define RESITE_ERROR (resite_error_quark ())
GQuark resite_error_quark (void);

/* Sets @error from an errno value: "WHAT: REASON". ENOSPC, EACCES, EPERM, EROFS and ENOENT get
 * their own codes. */
void resite_error_set_from_errno (GError **error, int saved_errno, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

/* The line to a machine broke or may have, so it may be better later, and what was asked may have
 * been done. FALSE for NULL. */
gboolean resite_error_is_of_line (const GError *error);

/* Gives a GIO error one of our codes where we have one; cancellation and our own pass through.
 * Takes @error and returns the one to use. */
GError *resite_error_from_gio (GError *error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
