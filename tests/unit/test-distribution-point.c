/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>

#include "fake-web.h"
#include "resite-distribution-point.h"
#include "resite-error.h"
#include "resite-folder-local.h"

/* Distribution points as IIS 6 and others answer, and some that are none. */

#define PLACE "/SMS_DP_SMSPKGE$/P0100012/"

/* As IIS 6 writes it: full addresses, a prefix of its own, data types as attributes. */
#define IIS_HEAD                                                                                   \
  "<?xml version=\"1.0\"?><a:multistatus "                                                         \
  "xmlns:b=\"urn:uuid:c2f41010-65b3-11d1-a29f-00aa00c14882/\""                                     \
  " xmlns:c=\"xml:\" xmlns:a=\"DAV:\">"
#define IIS_FOLDER(path)                                                                           \
  "<a:response><a:href>http://br01sms" path "</a:href><a:propstat><a:status>HTTP/1.1 200 OK"       \
  "</a:status><a:prop><a:getcontentlength b:dt=\"int\">0</a:getcontentlength><a:resourcetype>"     \
  "<a:collection/></a:resourcetype></a:prop></a:propstat></a:response>"
#define IIS_FILE(path, size)                                                                       \
  "<a:response><a:href>http://br01sms" path "</a:href><a:propstat><a:status>HTTP/1.1 200 OK"       \
  "</a:status><a:prop><a:getcontentlength b:dt=\"int\">" size "</a:getcontentlength>"              \
  "<a:resourcetype/></a:prop></a:propstat></a:response>"
#define IIS_END "</a:multistatus>"
#define GOOD                                                                                       \
  IIS_HEAD IIS_FOLDER (PLACE) IIS_FOLDER (PLACE "i386/") IIS_FILE (PLACE "setup%20one.exe", "12")  \
      IIS_FILE (PLACE "read.me", "6") IIS_END

static void
test_urls (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *whole = resite_distribution_point_format_url (
      "http://br01sms:81/SMS_DP_SMSPKGE$", NULL, "P0100012", &error);
  g_autofree char *short_one =
      resite_distribution_point_format_url ("br01sms:81", "e", "P0100012", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (whole, ==, "http://br01sms:81" PLACE);
  g_assert_cmpstr (short_one, ==, whole);
  g_assert_null (resite_distribution_point_format_url ("http://br01sms/", NULL, "P01", &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
}

static GPtrArray *
parse (guint status, const char *body)
{
  g_autoptr (ResiteWebAnswer) answer = resite_web_answer_new (status, "text/xml", body);

  return resite_distribution_point_parse ("http://br01sms:81" PLACE, answer);
}

static void
test_listing (void)
{
  g_autoptr (GPtrArray) entries = parse (207, GOOD);
  const ResiteDpEntry *entry;

  g_assert_nonnull (entries);
  g_assert_cmpuint (entries->len, ==, 3);
  entry = g_ptr_array_index (entries, 0);
  g_assert_cmpstr (entry->name, ==, "i386");
  g_assert_true (entry->folder);
  g_assert_cmpint (entry->size, ==, -1);
  entry = g_ptr_array_index (entries, 1);
  g_assert_cmpstr (entry->name, ==, "setup one.exe");
  g_assert_false (entry->folder);
  g_assert_cmpint (entry->size, ==, 12);
}

static void
test_no_listing (void)
{
  static const char *const bodies[] = { "", "<html/>", "<multistatus/>", "not at all",
                                        "<a:multistatus xmlns:a=\"other\"/>" };
  g_autoptr (GPtrArray) cut = parse (207, IIS_HEAD IIS_FOLDER (PLACE) "<a:response><a:href>/x");

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    g_assert_null (parse (207, bodies[i]));
  g_assert_null (parse (200, GOOD));
  /* What came before the cut is there. */
  g_assert_nonnull (cut);
}

/* What lies right below the folder is in it, and nothing else, however it is written. */
static void
test_places (void)
{
  static const struct
  {
    const char *response;
    const char *name; /* NULL: nothing of this package */
  } rows[] = {
    { IIS_FILE (PLACE "a.exe", "1"), "a.exe" },
    { "<a:response><a:href>" PLACE "a.exe</a:href></a:response>", "a.exe" },
    { "<a:response><a:href> /sms_dp_smspkge$/p0100012/A%23%25b.exe </a:href></a:response>",
      "A#%b.exe" },
    { "<a:response><a:href>/SMS_DP_SMSPKGE%24/P0100012/a%20b/</a:href></a:response>", "a b" },
    { IIS_FOLDER (PLACE), NULL },
    { IIS_FOLDER ("/SMS_DP_SMSPKGE$/P0100012"), NULL },
    { IIS_FOLDER ("/SMS_DP_SMSPKGE$/"), NULL },
    { IIS_FOLDER ("/"), NULL },
    { IIS_FILE ("/SMS_DP_SMSPKGE$/P0100013/a.exe", "1"), NULL },
    { IIS_FILE ("/SMS_DP_SMSPKGE$/P01000123/a.exe", "1"), NULL },
    { IIS_FILE (PLACE "i386/deeper.exe", "1"), NULL },
    { "<a:response><a:href/></a:response>", NULL },
    { "<a:response><a:href>http://</a:href></a:response>", NULL },
    { "<a:response/>", NULL },
    { "<response><href>" PLACE "a.exe</href></response>", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *body = g_strconcat (IIS_HEAD, rows[i].response, IIS_END, NULL);
      g_autoptr (GPtrArray) entries = parse (207, body);

      g_test_message ("%s", rows[i].response);
      g_assert_nonnull (entries);
      g_assert_cmpuint (entries->len, ==, rows[i].name != NULL ? 1 : 0);
      if (rows[i].name != NULL)
        g_assert_cmpstr (((const ResiteDpEntry *)entries->pdata[0])->name, ==, rows[i].name);
    }
}

static void
test_sizes (void)
{
  static const struct
  {
    const char *property;
    gint64 size;
  } rows[] = {
    { "<a:getcontentlength>0</a:getcontentlength>", 0 },
    { "<a:getcontentlength> 4294967296 </a:getcontentlength>", G_GINT64_CONSTANT (4294967296) },
    { "<a:getcontentlength/>", -1 },
    { "<a:getcontentlength> </a:getcontentlength>", -1 },
    { "<getcontentlength>7</getcontentlength>", -1 },
    { "", -1 },
    { "<a:getcontentlength>7</a:getcontentlength><a:resourcetype><a:collection/>"
      "</a:resourcetype>",
      -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *body =
          g_strconcat (IIS_HEAD "<a:response><a:href>" PLACE "a</a:href><a:propstat><a:prop>",
                       rows[i].property, "</a:prop></a:propstat></a:response>" IIS_END, NULL);
      g_autoptr (GPtrArray) entries = parse (207, body);

      g_assert_cmpuint (entries->len, ==, 1);
      g_assert_cmpint (((const ResiteDpEntry *)entries->pdata[0])->size, ==, rows[i].size);
    }
}

/* However early it ends, no more is made of it than was in it. */
static void
test_listing_cut (void)
{
  guint most = 0;

  for (gsize length = 0; length <= strlen (GOOD); length++)
    {
      g_autofree char *body = g_strndup (GOOD, length);
      g_autoptr (GPtrArray) entries = parse (207, body);

      if (entries == NULL)
        g_assert_cmpuint (most, ==, 0);
      else
        g_assert_cmpuint (entries->len, >=, most);
      most = entries != NULL ? entries->len : 0;
    }
  g_assert_cmpuint (most, ==, 3);
}

typedef struct
{
  char *url;
  ResiteFolder *folder;
  ResiteDpLook *look;
  gboolean ended;
} Worker;

static gpointer
look_in_worker (gpointer data)
{
  Worker *worker = data;

  worker->look = resite_distribution_point_look (worker->url, worker->folder, "", NULL, NULL, NULL);
  g_atomic_int_set (&worker->ended, TRUE);
  g_main_context_wakeup (NULL);
  return NULL;
}

static ResiteDpLook *
look_at (FakeWeb *web, ResiteFolder *folder)
{
  Worker worker = { .url = g_strconcat (web->base, PLACE, NULL), .folder = folder };

  fake_web_in_worker (look_in_worker, &worker, &worker.ended);
  g_free (worker.url);
  g_assert_nonnull (worker.look);
  return worker.look;
}

static void
assert_finding (const ResiteFinding *finding, const char *state, const char *words)
{
  g_autofree char *said = finding != NULL ? resite_finding_describe (finding) : NULL;

  g_assert_nonnull (finding);
  g_test_message ("%s: %s", finding->state, said);
  g_assert_cmpstr (finding->state, ==, state);
  g_assert_nonnull (strstr (said, words));
}

static void
answer_piece (FakeWeb *web, const char *status, const char *body)
{
  g_autofree char *answer = g_strdup_printf (
      "HTTP/1.1 %s\r\nContent-Range: bytes 0-%u/%u\r\nContent-Length: %u\r\nConnection: close"
      "\r\n\r\n%s",
      status, (guint)strlen (body) - 1, (guint)strlen (body), (guint)strlen (body), body);

  fake_web_say (web, "GET " PLACE "read.me", answer);
}

static void
write_file (const char *folder, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
remove_file (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_cmpint (g_remove (path), ==, 0);
}

static void
test_look (void)
{
  FakeWeb *web = fake_web_new ();
  g_autofree char *place = g_dir_make_tmp ("resite-dp-XXXXXX", NULL);
  g_autofree char *inner = g_build_filename (place, "i386", NULL);
  g_autoptr (ResiteFolder) folder = resite_folder_local_new (place, NULL);
  g_autoptr (ResiteDpLook) good = NULL;
  g_autoptr (ResiteDpLook) other = NULL;
  g_autoptr (ResiteDpLook) more = NULL;
  g_autoptr (ResiteDpLook) alone = NULL;

  g_assert_cmpint (g_mkdir (inner, 0755), ==, 0);
  write_file (place, "Setup One.exe", "123456789012");
  write_file (place, "read.me", "abcdef");
  fake_web_say_body (web, "PROPFIND " PLACE, "207 Multi-Status", GOOD);
  answer_piece (web, "206 Partial Content", "abcdef");
  good = look_at (web, folder);
  assert_finding (good->listing, "ok", "2 files and 1 folders");
  assert_finding (good->piece, "ok", "read.me");
  assert_finding (good->match, "ok", "what lies in the folder");

  write_file (place, "read.me", "abcdeF");
  other = look_at (web, folder);
  assert_finding (other->match, "failed", "content of read.me");
  write_file (place, "more", "x");
  more = look_at (web, folder);
  assert_finding (more->match, "failed", "more lies in the folder");
  alone = look_at (web, NULL);
  g_assert_null (alone->match);

  remove_file (place, "more");
  remove_file (place, "read.me");
  remove_file (place, "Setup One.exe");
  g_assert_cmpint (g_rmdir (inner), ==, 0);
  g_assert_cmpint (g_rmdir (place), ==, 0);
  fake_web_stop (web);
}

static void
test_faults (void)
{
  static const struct
  {
    const char *status;
    const char *words;
  } refusals[] = {
    { "404 Not Found", "not on this distribution point" },
    { "405 Method Not Allowed", "WebDAV is not allowed" },
    { "501 Not Implemented", "WebDAV is not allowed" },
    { "401 Unauthorized", "log-on" },
    { "403 Forbidden", "forbids" },
    { "503 Service Unavailable", "application pool" },
    { "302 Found", "another web server" },
    { "200 OK", "WebDAV is not allowed" },
  };
  static const struct
  {
    const char *status;
    const char *state;
    const char *words;
  } pieces[] = {
    { "200 OK", "warning", "whole file" },
    { "404 Not Found", "failed", "MIME" },
    { "403 Forbidden", "failed", "403" },
  };
  FakeWeb *web = fake_web_new ();
  g_autoptr (ResiteDpLook) empty = NULL;
  g_autoptr (ResiteDpLook) gone = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autoptr (ResiteDpLook) look = NULL;

      fake_web_say_body (web, "PROPFIND " PLACE, refusals[i].status, "<html/>");
      look = look_at (web, NULL);
      assert_finding (look->listing, "failed", refusals[i].words);
      g_assert_null (look->piece);
    }
  fake_web_say_body (web, "PROPFIND " PLACE, "207 Multi-Status", GOOD);
  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_autoptr (ResiteDpLook) look = NULL;

      answer_piece (web, pieces[i].status, "abcdef");
      look = look_at (web, NULL);
      assert_finding (look->piece, pieces[i].state, pieces[i].words);
    }
  fake_web_say_body (web, "PROPFIND " PLACE, "207 Multi-Status",
                     IIS_HEAD IIS_FOLDER (PLACE) IIS_END);
  empty = look_at (web, NULL);
  assert_finding (empty->listing, "warning", "nothing is in it");
  fake_web_stop (web);
  gone = look_at (web, NULL);
  assert_finding (gone->listing, "failed", "W3SVC");
}

static void
list_and_look (FakeWeb *web, ResiteFolder *folder, const char *listing, const char *state,
               const char *words)
{
  g_autoptr (ResiteDpLook) look = NULL;

  fake_web_say_body (web, "PROPFIND " PLACE, "207 Multi-Status", listing);
  look = look_at (web, folder);
  assert_finding (look->match, state, words);
}

/* The folder and the listing differ in one thing each time. */
static void
test_match (void)
{
  FakeWeb *web = fake_web_new ();
  g_autofree char *place = g_dir_make_tmp ("resite-dp-XXXXXX", NULL);
  g_autofree char *nowhere = g_build_filename (place, "nowhere", NULL);
  g_autoptr (ResiteFolder) folder = resite_folder_local_new (place, NULL);
  g_autoptr (ResiteFolder) gone = NULL;
  const char *good = IIS_HEAD IIS_FILE (PLACE "READ.ME", "6") IIS_END;

  g_assert_cmpint (g_mkdir (nowhere, 0755), ==, 0);
  gone = resite_folder_local_new (nowhere, NULL);
  g_assert_nonnull (gone);
  g_assert_cmpint (g_rmdir (nowhere), ==, 0);
  write_file (place, "read.me", "abcdef");
  answer_piece (web, "206 Partial Content", "abcdef");
  fake_web_say (web, "GET " PLACE "READ.ME",
                "HTTP/1.1 206 Partial Content\r\nContent-Length: 6\r\n\r\nabcdef");
  list_and_look (web, folder, IIS_HEAD IIS_FILE (PLACE "read.me", "6") IIS_END, "ok", "lies in");
  list_and_look (web, folder, IIS_HEAD IIS_FILE (PLACE "read.me", "5") IIS_END, "failed",
                 "size of read.me");
  list_and_look (web, folder,
                 IIS_HEAD IIS_FILE (PLACE "read.me", "6") IIS_FILE (PLACE "b", "9") IIS_END,
                 "failed", "does not lie in the folder");
  list_and_look (web, folder, IIS_HEAD IIS_FOLDER (PLACE) IIS_END, "failed",
                 "read.me lies in the folder");
  list_and_look (web, gone, good, "unknown", "could not be looked at");
  remove_file (place, "read.me");
  list_and_look (web, folder, IIS_HEAD IIS_FOLDER (PLACE) IIS_END, "ok", "lies in");
  g_assert_cmpint (g_rmdir (place), ==, 0);
  fake_web_stop (web);
}

/* One small file is asked for, within its end, by a name that may be written in an address. */
static void
test_question (void)
{
  FakeWeb *web = fake_web_new ();
  g_autoptr (ResiteDpLook) look = NULL;
  g_autoptr (ResiteDpLook) empty = NULL;
  g_autofree char *asked = NULL;

  fake_web_say_body (web, "PROPFIND " PLACE, "207 Multi-Status",
                     IIS_HEAD IIS_FILE (PLACE "big", "70000") IIS_FILE (PLACE "none", "0")
                         IIS_FILE (PLACE "a%23b%20c", "5") IIS_END);
  fake_web_say (web, "GET " PLACE "a%23b%20c",
                "HTTP/1.1 206 Partial Content\r\nContent-Length: 0\r\n\r\n");
  look = look_at (web, NULL);
  assert_finding (look->listing, "ok", "3 files and 0 folders");
  assert_finding (look->piece, "failed", "takes the content away");
  asked = fake_web_dup_asked (web);
  g_assert_nonnull (strstr (asked, "Range: bytes=0-4\r\n"));
  g_assert_nonnull (strstr (asked, "Depth: 1\r\n"));
  fake_web_say_body (web, "PROPFIND " PLACE, "207 Multi-Status",
                     IIS_HEAD IIS_FILE (PLACE "none", "0") IIS_END);
  empty = look_at (web, NULL);
  assert_finding (empty->listing, "ok", "1 file and 0 folders");
  g_assert_null (empty->piece);
  fake_web_stop (web);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/distribution-point/urls", test_urls);
  g_test_add_func ("/distribution-point/listing", test_listing);
  g_test_add_func ("/distribution-point/no-listing", test_no_listing);
  g_test_add_func ("/distribution-point/look", test_look);
  g_test_add_func ("/distribution-point/faults", test_faults);
  g_test_add_func ("/distribution-point/places", test_places);
  g_test_add_func ("/distribution-point/sizes", test_sizes);
  g_test_add_func ("/distribution-point/listing-cut", test_listing_cut);
  g_test_add_func ("/distribution-point/match", test_match);
  g_test_add_func ("/distribution-point/question", test_question);
  return g_test_run ();
}
