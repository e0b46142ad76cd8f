/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lab-server-fixture.h"

/* What the rehearsal's machines say to what is wrong, and what they do wrong when told to. */

static void
test_headers (LabFixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *headers, *subcode, *code;
  } wrong[] = {
    { S3 "<q:Odd xmlns:q='urn:q' E:mustUnderstand='true'/>", "", "2150858818" },
    { S3 "<m:Locale xml:lang='en-US' E:mustUnderstand='true'/>", "w:UnsupportedFeature",
      "2150858887" },
    { S3 "<m:OperationTimeout>60</m:OperationTimeout>", "w:SchemaValidationError", "2150858881" },
    { S3 S3, "a:InvalidMessageInformationHeader", "2150858817" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (LabAnswer) answer =
          lab_ask (fixture, TRANSFER "Get", SERVICE, wrong[i].headers, "");

      lab_assert_fault (answer, wrong[i].subcode, wrong[i].code);
    }
}

static void
test_must_understand (LabFixture *fixture, gconstpointer data)
{
  g_autoptr (LabAnswer) faulty = lab_ask (fixture, TRANSFER "Get", SERVICE,
                                          S3 "<q:Odd xmlns:q='urn:q' E:mustUnderstand='1'/>", "");
  g_autoptr (LabAnswer) harmless =
      lab_ask (fixture, TRANSFER "Get", SERVICE,
               S3 "<q:Odd xmlns:q='urn:q' mustUnderstand='true'/><m:Locale xml:lang='x' "
                  "mustUnderstand='true'/>",
               "");

  lab_assert (faulty, "//s:Fault/s:Code/s:Value", "s:MustUnderstand");
  lab_assert (faulty, "//s:Header/s:NotUnderstood/@qname", "h:Odd");
  g_assert_cmpuint (harmless->status, ==, 200);
}

static void
test_bad_documents (LabFixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *text, *code;
  } bad[] = {
    { "", "s:Sender" },
    { "<a", "s:Sender" },
    { "<a/>", "s:Sender" },
    { "<!DOCTYPE a [<!ENTITY x 'y'>]>" IDENTIFY, "s:Sender" },
    { "<E:Envelope xmlns:E='http://www.w3.org/2003/05/soap-envelope'><E:Body/></E:Envelope>",
      "s:Sender" },
    { "<E:Envelope xmlns:E='http://schemas.xmlsoap.org/soap/envelope/'><E:Body/></E:Envelope>",
      "s:VersionMismatch" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (LabAnswer) answer = lab_post (fixture, bad[i].text);

      g_assert_cmpuint (answer->status, ==, 500);
      lab_assert (answer, "//s:Fault/s:Code/s:Value", bad[i].code);
    }
}

static void
test_end_message (LabFixture *fixture, gconstpointer data)
{
  g_autoptr (LabAnswer) answer =
      lab_ask (fixture, "http://schemas.microsoft.com/wbem/wsman/1/wsman/End",
               "http://schemas.microsoft.com/wbem/wsman/1/wsman/FullDuplex",
               "<ms:OperationID>uuid:Op</ms:OperationID>", "");

  g_assert_cmpuint (answer->status, ==, 200);
  lab_assert (answer, "//s:Header/ms:OperationID", "uuid:Op");
}

static void
test_http (LabFixture *fixture, gconstpointer data)
{
  g_autofree char *url = resite_lab_server_get_http (fixture->server, "old");
  g_autofree char *elsewhere = g_strconcat (url, "/x", NULL);
  g_autofree char *large = g_strnfill (200000, ' ');
  g_autoptr (SoupMessage) get = soup_message_new ("GET", url);
  g_autoptr (SoupMessage) path = lab_make_message (elsewhere, LAB_SECRET, IDENTIFY);
  g_autoptr (SoupMessage) type = lab_make_message (url, LAB_SECRET, IDENTIFY);
  g_autoptr (SoupMessage) body = lab_make_message (url, LAB_SECRET, large);
  g_autoptr (LabAnswer) got = lab_send (fixture, get);
  g_autoptr (LabAnswer) strayed = lab_send (fixture, path);
  g_autoptr (LabAnswer) mistyped = NULL;
  g_autoptr (LabAnswer) refused = lab_send (fixture, body);
  g_autoptr (LabAnswer) after = lab_post (fixture, IDENTIFY);

  soup_message_headers_replace (soup_message_get_request_headers (type), "Content-Type",
                                "text/plain");
  mistyped = lab_send (fixture, type);
  g_assert_cmpuint (got->status, ==, 405);
  g_assert_cmpuint (strayed->status, ==, 404);
  g_assert_cmpuint (mistyped->status, ==, 415);
  g_assert_cmpuint (refused->status, ==, 413);
  g_assert_cmpuint (after->status, ==, 200);
}

static void
test_oddities (LabFixture *fixture, gconstpointer data)
{
  g_autoptr (LabAnswer) empty = NULL;
  g_autoptr (LabAnswer) html = NULL;
  g_autoptr (LabAnswer) unauthorized = NULL;
  g_autoptr (LabAnswer) good = NULL;

  lab_behave (fixture, "unauthorized-first", "1");
  unauthorized = lab_post (fixture, IDENTIFY);
  g_assert_cmpuint (unauthorized->status, ==, 401);
  lab_behave (fixture, "empty-500", "1");
  empty = lab_post (fixture, IDENTIFY);
  g_assert_cmpuint (empty->status, ==, 500);
  g_assert_cmpstr (empty->text, ==, "");
  lab_behave (fixture, "html", "1");
  html = lab_post (fixture, IDENTIFY);
  g_assert_cmpuint (html->status, ==, 200);
  g_assert_null (strstr (html->text, "Envelope"));
  good = lab_post (fixture, IDENTIFY);
  lab_assert (good, "//id:ProductVendor", "Microsoft Corporation");
  g_assert_false (resite_lab_server_set_behaviour (fixture->server, "old", "colour", "red"));
  g_assert_false (resite_lab_server_set_behaviour (fixture->server, "nobody", "delay", "1"));
}

static void
test_told_faults (LabFixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *behaviour, *subcode, *code;
    guint status, performed;
  } told[] = {
    { "quota", "w:QuotaLimit", "2150859174", 500, 0 },
    { "unavailable", "a:EndpointUnavailable", "2150858770", 503, 0 },
    { "internal-error", "w:InternalError", "2147749889", 500, 0 },
    { "timed-out", "w:TimedOut", "2150858793", 500, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (told); i++)
    {
      g_autoptr (LabAnswer) faulty = NULL;
      g_autoptr (LabAnswer) good = NULL;

      fixture->world->n_performed = 0;
      lab_behave (fixture, told[i].behaviour, "1");
      faulty = lab_ask (fixture, TRANSFER "Get", SERVICE, S3, "");
      g_assert_cmpuint (faulty->status, ==, told[i].status);
      lab_assert_fault (faulty, told[i].subcode, told[i].code);
      g_assert_cmpuint (fixture->world->n_performed, ==, told[i].performed);
      good = lab_ask (fixture, TRANSFER "Get", SERVICE, S3, "");
      g_assert_cmpuint (good->status, ==, 200);
    }
}

/* A client must see that the answer is none, and the server must go on. */
static void
test_torn_answers (LabFixture *fixture, gconstpointer data)
{
  static const char *const ways[] = { "cut-reply", "lying-length" };

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autoptr (LabAnswer) torn = NULL;
      g_autoptr (LabAnswer) good = NULL;

      lab_behave (fixture, ways[i], "1");
      torn = lab_ask (fixture, TRANSFER "Get", SERVICE, S3, "");
      g_assert_nonnull (torn->error);
      good = lab_ask (fixture, TRANSFER "Get", SERVICE, S3, "");
      g_assert_cmpuint (good->status, ==, 200);
      g_assert_nonnull (good->doc);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/lab-server/" name, LabFixture, NULL, lab_set_up, function, lab_tear_down)
  ADD ("headers", test_headers);
  ADD ("must-understand", test_must_understand);
  ADD ("bad-documents", test_bad_documents);
  ADD ("end-message", test_end_message);
  ADD ("http", test_http);
  ADD ("oddities", test_oddities);
  ADD ("told-faults", test_told_faults);
  ADD ("torn-answers", test_torn_answers);
  return g_test_run ();
}
