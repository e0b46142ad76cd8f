/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-web"

#include "config.h"

#include <string.h>

#include "resite-lab-directory.h"
#include "resite-lab-management-point.h"
#include "resite-lab-web-private.h"

#define XML "<?xml version=\"1.0\" ?>"
/* A certificate means nothing here: any bytes in hexadecimal digits. */
#define CERTIFICATE_PIECE "308201A53082010EA003020102021000112233445566778899AABBCCDDEEFF00"

void
resite_lab_web_send (const ResiteLabWebRequest *request, guint status, const char *type,
                     const char *text)
{
  soup_server_message_set_status (request->message, status, NULL);
  soup_server_message_set_response (request->message, type, SOUP_MEMORY_COPY, text, strlen (text));
}

void
resite_lab_web_say (const ResiteLabWebRequest *request, guint status, const char *title)
{
  g_autofree char *page = g_strdup_printf (
      "<html><head><title>Error</title></head><body><h1>%s</h1></body></html>", title);

  resite_lab_web_send (request, status, "text/html", page);
}

static void
say_list (const ResiteLabWebRequest *request, const char *name)
{
  g_autofree char *text = g_strdup_printf (
      XML "<MPList><MP Name=\"%s\" FQDN=\"%s." RESITE_LAB_DOMAIN "\"/></MPList>", name, name);

  resite_lab_web_send (request, 200, "text/xml", text);
}

static void
answer_list (const ResiteLabWebRequest *request)
{
  ResiteLabWorld *world = request->machine->world;

  if (resite_lab_world_take_fault (world, "mp-empty"))
    resite_lab_web_send (request, 200, "text/xml", XML "<MPList></MPList>");
  else if (resite_lab_world_take_fault (world, "mp-other"))
    say_list (request, RESITE_LAB_SITE_SERVER "_OLD");
  else if (resite_lab_world_take_fault (world, "mp-broken"))
    resite_lab_web_send (request, 200, "text/xml", XML "<MPList><MP Name=\"BR01");
  else
    say_list (request, resite_lab_machine_get (request->machine, "Name"));
}

static void
answer_certificate (const ResiteLabWebRequest *request)
{
  ResiteLabWorld *world = request->machine->world;
  const gboolean empty = resite_lab_world_take_fault (world, "mpcert-empty");

  if (resite_lab_world_take_fault (world, "mpcert-500"))
    resite_lab_web_say (request, 500, "Internal Server Error");
  else
    resite_lab_web_send (
        request, 200, "text/xml",
        empty ? XML "<MPCertificate><Certificate></Certificate></MPCertificate>"
              : XML
            "<MPCertificate><Certificate>" CERTIFICATE_PIECE CERTIFICATE_PIECE CERTIFICATE_PIECE
            "</Certificate></MPCertificate>");
}

static void
answer_keys (const ResiteLabWebRequest *request)
{
  const char *name = resite_lab_machine_get (request->machine, "Name");
  g_autofree char *text = g_strdup_printf (
      "<MPKEYINFORMATION><TRUSTEDROOTKEY Signature=\"%s\">%s</TRUSTEDROOTKEY>"
      "<MPCERTIFICATE Signature=\"%s\">%s</MPCERTIFICATE><MACHINENAME>%s</MACHINENAME>"
      "<FQDN>%s." RESITE_LAB_DOMAIN "</FQDN></MPKEYINFORMATION>",
      CERTIFICATE_PIECE, CERTIFICATE_PIECE, CERTIFICATE_PIECE, CERTIFICATE_PIECE, name, name);

  resite_lab_web_send (request, 200, "text/xml", text);
}

static const struct
{
  guint status;
  const char *name, *title;
} failures[] = {
  { 401, "401", "You are not authorized to view this page" },
  { 403, "403", "You are not authorized to view this page" },
  { 404, "404", "The page cannot be found" },
  { 500, "500", "Internal Server Error" },
  { 503, "503", "Service Unavailable" },
};

/* @kind: "mp" or "dp". */
static gboolean
fail_if_told (const ResiteLabWebRequest *request, const char *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (failures); i++)
    {
      g_autofree char *fault = g_strdup_printf ("%s-%s", kind, failures[i].name);

      if (!resite_lab_world_take_fault (request->machine->world, fault))
        continue;
      if (failures[i].status == 401)
        soup_message_headers_append (soup_server_message_get_response_headers (request->message),
                                     "WWW-Authenticate", "Negotiate");
      resite_lab_web_say (request, failures[i].status, failures[i].title);
      return TRUE;
    }
  return FALSE;
}

static void
ask_management_point (const ResiteLabWebRequest *request)
{
  static const struct
  {
    const char *query;
    void (*answer) (const ResiteLabWebRequest *request);
  } questions[] = {
    { "mplist", answer_list },
    { "mpcert", answer_certificate },
    { "mpkeyinformation", answer_keys },
  };
  const char *query = g_uri_get_query (soup_server_message_get_uri (request->message));

  if (resite_lab_world_take_fault (request->machine->world, "mp-html"))
    {
      resite_lab_web_say (request, 200, "Welcome to the portal");
      return;
    }
  for (guint i = 0; query != NULL && i < G_N_ELEMENTS (questions); i++)
    if (g_ascii_strcasecmp (query, questions[i].query) == 0)
      {
        questions[i].answer (request);
        return;
      }
  resite_lab_web_say (request, 400, "Bad Request");
}

static ResiteLabWebVerdict
answer_management_point (const ResiteLabWebRequest *request, const char *below)
{
  ResiteLabWorld *world = request->machine->world;

  if (resite_lab_world_take_fault (world, "mp-hang"))
    return RESITE_LAB_WEB_SILENT;
  if (resite_lab_world_take_fault (world, "mp-cut"))
    return RESITE_LAB_WEB_CUT;
  if (fail_if_told (request, "mp"))
    return RESITE_LAB_WEB_ANSWERED;
  if (!resite_lab_management_point_is_ready (request->machine))
    resite_lab_web_say (request, 404, "The page cannot be found");
  else if (g_ascii_strcasecmp (below, "/.sms_aut") == 0)
    ask_management_point (request);
  else
    resite_lab_web_say (request, 403, "Directory Listing Denied");
  return RESITE_LAB_WEB_ANSWERED;
}

static ResiteLabWebVerdict
answer_distribution_point (const ResiteLabWebRequest *request, const char *below)
{
  if (resite_lab_world_take_fault (request->machine->world, "dp-hang"))
    return RESITE_LAB_WEB_SILENT;
  if (fail_if_told (request, "dp"))
    return RESITE_LAB_WEB_ANSWERED;
  if (resite_lab_management_point_has_folder (request->machine))
    resite_lab_web_answer_files (request, below);
  else
    resite_lab_web_say (request, 404, "The page cannot be found");
  return RESITE_LAB_WEB_ANSWERED;
}

/* Folders of the management point that hold no page of their own. */
static ResiteLabWebVerdict
answer_folder (const ResiteLabWebRequest *request, const char *below)
{
  if (resite_lab_management_point_is_ready (request->machine))
    resite_lab_web_say (request, 403, "Directory Listing Denied");
  else
    resite_lab_web_say (request, 404, "The page cannot be found");
  return RESITE_LAB_WEB_ANSWERED;
}

static const struct
{
  const char *name;
  ResiteLabWebVerdict (*answer) (const ResiteLabWebRequest *request, const char *below);
} folders[] = {
  { "/SMS_MP", answer_management_point }, { "/" LAB_WEB_FOLDER, answer_distribution_point },
  { "/CCM_Incoming", answer_folder },     { "/CCM_Outgoing", answer_folder },
  { "/CCM_System", answer_folder },
};

ResiteLabWebVerdict
resite_lab_web_answer (const ResiteLabWebRequest *request)
{
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      const gsize length = strlen (folders[i].name);

      if (g_ascii_strncasecmp (request->path, folders[i].name, length) == 0 &&
          (request->path[length] == '/' || request->path[length] == '\0'))
        return folders[i].answer (request, request->path + length);
    }
  if (strcmp (request->path, "/") == 0)
    resite_lab_web_send (
        request, 200, "text/html",
        "<html><head><title>Under Construction</title></head><body></body></html>");
  else
    resite_lab_web_say (request, 404, "The page cannot be found");
  return RESITE_LAB_WEB_ANSWERED;
}
