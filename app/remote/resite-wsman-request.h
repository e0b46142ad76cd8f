/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-cim.h"

G_BEGIN_DECLS

/* What is sent to a WS-Management server. All is pure and returns (transfer full); errors are
 * RESITE_ERROR_INVALID for text that XML 1.0 cannot hold and names that are none. Pieces of XML
 * declare the namespaces that they use, so they fit anywhere. */

/* Borrowed for the call. */
typedef struct
{
  const char *to; /* URL */
  const char *action;
  const char *resource;   /* (nullable) */
  const char *message_id; /* a new one for every try: resite_wsman_new_message_id() */
  const char *headers;    /* (nullable): XML of further header blocks: selectors, options */
  const char *body;       /* (nullable): XML of the body's content */
  gsize envelope;         /* bytes, the largest reply; 0: not said, else at least 8192 */
  guint timeout_seconds;  /* OperationTimeout; 0: not said */
} ResiteWsmanEnvelope;

GBytes *resite_wsman_build (const ResiteWsmanEnvelope *envelope, GError **error);
/* Identify has no headers. */
GBytes *resite_wsman_build_identify (void);
/* "uuid:3D2A4C0E-...". */
char *resite_wsman_new_message_id (void);

/* "…/wmi/root/cimv2/Win32_Service"; @class_name "*" for a query. Slashes or backslashes. */
char *resite_wsman_resource (const char *space, const char *class_name, GError **error);

/* Pieces for the header. @keys: NULL or without properties: ""; @resource: theirs. */
char *resite_wsman_selectors (const char *resource, ResiteCimObject *keys, GError **error);
/* @pairs: name, value, ..., NULL. */
char *resite_wsman_options (const char *const *pairs, GError **error);

/* What one asks of WMI, apart from the envelope around it. */
typedef struct
{
  char *action;
  char *resource;
  char *headers;
  char *body;
  gboolean is_read; /* may be repeated */
} ResiteWsmanMessage;

void resite_wsman_message_free (ResiteWsmanMessage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteWsmanMessage, resite_wsman_message_free)

/* Any of the six verbs; @max_elements: of a list, for the first batch. */
ResiteWsmanMessage *resite_wsman_message_new (const ResiteCimRequest *request, guint max_elements,
                                              GError **error);
/* The next batch, or giving the rest up; @resource as in the list's message. */
ResiteWsmanMessage *resite_wsman_message_new_pull (const char *resource, const char *context,
                                                   guint max_elements, guint timeout_seconds,
                                                   GError **error);
ResiteWsmanMessage *resite_wsman_message_new_release (const char *resource, const char *context,
                                                      GError **error);
/* All instances of a resource that is no query: shells, configuration. */
ResiteWsmanMessage *resite_wsman_message_new_enumerate (const char *resource, guint max_elements,
                                                        GError **error);

/* The remote shell; @shell_id as the server wrote it. */
typedef struct
{
  const char *directory;          /* (nullable) */
  const char *const *environment; /* (nullable) "NAME=value" */
  guint idle_seconds;             /* 0: the server's */
  guint code_page;                /* 0: the server's; 65001 is UTF-8 */
  gboolean no_profile;
} ResiteWsmanShellSettings;

ResiteWsmanMessage *resite_wsman_message_new_shell (const ResiteWsmanShellSettings *settings,
                                                    GError **error);
/* @command_id (nullable): ours, from WinRM 2.0 on. @arguments (nullable): joined by the server with
 * blanks, nothing is quoted. */
ResiteWsmanMessage *resite_wsman_message_new_command (const char *shell_id, const char *command_id,
                                                      const char *command,
                                                      const char *const *arguments,
                                                      gboolean skip_cmd, GError **error);
ResiteWsmanMessage *resite_wsman_message_new_receive (const char *shell_id, const char *command_id,
                                                      GError **error);
/* @end: nothing follows. */
ResiteWsmanMessage *resite_wsman_message_new_send (const char *shell_id, const char *command_id,
                                                   GBytes *input, gboolean end, GError **error);
/* @code: RESITE_SIGNAL_TERMINATE ... */
ResiteWsmanMessage *resite_wsman_message_new_signal (const char *shell_id, const char *command_id,
                                                     const char *code, GError **error);
ResiteWsmanMessage *resite_wsman_message_new_delete_shell (const char *shell_id, GError **error);

G_END_DECLS
