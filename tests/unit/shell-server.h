/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>
#include <string.h>

#include "resite-wsman-names.h"
#include "resite-wsman.h"

/* A server of remote shells on a loopback port that answers what a test tells it to, in order, and
 * by itself otherwise. It lives on the main thread; the shell under test is in a worker. */

typedef enum
{
  ANSWER_BODY,  /* text: XML of the body */
  ANSWER_FAULT, /* text: subcode; code: of WSManFault */
  ANSWER_DROP,  /* done as asked, but the line is cut instead of the answer */
  ANSWER_HANG,  /* never; the line stays open */
  ANSWER_EMPTY  /* HTTP 200 without anything */
} AnswerKind;

typedef struct
{
  AnswerKind kind;
  char *text;
  guint code;
} Answer;

typedef struct _ShellServer
{
  SoupServer *soup;
  char *url;
  double stack;
  GHashTable *script; /* action → GQueue of Answer */
  GPtrArray *log;     /* what was asked, in order */
  GHashTable *shells; /* that are open: id */
  guint n_shells;
  guint shells_limit;
  char *command; /* id of the newest */
  GString *input;
  gboolean input_ended;
  GPtrArray *hanging;      /* (element-type SoupServerMessage) */
  GCancellable *cancel_at; /* cancelled when the action below is asked */
  const char *cancel_action;
  /* (nullable): told of each line before it is answered, to script what it prints. */
  void (*on_command) (struct _ShellServer *self, const char *line, gpointer data);
  gpointer on_command_data;
} ShellServer;

static inline void
answer_free (gpointer data)
{
  Answer *answer = data;

  g_free (answer->text);
  g_free (answer);
}

static inline void
answers_free (gpointer data)
{
  g_queue_free_full (data, answer_free);
}

static inline void
server_script (ShellServer *self, const char *action, AnswerKind kind, const char *text, guint code)
{
  GQueue *queue = g_hash_table_lookup (self->script, action);
  Answer *answer = g_new0 (Answer, 1);

  if (queue == NULL)
    {
      queue = g_queue_new ();
      g_hash_table_insert (self->script, g_strdup (action), queue);
    }
  answer->kind = kind;
  answer->text = g_strdup (text);
  answer->code = code;
  g_queue_push_tail (queue, answer);
}

/* One answer to Receive. @exit_code -1: still running, -2: done without one. */
static inline void
server_output (ShellServer *self, const char *output, gssize size, const char *errors,
               gint64 exit_code)
{
  g_autoptr (GString) body = g_string_new ("<rsp:ReceiveResponse>");
  g_autofree char *base64 =
      g_base64_encode ((const guchar *)output, size < 0 ? strlen (output) : (gsize)size);

  g_string_append_printf (body, "<rsp:Stream Name=\"stdout\" CommandId=\"@\">%s</rsp:Stream>",
                          base64);
  if (errors != NULL)
    {
      g_autofree char *more = g_base64_encode ((const guchar *)errors, strlen (errors));

      g_string_append_printf (body, "<rsp:Stream Name=\"stderr\" CommandId=\"@\">%s</rsp:Stream>",
                              more);
    }
  g_string_append_printf (body, "<rsp:CommandState CommandId=\"@\" State=\"%s%s\">",
                          RESITE_SHELL_STATE, exit_code == -1 ? "Running" : "Done");
  if (exit_code >= 0)
    g_string_append_printf (body, "<rsp:ExitCode>%" G_GINT64_FORMAT "</rsp:ExitCode>", exit_code);
  g_string_append (body, "</rsp:CommandState></rsp:ReceiveResponse>");
  server_script (self, "Receive", ANSWER_BODY, body->str, 0);
}

static inline char *
cut_between (const char *text, const char *before, const char *after)
{
  const char *begin = strstr (text, before);
  const char *end = begin != NULL ? strstr (begin + strlen (before), after) : NULL;

  return end != NULL ? g_strndup (begin + strlen (before), end - begin - strlen (before)) : NULL;
}

static inline char *
name_action (const char *request)
{
  static const char *const names[] = { "transfer/Create", "transfer/Delete", "shell/Command<",
                                       "shell/Receive<",  "shell/Send<",     "shell/Signal<" };
  g_autofree char *name = NULL;

  if (strstr (request, "Identify") != NULL)
    return g_strdup ("Identify");
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (strstr (request, names[i]) != NULL)
      {
        name = g_strdup (strchr (names[i], '/') + 1);
        return g_strdelimit (g_steal_pointer (&name), "<", '\0');
      }
  return g_strdup ("?");
}

static inline char *
cut_shell_id (const char *request)
{
  g_autofree char *selector = cut_between (request, "Name=\"ShellId\"", "/");

  return selector != NULL ? cut_between (selector, ">", "<") : NULL;
}

static inline char *
answer_create (ShellServer *self)
{
  char *id = g_strdup_printf ("SHELL-%u", ++self->n_shells);

  g_hash_table_add (self->shells, id);
  return g_strdup_printf (
      "<x:ResourceCreated xmlns:x=\"" RESITE_NS_TRANSFER "\"><a:Address>x</a:Address>"
      "<a:ReferenceParameters><w:ResourceURI>" RESITE_RESOURCE_CMD "</w:ResourceURI><w:SelectorSet>"
      "<w:Selector Name=\"ShellId\">%s</w:Selector></w:SelectorSet></a:ReferenceParameters>"
      "</x:ResourceCreated>",
      id);
}

static inline void
take_input (ShellServer *self, const char *request)
{
  g_autofree char *stream = cut_between (request, "<rsp:Stream", "</rsp:Stream>");
  gsize size = 0;
  g_autofree guchar *bytes = NULL;

  self->input_ended |= strstr (request, "End=\"true\"") != NULL;
  if (stream == NULL)
    return;
  bytes = g_base64_decode (strchr (stream, '>') + 1, &size);
  g_string_append_len (self->input, (const char *)bytes, (gssize)size);
}

static inline char *
answer_command (ShellServer *self, const char *request)
{
  g_free (self->command);
  self->command = cut_between (request, "CommandLine CommandId=\"", "\"");
  if (self->command == NULL)
    self->command = cut_between (request, "CommandId=\"", "\"");
  if (self->command == NULL)
    self->command = g_strdup ("ITS-OWN-ID");
  return g_strdup_printf (
      "<rsp:CommandResponse><rsp:CommandId>%s</rsp:CommandId></rsp:CommandResponse>",
      self->command);
}

/* What it does by itself; "" is an empty body. */
static inline char *
act (ShellServer *self, const char *action, const char *request)
{
  if (g_str_equal (action, "Identify"))
    return g_strdup_printf (
        "<i:IdentifyResponse xmlns:i=\"" RESITE_NS_IDENTITY "\"><i:ProtocolVersion>" RESITE_NS_WSMAN
        "</i:ProtocolVersion><i:ProductVendor>Microsoft Corporation</i:ProductVendor>"
        "<i:ProductVersion>OS: 5.2.3790 SP: 2.0 Stack: %.1f</i:ProductVersion>"
        "</i:IdentifyResponse>",
        self->stack);
  if (g_str_equal (action, "Create"))
    return answer_create (self);
  if (g_str_equal (action, "Command"))
    return answer_command (self, request);
  if (g_str_equal (action, "Send"))
    take_input (self, request);
  if (g_str_equal (action, "Receive"))
    return g_strdup ("<rsp:ReceiveResponse><rsp:CommandState State=\"" RESITE_SHELL_STATE "Done\">"
                     "<rsp:ExitCode>0</rsp:ExitCode></rsp:CommandState></rsp:ReceiveResponse>");
  return g_strdup ("");
}

static inline void
send_body (ShellServer *self, SoupServerMessage *message, guint status, const char *body)
{
  g_auto (GStrv) parts = g_strsplit (body, "\"@\"", -1);
  g_autofree char *id = g_strdup_printf ("\"%s\"", self->command != NULL ? self->command : "");
  g_autofree char *text = g_strjoinv (id, parts);
  g_autofree char *envelope =
      g_strdup_printf ("<s:Envelope xmlns:s=\"" RESITE_NS_SOAP "\" xmlns:a=\"" RESITE_NS_ADDRESS
                       "\" xmlns:w=\"" RESITE_NS_WSMAN "\" xmlns:rsp=\"" RESITE_NS_SHELL
                       "\"><s:Header/><s:Body>%s</s:Body></s:Envelope>",
                       text);

  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, RESITE_WSMAN_CONTENT_TYPE, SOUP_MEMORY_COPY, envelope,
                                    strlen (envelope));
}

static inline void
send_fault (ShellServer *self, SoupServerMessage *message, const char *subcode, guint code)
{
  g_autofree char *body = g_strdup_printf (
      "<s:Fault><s:Code><s:Value>s:Receiver</s:Value><s:Subcode><s:Value>%s</s:Value></s:Subcode>"
      "</s:Code><s:Reason><s:Text xml:lang=\"en-US\">as the test said</s:Text></s:Reason><s:Detail>"
      "<f:WSManFault xmlns:f=\"" RESITE_NS_FAULT "\" Code=\"%u\"><f:Message>as the test said"
      "</f:Message></f:WSManFault></s:Detail></s:Fault>",
      subcode, code);

  send_body (self, message, 500, body);
}

static inline void
cut_line (SoupServerMessage *message)
{
  g_autoptr (GIOStream) stream = soup_server_message_steal_connection (message);

  g_io_stream_close (stream, NULL, NULL);
}

static inline void
send_answer (ShellServer *self, SoupServerMessage *message, const Answer *answer, const char *own)
{
  switch (answer->kind)
    {
    case ANSWER_BODY:
      send_body (self, message, 200, answer->text);
      break;
    case ANSWER_FAULT:
      send_fault (self, message, answer->text, answer->code);
      break;
    case ANSWER_DROP:
      cut_line (message);
      break;
    case ANSWER_HANG:
      g_ptr_array_add (self->hanging, g_object_ref (message));
      soup_server_message_pause (message);
      break;
    case ANSWER_EMPTY:
    default:
      soup_server_message_set_status (message, 200, NULL);
      soup_server_message_set_response (message, RESITE_WSMAN_CONTENT_TYPE, SOUP_MEMORY_COPY, "",
                                        0);
    }
}

static inline void
write_log (ShellServer *self, const char *action, const char *shell_id, const char *request)
{
  g_autofree char *signal = cut_between (request, "windows/shell/signal/", "<");
  g_autofree char *command = cut_between (request, "<rsp:Command>", "</rsp:Command>");

  if (signal != NULL)
    g_ptr_array_add (self->log, g_strdup_printf ("%s %s", action, signal));
  else if (command != NULL)
    g_ptr_array_add (self->log, g_strdup_printf ("%s %s", action, command));
  else if (g_str_equal (action, "Delete"))
    g_ptr_array_add (self->log, g_strdup_printf ("%s %s", action, shell_id));
  else
    g_ptr_array_add (self->log, g_strdup (action));
}

static inline void
tell_command (ShellServer *self, const char *request)
{
  static const char *const marks[][2] = {
    { "&lt;", "<" }, { "&gt;", ">" }, { "&quot;", "\"" }, { "&amp;", "&" }
  };
  g_autofree char *text = cut_between (request, "<rsp:Command>", "</rsp:Command>");
  g_autoptr (GString) line = g_string_new (text);

  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    g_string_replace (line, marks[i][0], marks[i][1], 0);
  self->on_command (self, line->str, self->on_command_data);
}

static inline Answer *
pop_answer (ShellServer *self, const char *action)
{
  GQueue *queue = g_hash_table_lookup (self->script, action);

  return queue != NULL ? g_queue_pop_head (queue) : NULL;
}

static inline void
handle_cb (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query,
           gpointer data)
{
  ShellServer *self = data;
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autoptr (GBytes) bytes = soup_message_body_flatten (body);
  g_autofree char *request = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_autofree char *action = name_action (request);
  g_autofree char *shell_id = cut_shell_id (request);
  Answer *answer;
  g_autofree char *own = NULL;

  write_log (self, action, shell_id, request);
  if (self->on_command != NULL && g_str_equal (action, "Command"))
    tell_command (self, request);
  answer = pop_answer (self, action);
  if (self->cancel_action != NULL && g_str_equal (self->cancel_action, action))
    g_cancellable_cancel (self->cancel_at);
  if (answer == NULL || answer->kind == ANSWER_DROP)
    {
      const gboolean gone = shell_id != NULL && !g_hash_table_contains (self->shells, shell_id);
      const gboolean full = g_str_equal (action, "Create") && self->shells_limit > 0 &&
                            g_hash_table_size (self->shells) >= self->shells_limit;

      if (gone)
        send_fault (self, message, "w:InvalidSelectors", RESITE_WSMAN_CODE_SHELL_GONE);
      else if (full)
        send_fault (self, message, "w:QuotaLimit", RESITE_WSMAN_CODE_TOO_MANY_SHELLS);
      else
        {
          own = act (self, action, request);
          if (answer == NULL)
            send_body (self, message, 200, own);
        }
      if (!gone && g_str_equal (action, "Delete"))
        g_hash_table_remove (self->shells, shell_id);
    }
  if (answer != NULL)
    {
      if (answer->kind != ANSWER_DROP && g_str_equal (action, "Command"))
        g_free (answer_command (self, request));
      send_answer (self, message, answer, own);
      answer_free (answer);
    }
}

static inline ShellServer *
server_new (void)
{
  ShellServer *self = g_new0 (ShellServer, 1);
  g_autoptr (GError) error = NULL;
  GSList *uris;

  self->stack = 2.0;
  self->script = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, answers_free);
  self->log = g_ptr_array_new_with_free_func (g_free);
  self->shells = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->hanging = g_ptr_array_new_with_free_func (g_object_unref);
  self->input = g_string_new (NULL);
  self->soup = soup_server_new (NULL, NULL);
  soup_server_add_handler (self->soup, "/wsman", handle_cb, self, NULL);
  soup_server_listen_local (self->soup, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (self->soup);
  self->url = g_strdup_printf ("http://127.0.0.1:%d/wsman", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify)g_uri_unref);
  return self;
}

static inline void
server_free (ShellServer *self)
{
  soup_server_disconnect (self->soup);
  g_object_unref (self->soup);
  g_ptr_array_unref (self->hanging);
  g_ptr_array_unref (self->log);
  g_hash_table_unref (self->script);
  g_hash_table_unref (self->shells);
  g_string_free (self->input, TRUE);
  g_free (self->command);
  g_free (self->url);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShellServer, server_free)

static inline guint
server_count (ShellServer *self, const char *entry)
{
  guint count = 0;

  for (guint i = 0; i < self->log->len; i++)
    count += g_str_has_prefix (g_ptr_array_index (self->log, i), entry);
  return count;
}

/* The whole talk in one line: "Identify Create Command ...". */
static inline char *
server_get_talk (ShellServer *self)
{
  g_ptr_array_add (self->log, NULL);
  {
    char *talk = g_strjoinv (" | ", (char **)self->log->pdata);

    g_ptr_array_set_size (self->log, (gint)self->log->len - 1);
    return talk;
  }
}

static inline ResiteWsman *
server_connect (ShellServer *self)
{
  g_autoptr (ResiteCredentials) credentials = resite_credentials_new ("admin", "secret");
  ResiteWsmanOptions options = { .url = self->url, .credentials = credentials };
  g_autoptr (GError) error = NULL;
  ResiteWsman *wsman = resite_wsman_new (&options, &error);

  g_assert_no_error (error);
  return wsman;
}

/* Runs @function in a thread while the main context turns. */
typedef struct
{
  void (*function) (gpointer data);
  gpointer data;
  gint done;
} Work;

static inline gpointer
work_thread (gpointer data)
{
  Work *work = data;

  work->function (work->data);
  g_atomic_int_set (&work->done, 1);
  g_main_context_wakeup (NULL);
  return NULL;
}

static inline void
work (void (*function) (gpointer data), gpointer data)
{
  Work job = { function, data, 0 };
  GThread *thread = g_thread_new ("worker", work_thread, &job);

  while (!g_atomic_int_get (&job.done))
    g_main_context_iteration (NULL, TRUE);
  g_thread_join (thread);
}
