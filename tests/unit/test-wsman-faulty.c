/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers that are none: of proxies, of liars, cut anywhere, without end. */
#include "config.h"

#include <string.h>

#include "resite-wsman-fixture.h"

typedef struct
{
  const char *name;
  guint status;
  const char *type;
  const char *head; /* further header lines */
  const char *body;
  int read_code;
  int change_code;
  const char *said; /* part of the error's text */
} Foreign;

#define ENVELOPE(x)                                                                                \
  "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Body>" x "</s:Body>"         \
  "</s:Envelope>"

static const Foreign foreign[] = {
  { "page with 200", 200, "text/html", "", "<html>\r\n<b>\033[2JLog on here</b></html>",
    RESITE_ERROR_MALFORMED, RESITE_ERROR_OUTCOME_UNKNOWN, "<html>" },
  { "empty 200", 200, SOAP, "", "", RESITE_ERROR_MALFORMED, RESITE_ERROR_OUTCOME_UNKNOWN,
    "not a WinRM service" },
  { "empty 500", 500, NULL, "", "", RESITE_ERROR_FAILED, RESITE_ERROR_OUTCOME_UNKNOWN,
    "gave no reason" },
  { "empty 400", 400, NULL, "", "", RESITE_ERROR_FAILED, RESITE_ERROR_FAILED, "gave no reason" },
  { "page with 502", 502, "text/html", "", "<p>Bad gateway", RESITE_ERROR_MALFORMED,
    RESITE_ERROR_OUTCOME_UNKNOWN, "Bad gateway" },
  { "text with 404", 404, "text/plain", "", "Not found", RESITE_ERROR_REFUSED, RESITE_ERROR_REFUSED,
    "no WinRM service" },
  { "redirect", 302, "text/html", "Location: http://127.0.0.1:9/wsman\r\n", "go there",
    RESITE_ERROR_MALFORMED, RESITE_ERROR_MALFORMED, "http://127.0.0.1:9/wsman" },
  { "redirect with orders for a terminal", 302, "text/html",
    "Location: http://127.0.0.1:9/\033[2J\302\233\377\r\n", "", RESITE_ERROR_MALFORMED,
    RESITE_ERROR_MALFORMED, "http://127.0.0.1:9/ [2J" },
  { "type with orders for a terminal", 200, "text/\033[2J\377", "", "hello", RESITE_ERROR_MALFORMED,
    RESITE_ERROR_OUTCOME_UNKNOWN, "hello" },
  { "coding with orders for a terminal", 200, SOAP, "Content-Encoding: \033[2J\377\r\n",
    ENVELOPE (INSTANCE), RESITE_ERROR_MALFORMED, RESITE_ERROR_OUTCOME_UNKNOWN, "compressed" },
  { "page with newer orders for a terminal", 502, "text/html", "", "<p>\302\2332J Bad gateway",
    RESITE_ERROR_MALFORMED, RESITE_ERROR_OUTCOME_UNKNOWN, "Bad gateway" },
  { "redirect that keeps the method", 307, NULL, "Location: http://127.0.0.1:9/wsman\r\n", "",
    RESITE_ERROR_MALFORMED, RESITE_ERROR_MALFORMED, "sends us on" },
  { "proxy", 407, "text/html", "Proxy-Authenticate: Basic realm=\"p\"\r\n", "log on",
    RESITE_ERROR_MALFORMED, RESITE_ERROR_MALFORMED, "proxy" },
  { "too large a question", 413, NULL, "", "", RESITE_ERROR_REFUSED, RESITE_ERROR_REFUSED, "413" },
  { "compressed", 200, SOAP, "Content-Encoding: xpress\r\n", ENVELOPE (INSTANCE),
    RESITE_ERROR_MALFORMED, RESITE_ERROR_OUTCOME_UNKNOWN, "compressed" },
  { "document type", 200, SOAP, "", "<!DOCTYPE a [<!ENTITY b 'c'>]>" ENVELOPE (INSTANCE),
    RESITE_ERROR_MALFORMED, RESITE_ERROR_OUTCOME_UNKNOWN, "127.0.0.1" },
  { "half an envelope", 200, SOAP, "", "<s:Envelope xmlns:s=\"http://www.w3.org/",
    RESITE_ERROR_MALFORMED, RESITE_ERROR_OUTCOME_UNKNOWN, "127.0.0.1" },
  { "other type", 200, "application/octet-stream", "", ENVELOPE (INSTANCE), RESITE_ERROR_MALFORMED,
    RESITE_ERROR_OUTCOME_UNKNOWN, "application/octet-stream" },
};

static void
answer_foreign (Request *request, gpointer data)
{
  const Foreign *f = data;
  g_autofree char *type =
      f->type != NULL ? g_strdup_printf ("Content-Type: %s\r\n", f->type) : g_strdup ("");
  g_autofree char *text = g_strdup_printf ("HTTP/1.1 %u x\r\n%s%sContent-Length: %zu\r\n\r\n%s",
                                           f->status, type, f->head, strlen (f->body), f->body);

  write_bytes (request, text, strlen (text));
}

static void
test_foreign (gconstpointer data)
{
  const Foreign *f = data;
  g_autoptr (Server) server = server_new (answer_foreign, (gpointer)f);
  g_autoptr (ResiteWsman) wsman = wsman_for (server, 20);
  g_autoptr (GError) read_error = NULL;
  g_autoptr (GError) change_error = NULL;

  g_assert_null (get_service (wsman, &read_error));
  g_assert_error (read_error, RESITE_ERROR, f->read_code);
  g_assert_nonnull (strstr (read_error->message, f->said));
  g_assert_null (strchr (read_error->message, '\033'));
  g_assert_null (strstr (read_error->message, "\302\233"));
  g_assert_true (g_utf8_validate (read_error->message, -1, NULL));
  g_assert_false (start_service (wsman, &change_error));
  g_assert_error (change_error, RESITE_ERROR, f->change_code);
  /* What may have been garbled on the way is asked again, if that is harmless. */
  g_assert_cmpuint (server_count (server), ==, f->status == 200 ? 3 : 2);
}

/* The first program that answers is no WinRM service at all. */
static void
test_foreign_at_first (void)
{
  g_autoptr (Server) server = server_new (answer_foreign, (gpointer)&foreign[0]);
  g_autoptr (ResiteWsman) wsman = wsman_for (server, 20);
  g_autoptr (GError) error = NULL;

  server_set_version (server, NULL);
  g_assert_null (identify (wsman, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_MALFORMED);
  g_assert_nonnull (strstr (error->message, "not a WinRM service"));
}

typedef enum
{
  TOO_LONG,  /* says more than it sends, and closes */
  TOO_SHORT, /* says less: the rest looks like the next answer */
  HUGE,      /* says so */
  ENDLESS,   /* chunks for ever */
  HEADERS,   /* header lines for ever */
  NONSENSE   /* no HTTP at all */
} Lie;

static void
write_endlessly (Request *request, const char *begin, const char *piece)
{
  gboolean on = write_bytes (request, begin, strlen (begin));

  for (guint i = 0; on && i < 1000000; i++)
    on = write_bytes (request, piece, strlen (piece));
  request->over = TRUE;
}

static void
answer_lie (Request *request, gpointer data)
{
  g_autofree char *text = NULL;
  g_autofree char *piece = NULL;

  switch ((Lie)GPOINTER_TO_INT (data))
    {
    case TOO_LONG:
      text = g_strdup ("HTTP/1.1 200 OK\r\nContent-Type: " SOAP
                       "\r\nContent-Length: 9000\r\n\r\n<s:Envelope");
      write_bytes (request, text, strlen (text));
      cut (request, FALSE);
      break;
    case TOO_SHORT:
      if (request->number > 1)
        {
          reply_soap (request, 200, INSTANCE);
          break;
        }
      text =
          g_strdup ("HTTP/1.1 200 OK\r\nContent-Type: " SOAP
                    "\r\nContent-Length: 20\r\n\r\n" ENVELOPE ("<a>HTTP/1.1 200 OK\r\n\r\n</a>"));
      write_bytes (request, text, strlen (text));
      break;
    case HUGE:
      write_endlessly (request,
                       "HTTP/1.1 200 OK\r\nContent-Type: " SOAP
                       "\r\nContent-Length: 99000000000\r\n\r\n",
                       "<aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/>");
      break;
    case ENDLESS:
      piece = g_strnfill (0x8000, 'a');
      text = g_strdup_printf ("8000\r\n%s\r\n", piece);
      write_endlessly (
          request,
          "HTTP/1.1 200 OK\r\nContent-Type: " SOAP "\r\nTransfer-Encoding: chunked\r\n\r\n", text);
      break;
    case HEADERS:
      write_endlessly (request, "HTTP/1.1 200 OK\r\n", "X-More: 0123456789abcdef0123456789\r\n");
      break;
    case NONSENSE:
      write_bytes (request, "220 mail.example.com ESMTP\r\n\r\n", 30);
      cut (request, FALSE);
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
check_lie (Lie lie, int read_code, int other_code, guint64 most_bytes)
{
  g_autoptr (Server) server = server_new (answer_lie, GINT_TO_POINTER (lie));
  g_autoptr (ResiteWsman) wsman = wsman_for (server, 20);
  g_autoptr (GError) read_error = NULL;
  g_autoptr (GError) change_error = NULL;

  g_assert_null (get_service (wsman, &read_error));
  g_assert_true (g_error_matches (read_error, RESITE_ERROR, read_code) ||
                 g_error_matches (read_error, RESITE_ERROR, other_code));
  g_assert_false (start_service (wsman, &change_error));
  g_assert_error (change_error, RESITE_ERROR, RESITE_ERROR_OUTCOME_UNKNOWN);
  g_assert_cmpuint (server_count_written (server), <, most_bytes);
}

static void
test_lies (void)
{
  /* Twice four envelopes of 500 KiB, and what the system holds on the way. */
  const guint64 bound = 24 * 1024 * 1024;

  check_lie (TOO_LONG, RESITE_ERROR_UNREACHABLE, RESITE_ERROR_MALFORMED, bound);
  check_lie (HUGE, RESITE_ERROR_MALFORMED, RESITE_ERROR_MALFORMED, bound);
  check_lie (ENDLESS, RESITE_ERROR_MALFORMED, RESITE_ERROR_MALFORMED, bound);
  check_lie (HEADERS, RESITE_ERROR_MALFORMED, RESITE_ERROR_UNREACHABLE, bound);
  check_lie (NONSENSE, RESITE_ERROR_MALFORMED, RESITE_ERROR_UNREACHABLE, bound);
}

/* What was left over on that connection is nobody's answer. */
static void
test_too_short_a_length (void)
{
  g_autoptr (Server) server = server_new (answer_lie, GINT_TO_POINTER (TOO_SHORT));
  g_autoptr (ResiteWsman) wsman = wsman_for (server, 20);
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteCimObject) service = get_service (wsman, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (server_count (server), ==, 2);
}

typedef struct
{
  gsize at;
  gboolean reset;
  gsize head; /* of the whole answer, out */
} Cut;

/* The first answer ends after so many bytes, the others are whole. */
static void
answer_cut (Request *request, gpointer data)
{
  Cut *cut_at = data;
  g_autofree char *id = get_message_id (request);
  g_autofree char *envelope = make_envelope (id, INSTANCE);
  g_autofree char *text = make_reply (request, 200, SOAP, envelope);

  cut_at->head = strstr (text, "\r\n\r\n") + 4 - text;
  if (request->number > 1)
    {
      reply (request, 200, SOAP, envelope);
      return;
    }
  write_bytes (request, text, cut_at->at);
  cut (request, cut_at->reset);
}

/* At every byte of the header, and some of the body: a read is asked again, a change never. */
static void
test_cut_anywhere (gconstpointer data)
{
  const gboolean is_change = GPOINTER_TO_INT (data);
  Cut at = { .head = 1 };

  for (at.at = 0; at.at < at.head + 64; at.at += at.at < at.head ? 1 : 9)
    {
      g_autoptr (Server) server = server_new (answer_cut, &at);
      g_autoptr (ResiteWsman) wsman = wsman_for (server, 20);
      g_autoptr (GError) error = NULL;
      g_autoptr (ResiteCimObject) service = NULL;

      at.reset = at.at % 2 == 1;
      if (is_change)
        {
          g_assert_false (start_service (wsman, &error));
          g_assert_error (error, RESITE_ERROR, RESITE_ERROR_OUTCOME_UNKNOWN);
          g_assert_cmpuint (server_count (server), ==, 1);
          continue;
        }
      service = get_service (wsman, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (server_count (server), ==, 2);
    }
  g_assert_cmpuint (at.head, >, 100);
}

static void
answer_401 (Request *request, gpointer data)
{
  const char *text = "HTTP/1.1 401 (null)\r\nWWW-Authenticate: Negotiate\r\n"
                     "WWW-Authenticate: Basic realm=\"WSMAN\"\r\nContent-Length: 0\r\n\r\n";

  write_bytes (request, text, strlen (text));
}

static void
count_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (resite_cim_perform_finish (RESITE_CIM (source), result, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NO_ACCESS);
  g_assert_null (strstr (error->message, SECRET));
  ++*(guint *)data;
}

/* The length that is announced, and how the rest is sent: never. */
static void
answer_half (Request *request, gpointer data)
{
  g_autofree char *head = g_strdup_printf ("HTTP/1.1 200 OK\r\nContent-Type: " SOAP
                                           "\r\nContent-Length: %u\r\n\r\n<s:Envelope",
                                           GPOINTER_TO_UINT (data));

  write_bytes (request, head, strlen (head));
  hang (request);
}

static gboolean
stop_cb (gpointer data)
{
  g_cancellable_cancel (data);
  return G_SOURCE_REMOVE;
}

/* Nobody waits for a rest that is not wanted any more, also not while it is put away. */
static void
test_rest_that_never_comes (void)
{
  g_autoptr (Server) liar = server_new (answer_half, GUINT_TO_POINTER (100000000));
  g_autoptr (Server) sleeper = server_new (answer_half, GUINT_TO_POINTER (1000));
  g_autoptr (ResiteWsman) wsman = wsman_for (liar, 60);
  g_autoptr (ResiteWsman) other = wsman_for (sleeper, 60);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) cancelled = NULL;

  g_assert_false (start_service (wsman, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_OUTCOME_UNKNOWN);
  g_timeout_add (200, stop_cb, cancellable);
  g_assert_null (perform (other, &get_request, cancellable, &cancelled));
  g_assert_error (cancelled, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Many ask, one log-on is tried, and none ever again. */
static void
test_wrong_password (void)
{
  g_autoptr (Server) server = server_new (answer_401, NULL);
  g_autoptr (ResiteCredentials) credentials = resite_credentials_new (USER, SECRET);
  g_autofree char *url = server_get_url (server);
  const ResiteWsmanOptions options = { .url = url, .credentials = credentials };
  g_autoptr (ResiteWsman) wsman = resite_wsman_new (&options, NULL);
  g_autoptr (ResiteWsman) other = resite_wsman_new (&options, NULL);
  g_autoptr (GError) error = NULL;
  guint ended = 0;

  server_set_version (server, NULL);
  for (guint i = 0; i < 20; i++)
    resite_cim_perform_async (RESITE_CIM (wsman), &get_request, NULL, count_cb, &ended);
  while (ended < 20)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (server_count_log_ons (server), ==, 1);
  g_assert_true (resite_credentials_is_refused (credentials));

  g_assert_null (get_service (other, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NO_ACCESS);
  g_assert_nonnull (strstr (error->message, USER));
  g_assert_cmpuint (server_count_log_ons (server), ==, 1);
}

/* Without a password there is a ticket or nothing: nobody is asked. */
static void
test_no_ticket (void)
{
  g_autoptr (Server) server = server_new (answer_401, NULL);
  g_autofree char *url = server_get_url (server);
  const ResiteWsmanOptions options = { .url = url };
  g_autoptr (ResiteWsman) wsman = resite_wsman_new (&options, NULL);
  g_autoptr (GError) error = NULL;

  server_set_version (server, NULL);
  g_assert_null (get_service (wsman, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NO_ACCESS);
  g_assert_nonnull (strstr (error->message, "klist"));
  g_assert_cmpuint (server_count_log_ons (server), ==, 0);
}

static GString *said = NULL;

static GLogWriterOutput
keep_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, "MESSAGE"))
      g_string_append_printf (said, "%s\n", (const char *)fields[i].value);
  return G_LOG_WRITER_HANDLED;
}

static void
keep_old_log (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
  g_string_append_printf (said, "%s\n", message);
  if (level & (G_LOG_FLAG_FATAL | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING))
    g_printerr ("%s: %s\n", domain, message);
}

/* Everything that was logged by anybody, at every level, while answers of all kinds were read. */
static void
check_log (void)
{
  g_autofree char *code =
      g_base64_encode ((const guchar *)USER ":" SECRET, strlen (USER ":" SECRET));

  g_assert_cmpuint (said->len, >, 1000);
  g_assert_null (strstr (said->str, SECRET));
  g_assert_null (strstr (said->str, code));
}

int
main (int argc, char **argv)
{
  int status;

  said = g_string_new (NULL);
  g_log_set_writer_func (keep_log, NULL, NULL);
  g_setenv ("G_MESSAGES_DEBUG", "all", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_log_set_default_handler (keep_old_log, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (foreign); i++)
    {
      g_autofree char *path = g_strdup_printf ("/wsman/foreign/%s", foreign[i].name);

      g_test_add_data_func (path, &foreign[i], test_foreign);
    }
  g_test_add_func ("/wsman/foreign-at-first", test_foreign_at_first);
  g_test_add_func ("/wsman/lies", test_lies);
  g_test_add_func ("/wsman/too-short-a-length", test_too_short_a_length);
  g_test_add_data_func ("/wsman/cut-anywhere/read", GINT_TO_POINTER (FALSE), test_cut_anywhere);
  g_test_add_data_func ("/wsman/cut-anywhere/change", GINT_TO_POINTER (TRUE), test_cut_anywhere);
  g_test_add_func ("/wsman/rest-that-never-comes", test_rest_that_never_comes);
  g_test_add_func ("/wsman/wrong-password", test_wrong_password);
  g_test_add_func ("/wsman/no-ticket", test_no_ticket);
  status = g_test_run ();
  check_log ();
  return status;
}
