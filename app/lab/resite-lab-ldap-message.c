/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-ldap"

#include "config.h"

#include <string.h>

#include "resite-lab-ldap-message.h"

#define CONTROL_DESCRIPTOR "1.2.840.113556.1.4.801"
#define MOST_ATTRIBUTES    256

gsize
resite_lab_ldap_measure (const guint8 *bytes, gsize size, gsize most, gboolean *is_bad)
{
  gsize length, n;

  *is_bad = FALSE;
  if (size > 0 && bytes[0] != LDAP_TAG_MESSAGE)
    *is_bad = TRUE;
  if (size < 2 || *is_bad)
    return 0;
  n = bytes[1] < 0x80 ? 0 : bytes[1] & 0x7fu;
  length = n == 0 ? bytes[1] : 0;
  *is_bad = bytes[1] == 0x80 || n > 4;
  if (*is_bad || size < 2 + n)
    return 0;
  for (gsize i = 0; i < n; i++)
    length = length << 8 | bytes[2 + i];
  *is_bad = length > most;
  return *is_bad || size < 2 + n + length ? 0 : 2 + n + length;
}

static void
reader_free (BerElement *ber)
{
  /* The bytes are somebody else's. */
  ber_free (ber, 0);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BerElement, reader_free)

static BerElement *
begin (const struct berval *body)
{
  BerElement *ber = ber_alloc_t (LBER_USE_DER);
  struct berval copy = *body;

  ber_init2 (ber, &copy, LBER_USE_DER);
  return ber;
}

static char *
copy_text (const struct berval *given)
{
  return g_strndup (given->bv_len > 0 ? given->bv_val : "", given->bv_len);
}

static void
read_descriptor_control (ResiteLabLdapRequest *self, const struct berval *value)
{
  g_autoptr (BerElement) ber = begin (value);
  ber_int_t parts;

  if (ber_scanf (ber, "{i}", &parts) != LBER_ERROR)
    self->descriptor_parts = (guint)parts & 0xf;
}

static void
read_page_control (ResiteLabLdapRequest *self, const struct berval *value)
{
  g_autoptr (BerElement) ber = begin (value);
  struct berval cookie;
  ber_int_t size;

  if (ber_scanf (ber, "{im}", &size, &cookie) != LBER_ERROR)
    {
      g_autofree char *text = copy_text (&cookie);

      self->is_paged = TRUE;
      self->page_size = size;
      self->page_start = (guint)CLAMP (g_ascii_strtoll (text, NULL, 10), 0, G_MAXINT);
    }
}

/* @control: its inside. */
static gboolean
read_control (ResiteLabLdapRequest *self, const struct berval *control)
{
  g_autoptr (BerElement) ber = begin (control);
  struct berval oid, value = { 0, NULL };
  ber_int_t critical = 0;
  g_autofree char *name = NULL;
  ber_len_t length;

  if (ber_scanf (ber, "m", &oid) == LBER_ERROR)
    return FALSE;
  if (ber_peek_tag (ber, &length) == LBER_BOOLEAN && ber_scanf (ber, "b", &critical) == LBER_ERROR)
    return FALSE;
  if (ber_peek_tag (ber, &length) == LBER_OCTETSTRING && ber_scanf (ber, "m", &value) == LBER_ERROR)
    return FALSE;
  name = copy_text (&oid);
  if (strcmp (name, CONTROL_DESCRIPTOR) == 0)
    read_descriptor_control (self, &value);
  else if (strcmp (name, LDAP_CONTROL_PAGEDRESULTS) == 0)
    read_page_control (self, &value);
  else if (critical != 0)
    self->has_unknown_control = TRUE;
  return TRUE;
}

static gboolean
read_controls (ResiteLabLdapRequest *self, const struct berval *controls)
{
  g_autoptr (BerElement) ber = begin (controls);
  struct berval control;
  ber_len_t length;

  while (ber_peek_tag (ber, &length) == LBER_SEQUENCE)
    {
      if (ber_skip_element (ber, &control) == LBER_ERROR || !read_control (self, &control))
        return FALSE;
    }
  return TRUE;
}

gboolean
resite_lab_ldap_request_read (ResiteLabLdapRequest *self, const void *bytes, gsize size)
{
  const struct berval whole = { size, (char *)bytes };
  struct berval controls;
  g_autoptr (BerElement) ber = begin (&whole);
  ber_len_t length;

  memset (self, 0, sizeof *self);
  if (ber_scanf (ber, "{i", &self->id) == LBER_ERROR || self->id < 0)
    return FALSE;
  self->operation = ber_skip_element (ber, &self->body);
  if (self->operation == LBER_ERROR)
    return FALSE;
  if (ber_peek_tag (ber, &length) != LDAP_TAG_CONTROLS)
    return TRUE;
  return ber_skip_element (ber, &controls) != LBER_ERROR && read_controls (self, &controls);
}

char *
resite_lab_ldap_request_get_text (const ResiteLabLdapRequest *self)
{
  return copy_text (&self->body);
}

char *
resite_lab_ldap_request_get_extension (const ResiteLabLdapRequest *self)
{
  g_autoptr (BerElement) ber = begin (&self->body);
  struct berval name;

  if (ber_scanf (ber, "m", &name) == LBER_ERROR)
    return NULL;
  return copy_text (&name);
}

gboolean
resite_lab_ldap_bind_read (ResiteLabLdapBind *self, const ResiteLabLdapRequest *request)
{
  g_autoptr (BerElement) ber = begin (&request->body);
  struct berval name, secret;
  ber_int_t version;
  ber_len_t length;

  if (ber_scanf (ber, "im", &version, &name) == LBER_ERROR)
    return FALSE;
  self->name = copy_text (&name);
  self->is_simple = ber_peek_tag (ber, &length) == LDAP_AUTH_SIMPLE;
  if (!self->is_simple)
    return TRUE;
  if (ber_scanf (ber, "m", &secret) == LBER_ERROR)
    return FALSE;
  self->secret = copy_text (&secret);
  return TRUE;
}

void
resite_lab_ldap_bind_clear (ResiteLabLdapBind *self)
{
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->secret, g_free);
}

static gboolean
read_attributes (ResiteLabLdapSearch *self, BerElement *ber)
{
  struct berval list, name;
  g_autoptr (BerElement) inner = NULL;
  ber_len_t length;

  if (ber_skip_element (ber, &list) != LBER_SEQUENCE)
    return FALSE;
  inner = begin (&list);
  while (ber_peek_tag (inner, &length) == LBER_OCTETSTRING)
    {
      char *options;

      if (ber_skip_element (inner, &name) == LBER_ERROR || self->attributes->len > MOST_ATTRIBUTES)
        return FALSE;
      g_ptr_array_add (self->attributes, copy_text (&name));
      options = strchr (self->attributes->pdata[self->attributes->len - 1], ';');
      if (options != NULL)
        *options = '\0';
    }
  return TRUE;
}

gboolean
resite_lab_ldap_search_read (ResiteLabLdapSearch *self, const ResiteLabLdapRequest *request)
{
  g_autoptr (BerElement) ber = begin (&request->body);
  struct berval base;
  ber_int_t aliases, time_limit;

  self->attributes = g_ptr_array_new_with_free_func (g_free);
  if (ber_scanf (ber, "meeiib", &base, &self->scope, &aliases, &self->size_limit, &time_limit,
                 &self->types_only) == LBER_ERROR)
    return FALSE;
  self->base = copy_text (&base);
  self->filter = resite_lab_filter_read (ber);
  if (self->filter == NULL || !read_attributes (self, ber))
    return FALSE;
  g_ptr_array_add (self->attributes, NULL);
  return TRUE;
}

void
resite_lab_ldap_search_clear (ResiteLabLdapSearch *self)
{
  g_clear_pointer (&self->base, g_free);
  g_clear_pointer (&self->filter, resite_lab_filter_free);
  g_clear_pointer (&self->attributes, g_ptr_array_unref);
}

static void
append_ber (GByteArray *out, BerElement *ber)
{
  struct berval bytes;

  if (ber_flatten2 (ber, &bytes, 0) == 0)
    g_byte_array_append (out, (const guint8 *)bytes.bv_val, (guint)bytes.bv_len);
  ber_free (ber, 1);
}

/* The control's value is a message of its own. */
static void
write_page_control (BerElement *ber, const char *cookie)
{
  BerElement *value = ber_alloc_t (LBER_USE_DER);
  struct berval bytes;

  ber_printf (value, "{is}", 0, cookie);
  if (ber_flatten2 (value, &bytes, 0) == 0)
    ber_printf (ber, "t{{sO}}", LDAP_TAG_CONTROLS, LDAP_CONTROL_PAGEDRESULTS, &bytes);
  ber_free (value, 1);
}

void
resite_lab_ldap_append_result (GByteArray *out, ber_int_t id, ber_tag_t tag,
                               const ResiteLabLdapResult *result)
{
  BerElement *ber = ber_alloc_t (LBER_USE_DER);

  ber_printf (ber, "{it{ess", id, tag, result->code, result->matched != NULL ? result->matched : "",
              result->diagnostic != NULL ? result->diagnostic : "");
  if (result->extension != NULL)
    ber_printf (ber, "ts", LDAP_TAG_EXOP_RES_OID, result->extension);
  ber_printf (ber, "}");
  if (result->cookie != NULL)
    write_page_control (ber, result->cookie);
  ber_printf (ber, "}");
  append_ber (out, ber);
}

static gboolean
is_wanted (const ResiteLabAttribute *attribute, const ResiteLabLdapSearch *search)
{
  const GPtrArray *names = search->attributes;

  if (names->len == 1)
    return !attribute->hidden;
  for (guint i = 0; i + 1 < names->len; i++)
    if (g_ascii_strcasecmp (names->pdata[i], attribute->name) == 0 ||
        (strcmp (names->pdata[i], "*") == 0 && !attribute->hidden))
      return TRUE;
  return FALSE;
}

static void
write_attribute (BerElement *ber, const ResiteLabAttribute *attribute, gboolean types_only)
{
  ber_printf (ber, "{s[", attribute->name);
  for (guint i = 0; !types_only && i < attribute->values->len; i++)
    {
      gsize size;
      const char *data = g_bytes_get_data (attribute->values->pdata[i], &size);

      ber_printf (ber, "o", data != NULL ? data : "", (ber_len_t)size);
    }
  ber_printf (ber, "]}");
}

void
resite_lab_ldap_append_entry (GByteArray *out, ber_int_t id, const ResiteLabEntry *entry,
                              const ResiteLabLdapSearch *search)
{
  BerElement *ber = ber_alloc_t (LBER_USE_DER);

  ber_printf (ber, "{it{s{", id, (ber_tag_t)LDAP_RES_SEARCH_ENTRY, entry->dn);
  for (guint i = 0; i < entry->attributes->len; i++)
    if (is_wanted (entry->attributes->pdata[i], search))
      write_attribute (ber, entry->attributes->pdata[i], search->types_only != 0);
  ber_printf (ber, "}}}");
  append_ber (out, ber);
}
