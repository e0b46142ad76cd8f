/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-lab-soap-request.h"

G_BEGIN_DECLS

/* The faults that Windows answers with. The message of the error is the reason that is told. */
typedef enum
{
  RESITE_LAB_FAULT_SCHEMA,
  RESITE_LAB_FAULT_VERSION,
  RESITE_LAB_FAULT_MUST_UNDERSTAND,
  RESITE_LAB_FAULT_HEADER_MISSING,
  RESITE_LAB_FAULT_HEADER,
  RESITE_LAB_FAULT_LOCALE,
  RESITE_LAB_FAULT_TIMEOUT_VALUE,
  RESITE_LAB_FAULT_RESOURCE,
  RESITE_LAB_FAULT_CLASS,
  RESITE_LAB_FAULT_INSTANCE,
  RESITE_LAB_FAULT_SELECTORS,
  RESITE_LAB_FAULT_SHELL_GONE,
  RESITE_LAB_FAULT_ACTION,
  RESITE_LAB_FAULT_UNSUPPORTED,
  RESITE_LAB_FAULT_TIMED_OUT,
  RESITE_LAB_FAULT_ENCODING_LIMIT,
  RESITE_LAB_FAULT_ENVELOPE_TOO_SMALL,
  RESITE_LAB_FAULT_QUERY,
  RESITE_LAB_FAULT_DIALECT,
  RESITE_LAB_FAULT_CONTEXT,
  RESITE_LAB_FAULT_PULL_DIFFERS,
  RESITE_LAB_FAULT_ACCESS,
  RESITE_LAB_FAULT_SHELL_QUOTA,
  RESITE_LAB_FAULT_QUOTA,
  RESITE_LAB_FAULT_PARAMETER,
  RESITE_LAB_FAULT_LINE_TOO_LONG,
  RESITE_LAB_FAULT_NO_COMMAND,
  RESITE_LAB_FAULT_COMMAND_OVER,
  RESITE_LAB_FAULT_ABORTED,
  RESITE_LAB_FAULT_EXISTS,
  RESITE_LAB_FAULT_UNAVAILABLE,
  RESITE_LAB_FAULT_INTERNAL
} ResiteLabFault;

#define RESITE_LAB_FAULT (resite_lab_fault_quark ())
GQuark resite_lab_fault_quark (void);

/* Says what the world says as a fault; takes @error. @unknown: the class or namespace is. */
GError *resite_lab_fault_from_world (GError *error, gboolean unknown,
                                     gboolean is_query) G_GNUC_WARN_UNUSED_RESULT;
/* The envelope of a fault; *@status gets the HTTP status that Windows would send with it. */
GBytes *resite_lab_fault_write (const GError *error, ResiteLabSoapRequest *request,
                                const char *machine, guint *status);

G_END_DECLS
