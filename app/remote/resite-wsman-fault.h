/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "resite-error.h"

G_BEGIN_DECLS

/* What a fault lets a client do, beside being an error. */
typedef enum
{
  RESITE_WSMAN_FAULT_TIMED_OUT = 1 << 0,    /* OperationTimeout passed; of Receive: still running */
  RESITE_WSMAN_FAULT_CONTEXT_LOST = 1 << 1, /* enumerate anew from the start, once */
  RESITE_WSMAN_FAULT_TOO_LARGE = 1 << 2,    /* halve MaxElements */
  RESITE_WSMAN_FAULT_RETRY = 1 << 3,        /* nothing was done: wait, then again a few times */
  RESITE_WSMAN_FAULT_READ_AGAIN = 1 << 4,   /* a read may be repeated once */
  RESITE_WSMAN_FAULT_SHELL_GONE = 1 << 5,   /* or never was; of Delete: done */
  RESITE_WSMAN_FAULT_ABORTED = 1 << 6,      /* the shell is being closed: an end, no failure */
  RESITE_WSMAN_FAULT_SHELLS_FULL = 1 << 7,  /* delete own old shells */
  RESITE_WSMAN_FAULT_NEW_SHELL = 1 << 8,    /* this one's operations are used up */
  RESITE_WSMAN_FAULT_EXISTS = 1 << 9,
  RESITE_WSMAN_FAULT_OUR_MISTAKE = 1 << 10 /* we sent something wrong: keep the exchange */
} ResiteWsmanFaultFlags;

/* Belongs to its reply. Texts are as the server wrote them; NULL where it said nothing. */
typedef struct
{
  char *soap_code;     /* "Sender", "Receiver", "MustUnderstand" */
  char *subcode_space; /* namespace and local name */
  char *subcode;
  char *reason;
  char *detail;     /* last part of DMTF's FaultDetail: "InvalidNamespace" */
  char *message;    /* the innermost one that says something, with a provider's description */
  char *provider;   /* "Microsoft.WBEM..." or the file of it */
  char *culprit;    /* header block that was not understood */
  guint32 outer;    /* codes: the symptom ... */
  guint32 inner;    /* ... and its cause; 0: not given */
  guint32 cim_code; /* CIMStatusCode; 0: not given */
  ResiteError error;
  ResiteWsmanFaultFlags flags;
} ResiteWsmanFault;

/* @what: what was tried and where, a sentence's begin: "BR01SMS: the list of services". @is_change:
 * the request was one that changes something, so what timed out is RESITE_ERROR_OUTCOME_UNKNOWN.
 * (transfer full). */
GError *resite_wsman_fault_to_error (const ResiteWsmanFault *self, const char *what,
                                     gboolean is_change);

/* "resource not found" for a code of WSManFault, WBEM or CIM; (nullable), translated. */
const char *resite_wsman_fault_describe_code (guint32 code);

/* The likely causes where a server refuses without a reason (an empty 400, 500 or 503, or 401
 * with credentials that are right). (transfer none), translated, one line each. */
const char *resite_wsman_fault_get_silent_causes (void);

G_END_DECLS
