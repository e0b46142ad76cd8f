/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-shell"

#include "config.h"

#include <string.h>

#include "resite-lab-shell.h"
#include "resite-lab-shells.h"
#include "resite-lab-soap-names.h"

#define SHELL_LIMIT    5
#define IDLE_TIMEOUT   180000
#define LONGEST_LINE   8191
#define LONGEST_DIRECT 32767

struct _ResiteLabShells
{
  ResiteLabWorld *world;
  char *machine;
  char *user;
  ResiteLabBehaviours *behaviours;
  ResiteLabListings *listings;
  GHashTable *shells; /* id in large letters → ResiteLabShell */
};

ResiteLabShells *
resite_lab_shells_new (ResiteLabWorld *world, const char *machine, const char *user,
                       ResiteLabBehaviours *behaviours, ResiteLabListings *listings)
{
  ResiteLabShells *self = g_new0 (ResiteLabShells, 1);

  self->world = g_object_ref (world);
  self->machine = g_strdup (machine);
  self->user = g_strdup (user);
  self->behaviours = behaviours;
  self->listings = listings;
  self->shells =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)resite_lab_shell_free);
  return self;
}

void
resite_lab_shells_free (ResiteLabShells *self)
{
  g_hash_table_unref (self->shells);
  g_object_unref (self->world);
  g_free (self->machine);
  g_free (self->user);
  g_free (self);
}

void
resite_lab_shells_clear (ResiteLabShells *self)
{
  g_hash_table_remove_all (self->shells);
}

guint
resite_lab_shells_get_n (ResiteLabShells *self)
{
  return g_hash_table_size (self->shells);
}

static gboolean
read_idle (ResiteLabShells *self, ResiteLabExchange *exchange, guint *milliseconds)
{
  xmlNode *body = resite_lab_exchange_get_request (exchange)->body;
  xmlNode *element = resite_lab_soap_find (body, LAB_NS_SHELL, "IdleTimeOut");
  g_autofree char *text = resite_lab_soap_get_text (element);

  *milliseconds = IDLE_TIMEOUT;
  if (element != NULL && !resite_lab_soap_parse_duration (text, milliseconds))
    {
      resite_lab_exchange_fault (exchange, RESITE_LAB_FAULT_SCHEMA,
                                 "IdleTimeOut is not a duration: %s", text);
      return FALSE;
    }
  *milliseconds =
      resite_lab_behaviours_get_number (self->behaviours, "idle-timeout", *milliseconds);
  return TRUE;
}

static void
died_cb (ResiteLabShell *shell, gpointer data)
{
  ResiteLabShells *self = data;

  g_hash_table_remove (self->shells, shell->id);
}

static ResiteLabShell *
add_shell (ResiteLabShells *self, ResiteLabSoapRequest *request, guint idle_ms)
{
  const ResiteLabShellPlace place = { .world = self->world,
                                      .machine = self->machine,
                                      .behaviours = self->behaviours };
  ResiteLabShell *shell =
      resite_lab_shell_new (&place, self->user, request, idle_ms, died_cb, self);

  g_hash_table_insert (self->shells, shell->id, shell);
  return shell;
}

/* Some clients read the reference's selector, others the shell's own element. */
static void
answer_create (ResiteLabShells *self, ResiteLabExchange *exchange)
{
  ResiteLabSoapRequest *request = resite_lab_exchange_get_request (exchange);
  const guint limit =
      resite_lab_behaviours_get_number (self->behaviours, "shell-limit", SHELL_LIMIT);
  guint idle_ms = 0;
  ResiteLabShell *shell;
  GString *xml;

  if (g_hash_table_size (self->shells) >= limit)
    {
      resite_lab_exchange_fault (exchange, RESITE_LAB_FAULT_SHELL_QUOTA,
                                 "This user is allowed a maximum number of %u concurrent shells, "
                                 "which has been exceeded.",
                                 limit);
      return;
    }
  if (!read_idle (self, exchange, &idle_ms))
    return;
  shell = add_shell (self, request, idle_ms);
  xml = resite_lab_soap_answer (request);
  resite_lab_soap_append (xml,
                          "<x:ResourceCreated><a:Address>%s</a:Address><a:ReferenceParameters>"
                          "<w:ResourceURI>%s</w:ResourceURI><w:SelectorSet><w:Selector Name=\""
                          "ShellId\">%s</w:Selector></w:SelectorSet></a:ReferenceParameters>"
                          "</x:ResourceCreated>",
                          LAB_ANONYMOUS, LAB_CMD, shell->id);
  resite_lab_shell_append (xml, shell);
  resite_lab_exchange_answer (exchange, xml);
}

/* (nullable): answered already then. */
static ResiteLabShell *
find_shell (ResiteLabShells *self, ResiteLabExchange *exchange)
{
  const char *id =
      resite_lab_soap_request_get_selector (resite_lab_exchange_get_request (exchange), "ShellId");
  g_autofree char *large = g_ascii_strup (id != NULL ? id : "", -1);
  ResiteLabShell *shell;

  if (resite_lab_behaviours_take (self->behaviours, "shell-gone"))
    g_hash_table_remove (self->shells, large);
  shell = g_hash_table_lookup (self->shells, large);
  if (shell != NULL)
    resite_lab_shell_touch (shell);
  else
    resite_lab_exchange_fault (exchange, RESITE_LAB_FAULT_SHELL_GONE,
                               "The request for the Windows Remote Shell with ShellId %s failed "
                               "because the shell was not found on the server.",
                               large);
  return shell;
}

static char *
read_line (xmlNode *body)
{
  GString *line = g_string_new (NULL);

  for (xmlNode *node = resite_lab_soap_first (body); node != NULL;
       node = resite_lab_soap_next (node))
    {
      g_autofree char *text = resite_lab_soap_get_text (node);

      if (line->len > 0)
        g_string_append_c (line, ' ');
      g_string_append (line, text);
    }
  return g_string_free (line, FALSE);
}

static void
answer_command (ResiteLabShell *shell, ResiteLabExchange *exchange)
{
  ResiteLabSoapRequest *request = resite_lab_exchange_get_request (exchange);
  const gboolean direct = resite_lab_soap_request_get_flag (request, "WINRS_SKIP_CMD_SHELL");
  g_autofree char *line = read_line (request->body);
  g_autofree char *id = resite_lab_soap_get_attribute (request->body, "CommandId");
  ResiteLabShellCommand *command;
  GString *xml;

  if (g_utf8_strlen (line, -1) > (direct ? LONGEST_DIRECT : LONGEST_LINE))
    {
      resite_lab_exchange_fault (exchange, RESITE_LAB_FAULT_LINE_TOO_LONG,
                                 "The filename or extension is too long.");
      return;
    }
  command = resite_lab_shell_command_new (&shell->place, id, line, direct);
  g_hash_table_replace (shell->commands, (gpointer)resite_lab_shell_command_get_id (command),
                        command);
  xml = resite_lab_soap_answer (request);
  resite_lab_soap_append (xml,
                          "<rsp:CommandResponse><rsp:CommandId>%s</rsp:CommandId>"
                          "</rsp:CommandResponse>",
                          resite_lab_shell_command_get_id (command));
  resite_lab_exchange_answer (exchange, xml);
}

/* (nullable): answered already then. @node has the command's id. */
static ResiteLabShellCommand *
find_command (ResiteLabShell *shell, ResiteLabExchange *exchange, xmlNode *node)
{
  g_autofree char *id = node != NULL ? resite_lab_soap_get_attribute (node, "CommandId") : NULL;
  ResiteLabShellCommand *command = id != NULL ? g_hash_table_lookup (shell->commands, id) : NULL;

  if (command == NULL)
    resite_lab_exchange_fault (exchange, RESITE_LAB_FAULT_NO_COMMAND,
                               "The parameter is incorrect: there is no such command.");
  return command;
}

static void
answer_receive (ResiteLabShell *shell, ResiteLabExchange *exchange)
{
  xmlNode *body = resite_lab_exchange_get_request (exchange)->body;
  xmlNode *stream = resite_lab_soap_find (body, LAB_NS_SHELL, "DesiredStream");
  ResiteLabShellCommand *command = find_command (shell, exchange, stream);
  g_autofree char *streams = resite_lab_soap_get_text (stream);

  if (command != NULL)
    resite_lab_shell_command_receive (command, exchange, streams);
}

static void
answer_send (ResiteLabShell *shell, ResiteLabExchange *exchange)
{
  ResiteLabSoapRequest *request = resite_lab_exchange_get_request (exchange);
  xmlNode *stream = resite_lab_soap_find (request->body, LAB_NS_SHELL, "Stream");
  ResiteLabShellCommand *command = find_command (shell, exchange, stream);
  g_autofree char *text = resite_lab_soap_get_text (stream);
  g_autofree char *end = NULL;
  g_autofree guint8 *bytes = NULL;
  gsize size = 0;
  GString *xml;

  if (command == NULL)
    return;
  if (resite_lab_shell_command_is_done (command))
    {
      resite_lab_exchange_fault (exchange, RESITE_LAB_FAULT_COMMAND_OVER,
                                 "The pipe has been ended.");
      return;
    }
  end = resite_lab_soap_get_attribute (stream, "End");
  bytes = g_base64_decode (text, &size);
  resite_lab_shell_command_send (command, bytes, size,
                                 end != NULL && g_ascii_strcasecmp (end, "true") == 0);
  xml = resite_lab_soap_answer (request);
  g_string_append (xml, "<rsp:SendResponse/>");
  resite_lab_exchange_answer (exchange, xml);
}

static void
answer_signal (ResiteLabShell *shell, ResiteLabExchange *exchange)
{
  ResiteLabSoapRequest *request = resite_lab_exchange_get_request (exchange);
  ResiteLabShellCommand *command = find_command (shell, exchange, request->body);
  g_autofree char *code = resite_lab_shell_read_child (request->body, "Code");
  g_autofree char *small = g_ascii_strdown (code, -1);
  GString *xml;

  if (command == NULL)
    return;
  if (g_str_has_suffix (small, "/terminate"))
    g_hash_table_remove (shell->commands, resite_lab_shell_command_get_id (command));
  else
    resite_lab_shell_command_interrupt (command);
  xml = resite_lab_soap_answer (request);
  g_string_append (xml, "<rsp:SignalResponse/>");
  resite_lab_exchange_answer (exchange, xml);
}

static void
answer_delete (ResiteLabShell *shell, ResiteLabExchange *exchange)
{
  shell->died (shell, shell->user_data);
  resite_lab_exchange_answer (exchange,
                              resite_lab_soap_answer (resite_lab_exchange_get_request (exchange)));
}

static void
answer_get (ResiteLabShell *shell, ResiteLabExchange *exchange)
{
  GString *xml = resite_lab_soap_answer (resite_lab_exchange_get_request (exchange));

  resite_lab_shell_append (xml, shell);
  resite_lab_exchange_answer (exchange, xml);
}

static void
answer_enumerate (ResiteLabShells *self, ResiteLabExchange *exchange)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer shell;

  g_hash_table_iter_init (&iter, self->shells);
  while (g_hash_table_iter_next (&iter, NULL, &shell))
    {
      GString *xml = g_string_new (NULL);

      resite_lab_shell_append (xml, shell);
      g_ptr_array_add (items, g_string_free (xml, FALSE));
    }
  resite_lab_listings_begin (self->listings, exchange, items);
}

static const struct
{
  const char *action;
  void (*answer) (ResiteLabShell *shell, ResiteLabExchange *exchange);
} shell_actions[] = {
  { LAB_NS_SHELL "/Command", answer_command },  { LAB_NS_SHELL "/Receive", answer_receive },
  { LAB_NS_SHELL "/Send", answer_send },        { LAB_NS_SHELL "/Signal", answer_signal },
  { LAB_NS_TRANSFER "/Delete", answer_delete }, { LAB_NS_TRANSFER "/Get", answer_get },
};

static void
answer_shell (ResiteLabShells *self, ResiteLabExchange *exchange)
{
  const char *action = resite_lab_exchange_get_request (exchange)->action;
  ResiteLabShell *shell;

  for (guint i = 0; i < G_N_ELEMENTS (shell_actions); i++)
    if (strcmp (action, shell_actions[i].action) == 0)
      {
        shell = find_shell (self, exchange);
        if (shell != NULL)
          shell_actions[i].answer (shell, exchange);
        return;
      }
  resite_lab_exchange_fault (exchange, RESITE_LAB_FAULT_ACTION,
                             "The shell does not offer the action %s.", action);
}

void
resite_lab_shells_answer (ResiteLabShells *self, ResiteLabExchange *exchange)
{
  const char *action = resite_lab_exchange_get_request (exchange)->action;

  if (strcmp (action, LAB_NS_TRANSFER "/Create") == 0)
    answer_create (self, exchange);
  else if (strcmp (action, LAB_NS_LIST "/Enumerate") == 0)
    answer_enumerate (self, exchange);
  else if (strcmp (action, LAB_NS_LIST "/Pull") == 0)
    resite_lab_listings_pull (self->listings, exchange);
  else if (strcmp (action, LAB_NS_LIST "/Release") == 0)
    resite_lab_listings_release (self->listings, exchange);
  else
    answer_shell (self, exchange);
}
