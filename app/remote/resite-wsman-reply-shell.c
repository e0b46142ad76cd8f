/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-wsman-reply"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-error.h"
#include "resite-wsman-names.h"
#include "resite-wsman-reply-private.h"

static char *
fail_without (const char *name, GError **error)
{
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_MALFORMED, _ ("The answer has no %s."), name);
  return NULL;
}

/* An element of the shell's namespace in the body or in what is in the body, that is not empty. */
static char *
dup_anywhere (ResiteWsmanReply *self, const char *name)
{
  for (const xmlNode *node = resite_wsman_reply_get_content (self); node != NULL;
       node = resite_wsman_xml_next (node, NULL, NULL))
    {
      const xmlNode *found = resite_wsman_xml_is (node, RESITE_NS_SHELL, name)
                                 ? node
                                 : resite_wsman_xml_child (node, RESITE_NS_SHELL, name);
      g_autofree char *text = found != NULL ? resite_wsman_xml_dup_text (found) : NULL;

      if (text != NULL && *text != '\0')
        return g_steal_pointer (&text);
    }
  return NULL;
}

/* The selector first: it is what has to be sent back. */
char *
resite_wsman_reply_read_shell_id (ResiteWsmanReply *self, GError **error)
{
  g_autoptr (ResiteCimObject) keys = NULL;
  g_autofree char *text = NULL;
  const char *selector;

  g_return_val_if_fail (self != NULL, NULL);

  keys = resite_wsman_reply_read_keys (self, error);
  if (keys == NULL)
    return NULL;
  selector = resite_cim_object_get_string (keys, RESITE_SHELL_SELECTOR);
  text = g_strstrip (g_strdup (selector != NULL ? selector : ""));
  if (*text != '\0')
    return g_steal_pointer (&text);
  g_free (text);
  text = dup_anywhere (self, "ShellId");
  return text != NULL ? g_steal_pointer (&text) : fail_without ("ShellId", error);
}

char *
resite_wsman_reply_read_command_id (ResiteWsmanReply *self, GError **error)
{
  char *text;

  g_return_val_if_fail (self != NULL, NULL);

  if (resite_wsman_reply_need_content (self, "CommandResponse", error) == NULL)
    return NULL;
  text = dup_anywhere (self, "CommandId");
  return text != NULL ? text : fail_without ("CommandId", error);
}

void
resite_wsman_received_free (ResiteWsmanReceived *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->output, g_bytes_unref);
  g_clear_pointer (&self->errors, g_bytes_unref);
  g_free (self);
}

static gboolean
is_of_command (const xmlNode *node, const char *command_id)
{
  g_autofree char *id = resite_wsman_xml_dup_attribute (node, NULL, "CommandId");

  return command_id == NULL || id == NULL || g_ascii_strcasecmp (id, command_id) == 0;
}

static gboolean
is_base64 (const char *text, gsize length)
{
  static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  gsize used = strspn (text, alphabet);
  gsize padding = strspn (text + used, "=");

  return used + padding == length && length % 4 == 0 && padding <= 2;
}

/* GLib's decoder skips what is none; here that means that bytes are missing. */
static gboolean
append_decoded (GByteArray *bytes, const xmlNode *stream, GError **error)
{
  g_autofree char *content = resite_wsman_xml_dup_content (stream);
  gsize length = 0;
  gsize size;

  for (const char *c = content; *c != '\0'; c++)
    if (!g_ascii_isspace (*c))
      content[length++] = *c;
  content[length] = '\0';
  if (!is_base64 (content, length))
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_MALFORMED,
                   _ ("The answer has output that is no base64 (line %ld)."),
                   xmlGetLineNo (stream));
      return FALSE;
    }
  if (length == 0)
    return TRUE;
  g_base64_decode_inplace (content, &size);
  g_byte_array_append (bytes, (guint8 *)content, size);
  return TRUE;
}

static gboolean
is_true (const xmlNode *node, const char *name)
{
  g_autofree char *text = resite_wsman_xml_dup_attribute (node, NULL, name);

  return text != NULL && (g_ascii_strcasecmp (text, "true") == 0 || g_str_equal (text, "1"));
}

static gboolean
read_streams (ResiteWsmanReceived *self, const xmlNode *content, const char *command_id,
              GError **error)
{
  g_autoptr (GByteArray) output = g_byte_array_new ();
  g_autoptr (GByteArray) errors = g_byte_array_new ();

  for (const xmlNode *node = resite_wsman_xml_child (content, RESITE_NS_SHELL, "Stream");
       node != NULL; node = resite_wsman_xml_next (node, RESITE_NS_SHELL, "Stream"))
    {
      g_autofree char *name = resite_wsman_xml_dup_attribute (node, NULL, "Name");
      gboolean is_error = name != NULL && g_ascii_strcasecmp (name, "stderr") == 0;

      if (!is_of_command (node, command_id))
        continue;
      if (!append_decoded (is_error ? errors : output, node, error))
        return FALSE;
      if (is_true (node, "End"))
        *(is_error ? &self->errors_ended : &self->output_ended) = TRUE;
    }
  self->output = g_byte_array_free_to_bytes (g_steal_pointer (&output));
  self->errors = g_byte_array_free_to_bytes (g_steal_pointer (&errors));
  return TRUE;
}

/* Signed or unsigned on the line, a DWORD in truth. */
static gboolean
read_exit_code (ResiteWsmanReceived *self, const xmlNode *state, GError **error)
{
  const xmlNode *node = resite_wsman_xml_child (state, RESITE_NS_SHELL, "ExitCode");
  g_autofree char *text = node != NULL ? resite_wsman_xml_dup_text (node) : NULL;
  gint64 number;

  if (text == NULL || *text == '\0')
    return TRUE;
  if (!g_ascii_string_to_signed (text, 10, G_MININT32, G_MAXUINT32, &number, NULL))
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_MALFORMED,
                   _ ("The answer has an exit code that is none: “%s”."), text);
      return FALSE;
    }
  self->has_exit_code = TRUE;
  self->exit_code = (guint32)number;
  return TRUE;
}

static gboolean
read_states (ResiteWsmanReceived *self, const xmlNode *content, const char *command_id,
             GError **error)
{
  for (const xmlNode *node = resite_wsman_xml_child (content, RESITE_NS_SHELL, "CommandState");
       node != NULL; node = resite_wsman_xml_next (node, RESITE_NS_SHELL, "CommandState"))
    {
      g_autofree char *state = NULL;

      if (!is_of_command (node, command_id))
        continue;
      state = resite_wsman_xml_dup_attribute (node, NULL, "State");
      if (state == NULL || !g_str_has_suffix (state, "CommandState/Done"))
        continue;
      self->done = TRUE;
      if (!read_exit_code (self, node, error))
        return FALSE;
    }
  return TRUE;
}

ResiteWsmanReceived *
resite_wsman_reply_read_received (ResiteWsmanReply *self, const char *command_id, GError **error)
{
  g_autoptr (ResiteWsmanReceived) received = NULL;
  const xmlNode *content;

  g_return_val_if_fail (self != NULL, NULL);

  content = resite_wsman_reply_need (self, RESITE_NS_SHELL, "ReceiveResponse", error);
  if (content == NULL)
    return NULL;
  received = g_new0 (ResiteWsmanReceived, 1);
  if (!read_streams (received, content, command_id, error) ||
      !read_states (received, content, command_id, error))
    return NULL;
  return g_steal_pointer (&received);
}
