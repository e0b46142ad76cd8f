/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-wsman-message"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-error.h"
#include "resite-wsman-names.h"
#include "resite-wsman-piece.h"
#include "resite-wsman-request.h"

/* Takes @headers and finishes @piece (nullable) as the body. */
static ResiteWsmanMessage *
message_take (const char *action, char *headers, ResiteWsmanPiece *piece, GError **error)
{
  g_autoptr (ResiteWsmanMessage) self = g_new0 (ResiteWsmanMessage, 1);

  self->action = g_strdup (action);
  self->resource = g_strdup (RESITE_RESOURCE_CMD);
  self->headers = headers;
  if (headers == NULL)
    return NULL;
  if (piece != NULL)
    self->body = resite_wsman_piece_end (piece, error);
  return piece == NULL || self->body != NULL ? g_steal_pointer (&self) : NULL;
}

static char *
shell_selector (const char *shell_id, GError **error)
{
  g_autoptr (ResiteCimObject) keys = resite_cim_object_new (NULL);

  resite_cim_object_set_string (keys, RESITE_SHELL_SELECTOR, shell_id);
  return resite_wsman_selectors (RESITE_RESOURCE_CMD, keys, error);
}

static void
open_shell_element (ResiteWsmanPiece *piece, const char *name)
{
  resite_wsman_piece_open (piece, name);
  resite_wsman_piece_attribute (piece, "xmlns:rsp", RESITE_NS_SHELL);
}

static gboolean
write_environment (ResiteWsmanPiece *piece, const char *const *environment, GError **error)
{
  if (environment == NULL || environment[0] == NULL)
    return TRUE;
  resite_wsman_piece_open (piece, "rsp:Environment");
  for (guint i = 0; environment[i] != NULL; i++)
    {
      const char *equals = strchr (environment[i], '=');
      g_autofree char *name = NULL;

      if (equals == NULL || equals == environment[i])
        {
          g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                               _ ("An environment variable is written NAME=VALUE."));
          return FALSE;
        }
      name = g_strndup (environment[i], equals - environment[i]);
      resite_wsman_piece_open (piece, "rsp:Variable");
      resite_wsman_piece_attribute (piece, "Name", name);
      resite_wsman_piece_text (piece, equals + 1);
      resite_wsman_piece_close (piece);
    }
  resite_wsman_piece_close (piece);
  return TRUE;
}

static gboolean
write_shell (ResiteWsmanPiece *piece, const ResiteWsmanShellSettings *settings, GError **error)
{
  g_autofree char *idle = g_strdup_printf ("PT%u.000S", settings->idle_seconds);

  open_shell_element (piece, "rsp:Shell");
  if (!write_environment (piece, settings->environment, error))
    return FALSE;
  if (settings->directory != NULL)
    resite_wsman_piece_element (piece, "rsp:WorkingDirectory", settings->directory);
  if (settings->idle_seconds > 0)
    resite_wsman_piece_element (piece, "rsp:IdleTimeOut", idle);
  resite_wsman_piece_element (piece, "rsp:InputStreams", "stdin");
  resite_wsman_piece_element (piece, "rsp:OutputStreams", "stdout stderr");
  resite_wsman_piece_close (piece);
  return TRUE;
}

ResiteWsmanMessage *
resite_wsman_message_new_shell (const ResiteWsmanShellSettings *settings, GError **error)
{
  g_autoptr (ResiteWsmanPiece) piece = NULL;
  g_autofree char *code_page = NULL;
  const char *options[] = { "WINRS_NOPROFILE", NULL, NULL, NULL, NULL };

  g_return_val_if_fail (settings != NULL, NULL);

  piece = resite_wsman_piece_new ();
  if (!write_shell (piece, settings, error))
    return NULL;
  options[1] = settings->no_profile ? "TRUE" : "FALSE";
  code_page = g_strdup_printf ("%u", settings->code_page);
  if (settings->code_page > 0)
    {
      options[2] = "WINRS_CODEPAGE";
      options[3] = code_page;
    }
  return message_take (RESITE_ACTION_CREATE, resite_wsman_options (options, error), piece, error);
}

static char *
command_headers (const char *shell_id, gboolean skip_cmd, GError **error)
{
  const char *const pairs[] = { "WINRS_CONSOLEMODE_STDIN", "TRUE", "WINRS_SKIP_CMD_SHELL",
                                skip_cmd ? "TRUE" : "FALSE", NULL };
  g_autofree char *options = resite_wsman_options (pairs, error);
  g_autofree char *selector = options != NULL ? shell_selector (shell_id, error) : NULL;

  return selector != NULL ? g_strconcat (options, selector, NULL) : NULL;
}

ResiteWsmanMessage *
resite_wsman_message_new_command (const char *shell_id, const char *command_id, const char *command,
                                  const char *const *arguments, gboolean skip_cmd, GError **error)
{
  g_autoptr (ResiteWsmanPiece) piece = NULL;

  g_return_val_if_fail (shell_id != NULL && command != NULL, NULL);

  piece = resite_wsman_piece_new ();
  open_shell_element (piece, "rsp:CommandLine");
  if (command_id != NULL)
    resite_wsman_piece_attribute (piece, "CommandId", command_id);
  resite_wsman_piece_element (piece, "rsp:Command", command);
  for (guint i = 0; arguments != NULL && arguments[i] != NULL; i++)
    resite_wsman_piece_element (piece, "rsp:Arguments", arguments[i]);
  resite_wsman_piece_close (piece);
  return message_take (RESITE_ACTION_COMMAND, command_headers (shell_id, skip_cmd, error), piece,
                       error);
}

ResiteWsmanMessage *
resite_wsman_message_new_receive (const char *shell_id, const char *command_id, GError **error)
{
  g_autoptr (ResiteWsmanPiece) piece = NULL;

  g_return_val_if_fail (shell_id != NULL && command_id != NULL, NULL);

  piece = resite_wsman_piece_new ();
  open_shell_element (piece, "rsp:Receive");
  resite_wsman_piece_attribute (piece, "SequenceId", "0");
  resite_wsman_piece_open (piece, "rsp:DesiredStream");
  resite_wsman_piece_attribute (piece, "CommandId", command_id);
  resite_wsman_piece_text (piece, "stdout stderr");
  resite_wsman_piece_close (piece);
  resite_wsman_piece_close (piece);
  return message_take (RESITE_ACTION_RECEIVE, shell_selector (shell_id, error), piece, error);
}

ResiteWsmanMessage *
resite_wsman_message_new_send (const char *shell_id, const char *command_id, GBytes *input,
                               gboolean end, GError **error)
{
  g_autoptr (ResiteWsmanPiece) piece = NULL;
  g_autofree char *encoded = NULL;
  const void *bytes;
  gsize size;

  g_return_val_if_fail (shell_id != NULL && command_id != NULL && input != NULL, NULL);

  bytes = g_bytes_get_data (input, &size);
  encoded = size > 0 ? g_base64_encode (bytes, size) : g_strdup ("");
  piece = resite_wsman_piece_new ();
  open_shell_element (piece, "rsp:Send");
  resite_wsman_piece_open (piece, "rsp:Stream");
  resite_wsman_piece_attribute (piece, "Name", "stdin");
  resite_wsman_piece_attribute (piece, "CommandId", command_id);
  if (end)
    resite_wsman_piece_attribute (piece, "End", "true");
  resite_wsman_piece_text (piece, encoded);
  resite_wsman_piece_close (piece);
  resite_wsman_piece_close (piece);
  return message_take (RESITE_ACTION_SEND, shell_selector (shell_id, error), piece, error);
}

ResiteWsmanMessage *
resite_wsman_message_new_signal (const char *shell_id, const char *command_id, const char *code,
                                 GError **error)
{
  g_autoptr (ResiteWsmanPiece) piece = NULL;

  g_return_val_if_fail (shell_id != NULL && command_id != NULL && code != NULL, NULL);

  piece = resite_wsman_piece_new ();
  open_shell_element (piece, "rsp:Signal");
  resite_wsman_piece_attribute (piece, "CommandId", command_id);
  resite_wsman_piece_element (piece, "rsp:Code", code);
  resite_wsman_piece_close (piece);
  return message_take (RESITE_ACTION_SIGNAL, shell_selector (shell_id, error), piece, error);
}

ResiteWsmanMessage *
resite_wsman_message_new_delete_shell (const char *shell_id, GError **error)
{
  g_return_val_if_fail (shell_id != NULL, NULL);

  return message_take (RESITE_ACTION_DELETE, shell_selector (shell_id, error), NULL, error);
}
