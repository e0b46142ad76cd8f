/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-shell"

#include "config.h"

#include "resite-lab-shell.h"
#include "resite-lab-soap-names.h"

#define OEM_CODE_PAGE 437

void
resite_lab_shell_free (ResiteLabShell *self)
{
  g_clear_handle_id (&self->idle_source, g_source_remove);
  g_hash_table_unref (self->commands);
  g_hash_table_unref (self->environment);
  g_free (self->directory);
  g_free (self->input);
  g_free (self->output);
  g_free (self->owner);
  g_free (self->id);
  g_free (self);
}

static gboolean
is_busy (ResiteLabShell *self)
{
  GHashTableIter iter;
  gpointer command;

  g_hash_table_iter_init (&iter, self->commands);
  while (g_hash_table_iter_next (&iter, NULL, &command))
    if (resite_lab_shell_command_is_waited_for (command))
      return TRUE;
  return FALSE;
}

static gboolean
idle_cb (gpointer data)
{
  ResiteLabShell *self = data;

  if (is_busy (self))
    return G_SOURCE_CONTINUE;
  self->idle_source = 0;
  self->died (self, self->user_data);
  return G_SOURCE_REMOVE;
}

void
resite_lab_shell_touch (ResiteLabShell *self)
{
  self->used = g_get_monotonic_time ();
  g_clear_handle_id (&self->idle_source, g_source_remove);
  self->idle_source = g_timeout_add (self->idle_ms, idle_cb, self);
}

static guint
read_code_page (ResiteLabSoapRequest *request)
{
  const char *text = resite_lab_soap_request_get_option (request, "WINRS_CODEPAGE");
  const guint64 number = text != NULL ? g_ascii_strtoull (text, NULL, 10) : 0;

  return number > 0 && number <= 65001 ? (guint)number : OEM_CODE_PAGE;
}

char *
resite_lab_shell_read_child (xmlNode *body, const char *name)
{
  return resite_lab_soap_get_text (resite_lab_soap_find (body, LAB_NS_SHELL, name));
}

static GHashTable *
read_environment (xmlNode *body)
{
  GHashTable *environment = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  xmlNode *holder = resite_lab_soap_find (body, LAB_NS_SHELL, "Environment");

  for (xmlNode *node = resite_lab_soap_first (holder); node != NULL;
       node = resite_lab_soap_next (node))
    {
      char *name = resite_lab_soap_get_attribute (node, "Name");

      if (name != NULL)
        g_hash_table_insert (environment, name, resite_lab_soap_get_text (node));
    }
  return environment;
}

ResiteLabShell *
resite_lab_shell_new (const ResiteLabShellPlace *place, const char *owner,
                      ResiteLabSoapRequest *request, guint idle_ms,
                      void (*died) (ResiteLabShell *self, gpointer user_data), gpointer user_data)
{
  g_autofree char *id = g_uuid_string_random ();
  ResiteLabShell *self = g_new0 (ResiteLabShell, 1);

  self->id = g_ascii_strup (id, -1);
  self->owner = g_strdup (owner);
  self->directory = resite_lab_shell_read_child (request->body, "WorkingDirectory");
  self->environment = read_environment (request->body);
  self->input = resite_lab_shell_read_child (request->body, "InputStreams");
  self->output = resite_lab_shell_read_child (request->body, "OutputStreams");
  self->place = *place;
  self->place.directory = *self->directory != '\0' ? self->directory : NULL;
  self->place.environment = self->environment;
  self->place.code_page = read_code_page (request);
  self->commands = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                          (GDestroyNotify)resite_lab_shell_command_free);
  self->idle_ms = idle_ms;
  self->died = died;
  self->user_data = user_data;
  self->born = g_get_monotonic_time ();
  resite_lab_shell_touch (self);
  return self;
}

void
resite_lab_shell_append (GString *xml, ResiteLabShell *self)
{
  const gint64 now = g_get_monotonic_time ();

  resite_lab_soap_append (
      xml,
      "<rsp:Shell xmlns:rsp=\"" LAB_NS_SHELL "\"><rsp:ShellId>%s</rsp:ShellId><rsp:ResourceUri>%s"
      "</rsp:ResourceUri><rsp:Owner>%s</rsp:Owner><rsp:ClientIP>127.0.0.1</rsp:ClientIP>"
      "<rsp:IdleTimeOut>PT%u.%03uS</rsp:IdleTimeOut><rsp:InputStreams>%s</rsp:InputStreams>"
      "<rsp:OutputStreams>%s</rsp:OutputStreams>",
      self->id, LAB_CMD, self->owner, self->idle_ms / 1000, self->idle_ms % 1000, self->input,
      self->output);
  resite_lab_soap_append (xml,
                          "<rsp:ShellRunTime>P0DT0H0M%uS</rsp:ShellRunTime><rsp:ShellInactivity>"
                          "P0DT0H0M%uS</rsp:ShellInactivity></rsp:Shell>",
                          (guint)((now - self->born) / G_USEC_PER_SEC),
                          (guint)((now - self->used) / G_USEC_PER_SEC));
}
