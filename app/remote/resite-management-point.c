/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-management-point"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>
#include <libxml/parser.h>
#include <libxml/tree.h>

#include "resite-error.h"
#include "resite-management-point.h"
#include "resite-text.h"
#include "resite-wsman-failure.h"

#define PLACE "/sms_mp/.sms_aut"
/* So much of a stranger's text stands in a sentence. */
#define EXCERPT 80
/* Fewer hexadecimal digits are no certificate. */
#define LEAST_DIGITS 64

typedef xmlDoc Document;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Document, xmlFreeDoc)

static const char *const questions[] = { "mplist", "mpcert", "MPKEYINFORMATION" };

/* Where the server's own part of @path ends, if a person gave the address of an answer. */
static gsize
measure_prefix (const char *path)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);
  const char *place = strstr (lower, "/sms_mp");
  gsize length = place != NULL ? (gsize)(place - lower) : strlen (path);

  while (length > 0 && path[length - 1] == '/')
    length--;
  return length;
}

/* @rest: what stands behind the server's own part. */
static char *
join_url (const char *base, const char *rest, GError **error)
{
  g_autoptr (GUri) uri = resite_web_parse_url (base, error);
  g_autofree char *root = NULL;
  const char *path;

  if (uri == NULL)
    return NULL;
  path = g_uri_get_path (uri);
  root = g_uri_join (G_URI_FLAGS_ENCODED, g_uri_get_scheme (uri), NULL, g_uri_get_host (uri),
                     g_uri_get_port (uri), "", NULL, NULL);
  return g_strdup_printf ("%s%.*s%s", root, (int)measure_prefix (path), path, rest);
}

char *
resite_management_point_format_url (const char *base, ResiteMpQuestion question, GError **error)
{
  g_autofree char *rest = NULL;

  g_return_val_if_fail (base != NULL, NULL);

  rest = g_strconcat (PLACE "?", questions[question], NULL);
  return join_url (base, rest, error);
}

/* What a stranger wrote: never from the network, entities never put in place. */
static Document *
parse (const ResiteWebAnswer *answer)
{
  gsize size;
  const char *bytes = g_bytes_get_data (answer->body, &size);

  if (size == 0)
    return NULL;
  return xmlReadMemory (bytes, (int)size, "answer", NULL,
                        XML_PARSE_RECOVER | XML_PARSE_NONET | XML_PARSE_NOERROR |
                            XML_PARSE_NOWARNING | XML_PARSE_NOCDATA);
}

static gboolean
is_named (const xmlNode *node, const char *name)
{
  return node->type == XML_ELEMENT_NODE && g_ascii_strcasecmp ((const char *)node->name, name) == 0;
}

/* (nullable) (transfer full): of any case, as programs of Windows write it. */
static char *
dup_attribute (xmlNode *node, const char *name)
{
  for (xmlAttr *attribute = node->properties; attribute != NULL; attribute = attribute->next)
    if (g_ascii_strcasecmp ((const char *)attribute->name, name) == 0)
      {
        xmlChar *value = xmlNodeGetContent ((xmlNode *)attribute);
        char *copy = resite_wsman_failure_clean (value != NULL ? (char *)value : "", -1);

        xmlFree (value);
        return g_strstrip (copy);
      }
  return NULL;
}

static char *
dup_content (xmlNode *node)
{
  xmlChar *value = xmlNodeGetContent (node);
  char *copy = resite_wsman_failure_clean (value != NULL ? (char *)value : "", -1);

  xmlFree (value);
  return g_strstrip (copy);
}

static xmlNode *
find_child (xmlNode *parent, const char *name)
{
  for (xmlNode *node = parent->children; node != NULL; node = node->next)
    if (is_named (node, name))
      return node;
  return NULL;
}

/* Windows knows a computer by its short name, and plans and answers say either. */
static gboolean
is_same_server (const char *one, const char *other)
{
  const gsize length = strcspn (one, ".");

  if (g_ascii_strcasecmp (one, other) == 0)
    return TRUE;
  return (one[length] == '\0' || strchr (other, '.') == NULL) && length > 0 &&
         length == strcspn (other, ".") && g_ascii_strncasecmp (one, other, length) == 0;
}

static char *
dup_excerpt (const ResiteWebAnswer *answer)
{
  gsize size;
  const char *bytes = g_bytes_get_data (answer->body, &size);
  g_autofree char *clean =
      resite_wsman_failure_clean (size > 0 ? bytes : "", (gssize)MIN (size, EXCERPT));

  return g_strdup (g_strstrip (clean));
}

/* Something else than was asked for. */
static ResiteFinding *
judge_foreign (const ResiteWebAnswer *answer, const char *wanted)
{
  g_autofree char *excerpt = dup_excerpt (answer);

  if (*excerpt == '\0')
    return resite_finding_new (
        "failed",
        g_strdup_printf (_ ("The server answers 200 with nothing; %s was expected."), wanted),
        g_strdup (_ ("A browser shows an empty page for a good answer, too; this one is empty "
                     "indeed. Look at the ISAPI extension of SMS_MP and into mpcontrol.log.")));
  return resite_finding_new (
      "failed",
      g_strdup_printf (_ ("The server answers 200, but not with %s. It begins: %s"), wanted,
                       excerpt),
      g_strdup (_ ("Another program or another web site answers at this address: look at the "
                   "Default Web Site, its port, and its virtual directory SMS_MP.")));
}

static gboolean
is_broken (const Document *document, const ResiteWebAnswer *answer)
{
  return (document->properties & XML_DOC_WELLFORMED) == 0 || answer->cut;
}

static ResiteFinding *
judge_broken (const ResiteWebAnswer *answer, char *seen)
{
  return resite_finding_new (
      "warning", seen,
      answer->cut ? g_strdup (_ ("The answer is far longer than one of a management point, and was "
                                 "not read to its end."))
                  : g_strdup (_ ("But its XML is broken or cut off: ask again, and look into "
                                 "mpcontrol.log when it stays so.")));
}

static GPtrArray *
list_servers (xmlNode *root, const char *server, gboolean *listed)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

  *listed = FALSE;
  for (xmlNode *node = root->children; node != NULL; node = node->next)
    {
      g_autofree char *name = is_named (node, "MP") ? dup_attribute (node, "Name") : NULL;

      if (name == NULL || *name == '\0')
        continue;
      *listed |= is_same_server (name, server);
      g_ptr_array_add (names, g_steal_pointer (&name));
    }
  return names;
}

static char *
join_names (GPtrArray *names)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) list = NULL;
  const guint shown = MIN (names->len, 8);

  for (guint i = 0; i < shown; i++)
    g_strv_builder_add (builder, g_ptr_array_index (names, i));
  if (shown < names->len)
    g_strv_builder_add (builder, "…");
  list = g_strv_builder_end (builder);
  return g_strjoinv (", ", list);
}

static ResiteFinding *
judge_list (const ResiteWebAnswer *answer, Document *document, xmlNode *root, const char *server)
{
  gboolean listed;
  g_autoptr (GPtrArray) names = NULL;
  g_autofree char *joined = NULL;

  if (!is_named (root, "MPList"))
    return judge_foreign (answer, "<MPList>");
  names = list_servers (root, server, &listed);
  joined = join_names (names);
  if (is_broken (document, answer))
    return judge_broken (answer,
                         g_strdup_printf (_ ("The list names %s."), listed ? server : joined));
  if (listed)
    return resite_finding_new (
        "ok", g_strdup_printf (_ ("The server answers 200, and its list names %s."), server), NULL);
  if (names->len == 0)
    return resite_finding_new (
        "warning", g_strdup (_ ("The server answers, but its list of management points is empty.")),
        g_strdup (_ ("A management point of SMS 2003 lists itself: look whether its installation "
                     "ended well (mpsetup.log), and ask again in some minutes.")));
  return resite_finding_new (
      "warning",
      g_strdup_printf (_ ("The server answers, but its list names %s and not %s."), joined, server),
      g_strdup (_ ("Was the management point installed under another name of the computer? Or "
                   "does the name still lead to another machine?")));
}

static gboolean
is_hexadecimal (const char *text, gsize *digits)
{
  *digits = 0;
  for (const char *c = text; *c != '\0'; c++)
    if (g_ascii_isxdigit (*c))
      (*digits)++;
    else if (!g_ascii_isspace (*c))
      return FALSE;
  return TRUE;
}

static ResiteFinding *
judge_certificate (const ResiteWebAnswer *answer, Document *document, xmlNode *root)
{
  xmlNode *node = is_named (root, "MPCertificate") ? find_child (root, "Certificate") : NULL;
  g_autofree char *text = node != NULL ? dup_content (node) : NULL;
  g_autofree char *seen = NULL;
  g_autofree char *size = NULL;
  gsize digits;

  if (node == NULL)
    return judge_foreign (answer, "<MPCertificate>");
  if (!is_hexadecimal (text, &digits) || digits < LEAST_DIGITS)
    return resite_finding_new (
        "failed", g_strdup (_ ("The server answers 200, but there is no certificate in it.")),
        g_strdup (_ ("The management point has not made its certificate: restart SMS Agent Host "
                     "(CcmExec), and look into MP_*.log in SMS_CCM\\Logs.")));
  size = resite_text_size (digits / 2);
  seen = g_strdup_printf (_ ("The server answers 200 with a certificate of %s."), size);
  if (is_broken (document, answer))
    return judge_broken (answer, g_steal_pointer (&seen));
  return resite_finding_new ("ok", g_steal_pointer (&seen), NULL);
}

static gboolean
has_text (xmlNode *root, const char *name)
{
  xmlNode *node = find_child (root, name);
  g_autofree char *text = node != NULL ? dup_content (node) : NULL;

  return text != NULL && *text != '\0';
}

static ResiteFinding *
judge_key (const ResiteWebAnswer *answer, Document *document, xmlNode *root, const char *server)
{
  xmlNode *name = find_child (root, "MACHINENAME");
  g_autofree char *machine = name != NULL ? dup_content (name) : g_strdup ("");
  g_autofree char *seen = NULL;

  if (!is_named (root, "MPKEYINFORMATION"))
    return judge_foreign (answer, "<MPKEYINFORMATION>");
  if (!has_text (root, "TRUSTEDROOTKEY") || !has_text (root, "MPCERTIFICATE"))
    return resite_finding_new (
        "warning",
        g_strdup (_ ("The server answers, but without a root key or without a "
                     "certificate.")),
        g_strdup (_ ("It has no keys of its site yet: look whether the site is back at the "
                     "parent, and at the key exchange in despool.log there.")));
  if (*machine != '\0' && !is_same_server (machine, server))
    return resite_finding_new (
        "warning", g_strdup_printf (_ ("The keys are those of %s and not of %s."), machine, server),
        g_strdup (_ ("Does the name still lead to another machine?")));
  seen = g_strdup (_ ("The server answers 200 with the root key of its site and its own "
                      "certificate."));
  if (is_broken (document, answer))
    return judge_broken (answer, g_steal_pointer (&seen));
  return resite_finding_new ("ok", g_steal_pointer (&seen), NULL);
}

ResiteFinding *
resite_management_point_judge (ResiteMpQuestion question, const ResiteWebAnswer *answer,
                               const char *server)
{
  static const char *const wanted[] = { "<MPList>", "<MPCertificate>", "<MPKEYINFORMATION>" };
  ResiteFinding *finding;
  g_autoptr (Document) document = NULL;
  xmlNode *root;

  g_return_val_if_fail (answer != NULL && server != NULL, NULL);

  finding = resite_management_point_judge_status (answer);
  if (finding != NULL)
    return finding;
  document = parse (answer);
  root = document != NULL ? xmlDocGetRootElement (document) : NULL;
  if (root == NULL || answer->status != 200)
    return judge_foreign (answer, wanted[question]);
  if (question == RESITE_MP_LIST)
    return judge_list (answer, document, root, server);
  if (question == RESITE_MP_CERTIFICATE)
    return judge_certificate (answer, document, root);
  return judge_key (answer, document, root, server);
}

/* (nullable): cancelled, or @base is no address. An error of the line is a finding. */
static ResiteWebAnswer *
ask (const char *url, ResiteFinding **finding, GCancellable *cancellable, GError **error)
{
  const ResiteWebQuestion question = { .method = "GET", .url = url };
  g_autoptr (GError) local = NULL;
  ResiteWebAnswer *answer = resite_web_ask (&question, cancellable, &local);

  if (answer != NULL)
    return answer;
  if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
      g_error_matches (local, RESITE_ERROR, RESITE_ERROR_INVALID))
    g_propagate_error (error, g_steal_pointer (&local));
  else
    *finding = resite_management_point_judge_silence (local);
  return NULL;
}

ResiteFinding *
resite_management_point_look (const char *base, ResiteMpQuestion question, const char *server,
                              GCancellable *cancellable, GError **error)
{
  g_autofree char *url = resite_management_point_format_url (base, question, error);
  ResiteFinding *finding = NULL;
  g_autoptr (ResiteWebAnswer) answer = url != NULL ? ask (url, &finding, cancellable, error) : NULL;

  return answer != NULL ? resite_management_point_judge (question, answer, server) : finding;
}

ResiteFinding *
resite_management_point_look_at_site (const char *base, GCancellable *cancellable, GError **error)
{
  g_autofree char *url = join_url (base, "/", error);
  ResiteFinding *finding = NULL;
  g_autoptr (ResiteWebAnswer) answer = url != NULL ? ask (url, &finding, cancellable, error) : NULL;
  g_autofree char *status = answer != NULL ? resite_web_answer_describe (answer) : NULL;

  if (answer == NULL)
    return finding;
  if (answer->status >= 500)
    return resite_management_point_judge_status (answer);
  return resite_finding_new (
      "ok",
      answer->server != NULL
          ? g_strdup_printf (_ ("The web site answers (%s, %s)."), status, answer->server)
          : g_strdup_printf (_ ("The web site answers (%s)."), status),
      NULL);
}

ResiteFinding *
resite_management_point_look_at_directory (const char *base, const char *directory,
                                           GCancellable *cancellable, GError **error)
{
  g_autofree char *rest = g_strconcat ("/", directory, "/", NULL);
  g_autofree char *url = join_url (base, rest, error);
  ResiteFinding *finding = NULL;
  g_autoptr (ResiteWebAnswer) answer = url != NULL ? ask (url, &finding, cancellable, error) : NULL;
  g_autofree char *status = answer != NULL ? resite_web_answer_describe (answer) : NULL;

  if (answer == NULL)
    return finding;
  if (answer->status == 404)
    return resite_finding_new (
        "failed", g_strdup_printf (_ ("There is no virtual directory %s (%s)."), directory, status),
        g_strdup (_ ("Setup of the management point makes it: read mpsetup.log.")));
  if (answer->status >= 500)
    return resite_management_point_judge_status (answer);
  return resite_finding_new (
      "ok", g_strdup_printf (_ ("The virtual directory %s is there (%s)."), directory, status),
      NULL);
}
