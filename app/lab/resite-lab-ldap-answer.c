/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-ldap"

#include "config.h"

#include <string.h>

#include "resite-lab-ldap-answer.h"
#include "resite-lab-ldap-message.h"
#include "resite-lab-ldap-root.h"
#include "resite-lab-security.h"
#include "resite-lab-world-private.h"

/* Diagnostic texts are those of Active Directory, as administrators find them in their searches. */
#define NO_BIND                                                                                    \
  "000004DC: LdapErr: DSID-0C0906DC, comment: In order to perform this operation a successful "    \
  "bind must be completed on the connection., data 0, vece"
#define BAD_SECRET                                                                                 \
  "80090308: LdapErr: DSID-0C0903A9, comment: AcceptSecurityContext error, data 52e, v1db1"
#define BAD_NAME                                                                                   \
  "80090308: LdapErr: DSID-0C0903A9, comment: AcceptSecurityContext error, data 525, v1db1"
#define NEEDS_TLS                                                                                  \
  "00002028: LdapErr: DSID-0C090169, comment: The server requires binds to turn on integrity "     \
  "checking if SSL\\TLS are not already active on the connection, data 0, v1db1"
#define NO_TLS                                                                                     \
  "00000000: LdapErr: DSID-0C0910CE, comment: Error initializing SSL/TLS, data 0, v1db1"
#define NO_OBJECT                                                                                  \
  "0000208D: NameErr: DSID-031001CD, problem 2001 (NO_OBJECT), data 0, best match of:\n\t'%s'\n"
#define NO_RIGHTS    "00000005: SecErr: DSID-031521D0, problem 4003 (INSUFF_ACCESS_RIGHTS), data 0\n"
#define HAS_CHILDREN "00002015: UpdErr: DSID-031A1236, problem 6003 (CANT_ON_NON_LEAF), data 0\n"
#define BAD_DN                                                                                     \
  "0000208F: NameErr: DSID-031001B6, problem 2006 (BAD_NAME), data 8350, best match of:\n\t'%s'\n"
#define NOT_DONE   "00002077: SvcErr: DSID-031903BD, problem 5003 (WILL_NOT_PERFORM), data 0\n"
#define IS_BUSY    "000020E5: SvcErr: DSID-03200734, problem 5001 (BUSY), data 0\n"
#define IS_AWAY    "0000200E: SvcErr: DSID-02080490, problem 5002 (UNAVAILABLE), data 0\n"
#define NO_CONTROL "00002120: SvcErr: DSID-03140367, problem 5010 (UNAVAIL_EXTENSION), data 0\n"

/* As many as a Windows server sends at once. */
#define MOST_ENTRIES 1000

typedef struct
{
  ResiteLabLdapSession *session;
  const ResiteLabLdapRequest *request;
  GByteArray *out;
} Work;

static ResiteLabLdapVerdict
say (Work *work, ber_tag_t tag, ber_int_t code, const char *diagnostic)
{
  const ResiteLabLdapResult result = { .code = code, .diagnostic = diagnostic };

  resite_lab_ldap_append_result (work->out, work->request->id, tag, &result);
  return RESITE_LAB_LDAP_GO_ON;
}

static ResiteLabLdapVerdict
say_bind (Work *work, ber_int_t code, const char *diagnostic)
{
  return say (work, LDAP_RES_BIND, code, diagnostic);
}

/* A message that cannot be read ends the line, as the standard asks for. */
static ResiteLabLdapVerdict
refuse_garbage (Work *work)
{
  const ResiteLabLdapResult result = { .code = LDAP_PROTOCOL_ERROR,
                                       .extension = LDAP_NOTICE_OF_DISCONNECTION };

  resite_lab_ldap_append_result (work->out, 0, LDAP_RES_EXTENDED, &result);
  return RESITE_LAB_LDAP_HANG_UP;
}

static ResiteLabLdapVerdict
answer_bind (Work *work)
{
  ResiteLabLdapSession *session = work->session;
  g_auto (ResiteLabLdapBind) bind = { 0 };
  const ResiteLabPerson *person;

  session->person = NULL;
  if (!resite_lab_ldap_bind_read (&bind, work->request))
    return refuse_garbage (work);
  if (!bind.is_simple)
    return say_bind (work, LDAP_AUTH_METHOD_NOT_SUPPORTED, NOT_DONE);
  /* Without a password nobody is logged on, whatever the name. */
  if (*bind.secret == '\0')
    return say_bind (work, LDAP_SUCCESS, NULL);
  if (!session->is_secure &&
      resite_lab_world_get_fault (session->world, "directory-strong-auth") != NULL)
    return say_bind (work, LDAP_STRONG_AUTH_REQUIRED, NEEDS_TLS);
  person = resite_lab_directory_find_person (bind.name);
  if (person == NULL)
    return say_bind (work, LDAP_INVALID_CREDENTIALS, BAD_NAME);
  if (strcmp (bind.secret, session->secret) != 0 ||
      resite_lab_world_take_fault (session->world, "directory-password"))
    return say_bind (work, LDAP_INVALID_CREDENTIALS, BAD_SECRET);
  session->person = person;
  return say_bind (work, LDAP_SUCCESS, NULL);
}

static gboolean
is_in_scope (const ResiteLabEntry *entry, const char *base, ber_int_t scope)
{
  g_autofree char *dn = resite_lab_dn_normalize (entry->dn);
  guint depth;

  if (!resite_lab_dn_is_below (dn, base, &depth))
    return FALSE;
  switch (scope)
    {
    case LDAP_SCOPE_BASE:
      return depth == 0;
    case LDAP_SCOPE_ONELEVEL:
      return depth == 1;
    default:
      return TRUE;
    }
}

static gboolean
has_entry (GPtrArray *entries, const char *dn, const ResiteLabEntry **found)
{
  for (guint i = 0; i < entries->len; i++)
    {
      const ResiteLabEntry *entry = entries->pdata[i];
      g_autofree char *normal = resite_lab_dn_normalize (entry->dn);

      if (g_strcmp0 (normal, dn) == 0)
        {
          *found = entry;
          return TRUE;
        }
    }
  return FALSE;
}

/* The nearest above @dn that is there, for "best match of". */
static ResiteLabLdapVerdict
say_no_object (Work *work, ber_tag_t tag, GPtrArray *entries, const char *dn)
{
  const ResiteLabEntry *above = NULL;
  const char *part = dn;
  g_autofree char *diagnostic = NULL;
  ResiteLabLdapResult result = { .code = LDAP_NO_SUCH_OBJECT };

  while (above == NULL && (part = strchr (part, ',')) != NULL)
    has_entry (entries, ++part, &above);
  diagnostic = g_strdup_printf (NO_OBJECT, above != NULL ? above->dn : "");
  result.matched = above != NULL ? above->dn : NULL;
  result.diagnostic = diagnostic;
  resite_lab_ldap_append_result (work->out, work->request->id, tag, &result);
  return RESITE_LAB_LDAP_GO_ON;
}

static ResiteLabLdapVerdict
say_bad_name (Work *work, ber_tag_t tag, const char *dn)
{
  g_autofree char *valid = g_utf8_make_valid (dn, -1);
  g_autofree char *diagnostic = g_strdup_printf (BAD_DN, valid);

  return say (work, tag, LDAP_INVALID_DN_SYNTAX, diagnostic);
}

static void
end_search (Work *work, guint sent, guint found, gboolean is_page)
{
  const gboolean more = sent < found;
  g_autofree char *cookie = is_page ? (more ? g_strdup_printf ("%u", sent) : g_strdup ("")) : NULL;
  const ResiteLabLdapResult result = {
    .code = more && !is_page ? LDAP_SIZELIMIT_EXCEEDED : LDAP_SUCCESS,
    .cookie = cookie,
  };

  resite_lab_ldap_append_result (work->out, work->request->id, LDAP_RES_SEARCH_RESULT, &result);
}

static ResiteLabLdapVerdict
send_entries (Work *work, const ResiteLabLdapSearch *search, GPtrArray *entries, const char *base)
{
  const ResiteLabLdapRequest *request = work->request;
  const gboolean is_page = request->is_paged && request->page_size > 0;
  const ber_int_t asked = is_page ? request->page_size : search->size_limit;
  const guint limit = asked > 0 ? MIN ((guint)asked, MOST_ENTRIES) : MOST_ENTRIES;
  const guint start = is_page ? request->page_start : 0;
  guint found = 0;

  for (guint i = 0; i < entries->len; i++)
    {
      const ResiteLabEntry *entry = entries->pdata[i];

      if (!is_in_scope (entry, base, search->scope) ||
          !resite_lab_filter_matches (search->filter, entry))
        continue;
      if (found >= start && found - start < limit)
        resite_lab_ldap_append_entry (work->out, request->id, entry, search);
      found++;
    }
  end_search (work, start + MIN (limit, found - MIN (found, start)), found, is_page);
  return RESITE_LAB_LDAP_GO_ON;
}

static guint
choose_parts (const ResiteLabLdapRequest *request)
{
  return request->descriptor_parts != 0
             ? request->descriptor_parts
             : RESITE_LAB_WANTS_OWNER | RESITE_LAB_WANTS_GROUP | RESITE_LAB_WANTS_DACL;
}

static ResiteLabLdapVerdict
search_tree (Work *work, const ResiteLabLdapSearch *search)
{
  g_autofree char *base = resite_lab_dn_normalize (search->base);
  g_autoptr (GPtrArray) entries = NULL;
  const ResiteLabEntry *found = NULL;

  if (work->session->person == NULL)
    return say (work, LDAP_RES_SEARCH_RESULT, LDAP_OPERATIONS_ERROR, NO_BIND);
  if (base == NULL)
    return say_bad_name (work, LDAP_RES_SEARCH_RESULT, search->base);
  entries = resite_lab_directory_list (work->session->world, choose_parts (work->request));
  if (*base != '\0' && !has_entry (entries, base, &found))
    return say_no_object (work, LDAP_RES_SEARCH_RESULT, entries, base);
  return send_entries (work, search, entries, base);
}

static ResiteLabLdapVerdict
answer_search (Work *work)
{
  g_auto (ResiteLabLdapSearch) search = { 0 };
  g_autoptr (ResiteLabEntry) root = NULL;

  if (!resite_lab_ldap_search_read (&search, work->request))
    return refuse_garbage (work);
  if (*search.base != '\0' || search.scope != LDAP_SCOPE_BASE)
    return search_tree (work, &search);
  root = resite_lab_ldap_make_root (work->session->world);
  if (resite_lab_filter_matches (search.filter, root))
    resite_lab_ldap_append_entry (work->out, work->request->id, root, &search);
  return say (work, LDAP_RES_SEARCH_RESULT, LDAP_SUCCESS, NULL);
}

static gboolean
has_children (GPtrArray *entries, const char *dn)
{
  guint depth;

  for (guint i = 0; i < entries->len; i++)
    {
      g_autofree char *below =
          resite_lab_dn_normalize (((const ResiteLabEntry *)entries->pdata[i])->dn);

      if (resite_lab_dn_is_below (below, dn, &depth) && depth > 0)
        return TRUE;
    }
  return FALSE;
}

static ResiteLabLdapVerdict
answer_delete (Work *work)
{
  ResiteLabLdapSession *session = work->session;
  g_autofree char *text = resite_lab_ldap_request_get_text (work->request);
  g_autofree char *dn = resite_lab_dn_normalize (text);
  g_autoptr (GPtrArray) entries = NULL;
  const ResiteLabEntry *found = NULL;

  if (session->person == NULL)
    return say (work, LDAP_RES_DELETE, LDAP_OPERATIONS_ERROR, NO_BIND);
  if (dn == NULL)
    return say_bad_name (work, LDAP_RES_DELETE, text);
  entries = resite_lab_directory_list (session->world, 0);
  if (!has_entry (entries, dn, &found))
    return say_no_object (work, LDAP_RES_DELETE, entries, dn);
  if (!session->person->writes ||
      resite_lab_world_take_fault (session->world, "directory-no-rights"))
    return say (work, LDAP_RES_DELETE, LDAP_INSUFFICIENT_ACCESS, NO_RIGHTS);
  if (has_children (entries, dn))
    return say (work, LDAP_RES_DELETE, LDAP_NOT_ALLOWED_ON_NONLEAF, HAS_CHILDREN);
  if (!resite_lab_directory_delete (session->world, dn))
    return say (work, LDAP_RES_DELETE, LDAP_UNWILLING_TO_PERFORM, NOT_DONE);
  return say (work, LDAP_RES_DELETE, LDAP_SUCCESS, NULL);
}

static ResiteLabLdapVerdict
answer_extended (Work *work)
{
  ResiteLabLdapSession *session = work->session;
  g_autofree char *name = resite_lab_ldap_request_get_extension (work->request);
  ResiteLabLdapResult result = { .extension = LDAP_EXOP_START_TLS };

  if (name == NULL)
    return refuse_garbage (work);
  if (strcmp (name, LDAP_EXOP_START_TLS) != 0)
    return say (work, LDAP_RES_EXTENDED, LDAP_PROTOCOL_ERROR, NOT_DONE);
  if (session->is_secure)
    return say (work, LDAP_RES_EXTENDED, LDAP_OPERATIONS_ERROR, NOT_DONE);
  if (!session->has_certificate ||
      resite_lab_world_get_fault (session->world, "directory-no-tls") != NULL)
    return say (work, LDAP_RES_EXTENDED, LDAP_UNAVAILABLE, NO_TLS);
  resite_lab_ldap_append_result (work->out, work->request->id, LDAP_RES_EXTENDED, &result);
  return RESITE_LAB_LDAP_START_TLS;
}

static ResiteLabLdapVerdict
hang_up (Work *work)
{
  return RESITE_LAB_LDAP_HANG_UP;
}

static ResiteLabLdapVerdict
say_nothing (Work *work)
{
  return RESITE_LAB_LDAP_GO_ON;
}

static const struct
{
  ber_tag_t operation, reply;
  ResiteLabLdapVerdict (*answer) (Work *work); /* NULL: it will not do that */
} operations[] = {
  { LDAP_REQ_BIND, LDAP_RES_BIND, answer_bind },
  { LDAP_REQ_SEARCH, LDAP_RES_SEARCH_RESULT, answer_search },
  { LDAP_REQ_DELETE, LDAP_RES_DELETE, answer_delete },
  { LDAP_REQ_EXTENDED, LDAP_RES_EXTENDED, answer_extended },
  { LDAP_REQ_UNBIND, 0, hang_up },
  { LDAP_REQ_ABANDON, 0, say_nothing },
  { LDAP_REQ_ADD, LDAP_RES_ADD, NULL },
  { LDAP_REQ_MODIFY, LDAP_RES_MODIFY, NULL },
  { LDAP_REQ_MODDN, LDAP_RES_MODDN, NULL },
  { LDAP_REQ_COMPARE, LDAP_RES_COMPARE, NULL },
};

/* TRUE: *@verdict is what has come of it. */
static gboolean
do_wrong (Work *work, ber_tag_t reply, ResiteLabLdapVerdict *verdict)
{
  static const char garbage[] = "HTTP/1.1 400 Bad Request\r\n\r\n";
  ResiteLabWorld *world = work->session->world;

  *verdict = RESITE_LAB_LDAP_GO_ON;
  if (reply == 0)
    return FALSE;
  if (resite_lab_world_take_fault (world, "directory-hang"))
    return TRUE;
  if (resite_lab_world_take_fault (world, "directory-cut"))
    *verdict = RESITE_LAB_LDAP_HANG_UP;
  else if (resite_lab_world_take_fault (world, "directory-garbage"))
    g_byte_array_append (work->out, (const guint8 *)garbage, sizeof garbage - 1);
  else if (resite_lab_world_take_fault (world, "directory-busy"))
    say (work, reply, LDAP_BUSY, IS_BUSY);
  else if (resite_lab_world_take_fault (world, "directory-unavailable"))
    say (work, reply, LDAP_UNAVAILABLE, IS_AWAY);
  else
    return FALSE;
  return TRUE;
}

static ResiteLabLdapVerdict
carry_out (Work *work, guint i)
{
  const ber_tag_t reply = operations[i].reply;
  ResiteLabLdapVerdict verdict;

  if (do_wrong (work, reply, &verdict))
    return verdict;
  if (work->request->has_unknown_control && reply != 0)
    return say (work, reply, LDAP_UNAVAILABLE_CRITICAL_EXTENSION, NO_CONTROL);
  if (operations[i].answer == NULL)
    return say (work, reply, LDAP_UNWILLING_TO_PERFORM, NOT_DONE);
  return operations[i].answer (work);
}

ResiteLabLdapVerdict
resite_lab_ldap_answer (ResiteLabLdapSession *self, const guint8 *bytes, gsize size,
                        GByteArray *out)
{
  ResiteLabLdapRequest request;
  Work work = { .session = self, .request = &request, .out = out };

  if (!resite_lab_ldap_request_read (&request, bytes, size))
    return refuse_garbage (&work);
  for (guint i = 0; i < G_N_ELEMENTS (operations); i++)
    if (operations[i].operation == request.operation)
      return carry_out (&work, i);
  return refuse_garbage (&work);
}
