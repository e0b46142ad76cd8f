/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-web"

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "resite-lab-path.h"
#include "resite-lab-web-private.h"

/* WebDAV as IIS 6 speaks it, of which clients of SMS use PROPFIND and GET. */

#define SHARE        "E:\\SMSPKGE$"
#define MOST_MEMBERS 20000
/* Characters that may stand in an address as they are. */
#define UNESCAPED "/!$&'()*+,;=:@-._~"

/* (nullable) (transfer full): the file on this computer; NULL: none can be meant. */
static char *
find_file (const ResiteLabWebRequest *request, const char *below)
{
  g_auto (GStrv) parts = g_strsplit (below, "/", -1);
  g_autoptr (GString) path = g_string_new (SHARE);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      if (*parts[i] == '\0')
        continue;
      if (strcmp (parts[i], ".") == 0 || strcmp (parts[i], "..") == 0 ||
          strpbrk (parts[i], "\\:") != NULL)
        return NULL;
      g_string_append_printf (path, "\\%s", parts[i]);
    }
  return resite_lab_machine_find_path (request->machine, path->str);
}

static void
append_time (GString *xml, const char *name, gint64 seconds, const char *format)
{
  g_autoptr (GDateTime) moment = g_date_time_new_from_unix_utc (seconds);
  g_autofree char *text = g_date_time_format (moment, format);

  g_string_append_printf (xml, "<a:%s>%s</a:%s>", name, text, name);
}

static void
append_member (GString *xml, const char *address, const char *name, const GStatBuf *info)
{
  g_autofree char *escaped = g_markup_escape_text (name, -1);
  const gboolean folder = S_ISDIR (info->st_mode);

  g_string_append_printf (xml,
                          "<a:response><a:href>%s%s</a:href><a:propstat>"
                          "<a:status>HTTP/1.1 200 OK</a:status><a:prop>"
                          "<a:displayname>%s</a:displayname>"
                          "<a:getcontentlength>%" G_GINT64_FORMAT "</a:getcontentlength>",
                          address, folder && !g_str_has_suffix (address, "/") ? "/" : "", escaped,
                          folder ? (gint64)0 : (gint64)info->st_size);
  append_time (xml, "getlastmodified", info->st_mtime, "%a, %d %b %Y %H:%M:%S GMT");
  append_time (xml, "creationdate", info->st_mtime, "%Y-%m-%dT%H:%M:%S.000Z");
  g_string_append_printf (xml,
                          "<a:resourcetype>%s</a:resourcetype><a:iscollection>%d</a:iscollection>"
                          "</a:prop></a:propstat></a:response>",
                          folder ? "<a:collection/>" : "", folder);
}

static void
append_members (GString *xml, const char *address, const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;
  guint n = 0;

  while (folder != NULL && n++ < MOST_MEMBERS && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *member = g_build_filename (path, name, NULL);
      g_autofree char *escaped = g_uri_escape_string (name, UNESCAPED, FALSE);
      g_autofree char *member_address =
          g_strconcat (address, g_str_has_suffix (address, "/") ? "" : "/", escaped, NULL);
      GStatBuf info;

      if (g_stat (member, &info) == 0)
        append_member (xml, member_address, name, &info);
    }
}

/* IIS 6 tells whole addresses, under the name by which it was asked. */
static char *
make_address (const ResiteLabWebRequest *request)
{
  const char *host = soup_message_headers_get_one (
      soup_server_message_get_request_headers (request->message), "Host");
  g_autofree char *escaped = g_uri_escape_string (request->path, UNESCAPED, FALSE);

  return g_strdup_printf ("http://%s%s", host != NULL ? host : "", escaped);
}

static void
answer_propfind (const ResiteLabWebRequest *request, const char *path)
{
  const char *depth = soup_message_headers_get_one (
      soup_server_message_get_request_headers (request->message), "Depth");
  g_autofree char *address = make_address (request);
  g_autofree char *name = g_path_get_basename (path);
  g_autoptr (GString) xml = g_string_new (
      "<?xml version=\"1.0\"?><a:multistatus xmlns:b=\"urn:uuid:c2f41010-65b3-11d1-a29f-"
      "00aa00c14882/\" xmlns:c=\"xml:\" xmlns:a=\"DAV:\">");
  GStatBuf info;

  if (depth == NULL || (strcmp (depth, "0") != 0 && strcmp (depth, "1") != 0))
    {
      resite_lab_web_say (request, 403, "Infinite depth is not allowed");
      return;
    }
  if (g_stat (path, &info) != 0)
    {
      resite_lab_web_say (request, 404, "The page cannot be found");
      return;
    }
  append_member (xml, address, name, &info);
  if (*depth == '1' && S_ISDIR (info.st_mode))
    append_members (xml, address, path);
  g_string_append (xml, "</a:multistatus>");
  resite_lab_web_send (request, 207, "text/xml", xml->str);
}

static void
answer_get (const ResiteLabWebRequest *request, const char *path)
{
  g_autoptr (GMappedFile) file = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    {
      resite_lab_web_say (request, 403, "Directory Listing Denied");
      return;
    }
  file = g_mapped_file_new (path, FALSE, NULL);
  if (file == NULL)
    {
      resite_lab_web_say (request, 404, "The page cannot be found");
      return;
    }
  if (resite_lab_world_take_fault (request->machine->world, "dp-no-range"))
    soup_message_headers_remove (soup_server_message_get_request_headers (request->message),
                                 "Range");
  bytes = g_mapped_file_get_bytes (file);
  soup_message_headers_replace (soup_server_message_get_response_headers (request->message),
                                "Content-Type", "application/octet-stream");
  soup_message_body_append_bytes (soup_server_message_get_response_body (request->message), bytes);
  soup_server_message_set_status (request->message, 200, NULL);
}

static void
answer_options (const ResiteLabWebRequest *request)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (request->message);

  soup_message_headers_replace (headers, "DAV", "1, 2");
  soup_message_headers_replace (headers, "Allow", "OPTIONS, GET, HEAD, PROPFIND");
  soup_server_message_set_status (request->message, 200, NULL);
}

/* TRUE: WebDAV is not there, in one way or another. */
static gboolean
has_no_dav (const ResiteLabWebRequest *request)
{
  ResiteLabWorld *world = request->machine->world;

  if (resite_lab_world_take_fault (world, "dp-html"))
    resite_lab_web_say (request, 200, "Welcome to the portal");
  else if (resite_lab_world_take_fault (world, "dp-no-dav") ||
           resite_lab_world_get_fault (world, "webdav-off") != NULL)
    resite_lab_web_say (request, 501, "Not Implemented");
  else
    return FALSE;
  return TRUE;
}

void
resite_lab_web_answer_files (const ResiteLabWebRequest *request, const char *below)
{
  const char *method = soup_server_message_get_method (request->message);
  g_autofree char *path = find_file (request, below);

  if (path == NULL)
    resite_lab_web_say (request, 404, "The page cannot be found");
  else if (strcmp (method, "OPTIONS") == 0)
    answer_options (request);
  else if (strcmp (method, "PROPFIND") == 0)
    {
      if (!has_no_dav (request))
        answer_propfind (request, path);
    }
  else if (strcmp (method, "GET") == 0 || strcmp (method, "HEAD") == 0)
    answer_get (request, path);
  else
    resite_lab_web_say (request, 405, "The HTTP verb used to access this page is not allowed");
}
