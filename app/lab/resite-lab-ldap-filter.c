/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-ldap"

#include "config.h"

#include <string.h>

#include "resite-lab-ldap-filter.h"
#include "resite-lab-security.h"

#define MOST_NESTED 32

typedef enum
{
  AND = 0xa0,
  OR = 0xa1,
  NOT = 0xa2,
  EQUAL = 0xa3,
  SUBSTRINGS = 0xa4,
  AT_LEAST = 0xa5,
  AT_MOST = 0xa6,
  PRESENT = 0x87,
  ABOUT = 0xa8,
  EXTENSIBLE = 0xa9
} Kind;

/* Parts of a substring filter. */
enum
{
  INITIAL = 0x80,
  ANY = 0x81,
  FINAL = 0x82
};

typedef struct
{
  ber_tag_t place;
  GBytes *text;
} Part;

struct _ResiteLabFilter
{
  Kind kind;
  GPtrArray *filters; /* of AND, OR, NOT */
  char *attribute;
  GBytes *value;
  GArray *parts; /* of SUBSTRINGS */
};

static void
clear_part (gpointer data)
{
  g_bytes_unref (((Part *)data)->text);
}

static ResiteLabFilter *
filter_new (Kind kind)
{
  ResiteLabFilter *self = g_new0 (ResiteLabFilter, 1);

  self->kind = kind;
  self->filters = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_lab_filter_free);
  self->parts = g_array_new (FALSE, FALSE, sizeof (Part));
  g_array_set_clear_func (self->parts, clear_part);
  return self;
}

void
resite_lab_filter_free (ResiteLabFilter *self)
{
  g_ptr_array_unref (self->filters);
  g_array_unref (self->parts);
  g_free (self->attribute);
  g_clear_pointer (&self->value, g_bytes_unref);
  g_free (self);
}

static char *
copy_text (const struct berval *given)
{
  return g_strndup (given->bv_val, given->bv_len);
}

static ResiteLabFilter *read_filter (BerElement *ber, guint depth);

static gboolean
read_list (ResiteLabFilter *self, BerElement *ber, guint depth)
{
  char *end;
  ber_len_t length;

  for (ber_tag_t tag = ber_first_element (ber, &length, &end); tag != LBER_DEFAULT;
       tag = ber_next_element (ber, &length, end))
    {
      ResiteLabFilter *inner = read_filter (ber, depth + 1);

      if (inner == NULL)
        return FALSE;
      g_ptr_array_add (self->filters, inner);
    }
  return TRUE;
}

static gboolean
read_not (ResiteLabFilter *self, BerElement *ber, guint depth)
{
  ber_len_t length;
  ResiteLabFilter *inner;

  if (ber_skip_tag (ber, &length) == LBER_ERROR)
    return FALSE;
  inner = read_filter (ber, depth + 1);
  if (inner == NULL)
    return FALSE;
  g_ptr_array_add (self->filters, inner);
  return TRUE;
}

static gboolean
read_pair (ResiteLabFilter *self, BerElement *ber)
{
  struct berval attribute, value;

  if (ber_scanf (ber, "{mm}", &attribute, &value) == LBER_ERROR)
    return FALSE;
  self->attribute = copy_text (&attribute);
  self->value = g_bytes_new (value.bv_val, value.bv_len);
  return TRUE;
}

static gboolean
read_substrings (ResiteLabFilter *self, BerElement *ber)
{
  struct berval attribute, text;
  char *end;
  ber_len_t length;

  if (ber_scanf (ber, "{m", &attribute) == LBER_ERROR)
    return FALSE;
  self->attribute = copy_text (&attribute);
  for (ber_tag_t tag = ber_first_element (ber, &length, &end); tag != LBER_DEFAULT;
       tag = ber_next_element (ber, &length, end))
    {
      Part part = { .place = tag };

      if (tag < INITIAL || tag > FINAL || ber_scanf (ber, "m", &text) == LBER_ERROR)
        return FALSE;
      part.text = g_bytes_new (text.bv_val, text.bv_len);
      g_array_append_val (self->parts, part);
    }
  return self->parts->len > 0;
}

static gboolean
read_present (ResiteLabFilter *self, BerElement *ber)
{
  struct berval attribute;

  if (ber_scanf (ber, "m", &attribute) == LBER_ERROR)
    return FALSE;
  self->attribute = copy_text (&attribute);
  return TRUE;
}

static gboolean
read_inside (ResiteLabFilter *self, BerElement *ber, guint depth)
{
  switch (self->kind)
    {
    case AND:
    case OR:
      return read_list (self, ber, depth);
    case NOT:
      return read_not (self, ber, depth);
    case EQUAL:
    case AT_LEAST:
    case AT_MOST:
    case ABOUT:
      return read_pair (self, ber);
    case SUBSTRINGS:
      return read_substrings (self, ber);
    case PRESENT:
      return read_present (self, ber);
    case EXTENSIBLE:
      /* Understood by nobody here, so it matches nothing. */
      return ber_scanf (ber, "x") != LBER_ERROR;
    default:
      return FALSE;
    }
}

static ResiteLabFilter *
read_filter (BerElement *ber, guint depth)
{
  g_autoptr (ResiteLabFilter) self = NULL;
  ber_len_t length;
  const ber_tag_t tag = ber_peek_tag (ber, &length);

  if (tag == LBER_ERROR || depth > MOST_NESTED)
    return NULL;
  self = filter_new ((Kind)tag);
  return read_inside (self, ber, depth) ? g_steal_pointer (&self) : NULL;
}

ResiteLabFilter *
resite_lab_filter_read (BerElement *ber)
{
  return read_filter (ber, 0);
}

static char *
fold (GBytes *bytes)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  g_autofree char *text = data != NULL ? g_utf8_make_valid (data, (gssize)size) : g_strdup ("");

  return g_utf8_casefold (text, -1);
}

static gboolean
is_name (GBytes *value, GBytes *wanted)
{
  g_autofree char *value_text = fold (value);
  g_autofree char *wanted_text = fold (wanted);
  g_autofree char *value_dn = resite_lab_dn_normalize (value_text);
  g_autofree char *wanted_dn = resite_lab_dn_normalize (wanted_text);
  g_autofree char *first = g_strdup_printf ("cn=%s,cn=schema,", wanted_text);

  if (value_dn == NULL)
    return FALSE;
  /* (objectCategory=computer) is short for the whole name. */
  return g_strcmp0 (value_dn, wanted_dn) == 0 || g_str_has_prefix (value_dn, first);
}

static gboolean
is_sid (GBytes *value, GBytes *wanted)
{
  gsize size;
  const char *data = g_bytes_get_data (wanted, &size);
  g_autofree char *text = g_strndup (data, size);
  g_autoptr (GBytes) sid = resite_lab_sid_to_bytes (text);

  return sid != NULL && g_bytes_equal (sid, value);
}

static gboolean
is_equal (const char *attribute, GBytes *value, GBytes *wanted)
{
  g_autofree char *value_text = NULL;
  g_autofree char *wanted_text = NULL;

  if (g_bytes_equal (value, wanted))
    return TRUE;
  if (g_ascii_strcasecmp (attribute, "objectSid") == 0)
    return is_sid (value, wanted);
  if (g_ascii_strcasecmp (attribute, "distinguishedName") == 0 ||
      g_ascii_strcasecmp (attribute, "objectCategory") == 0)
    return is_name (value, wanted);
  value_text = fold (value);
  wanted_text = fold (wanted);
  return g_str_equal (value_text, wanted_text);
}

static gboolean
has_parts (const ResiteLabFilter *self, GBytes *value)
{
  g_autofree char *text = fold (value);
  const char *at = text;

  for (guint i = 0; i < self->parts->len; i++)
    {
      const Part *part = &g_array_index (self->parts, Part, i);
      g_autofree char *wanted = fold (part->text);
      const gsize length = strlen (wanted);
      const char *found = strstr (at, wanted);

      if (part->place == FINAL)
        return strlen (at) >= length && g_str_has_suffix (at, wanted);
      if (found == NULL || (part->place == INITIAL && found != at))
        return FALSE;
      at = found + length;
    }
  return TRUE;
}

static gboolean
matches_value (const ResiteLabFilter *self, GBytes *value)
{
  g_autofree char *text = NULL;
  g_autofree char *wanted = NULL;

  if (self->kind == EQUAL || self->kind == ABOUT)
    return is_equal (self->attribute, value, self->value);
  if (self->kind == SUBSTRINGS)
    return has_parts (self, value);
  text = fold (value);
  wanted = fold (self->value);
  /* Times and numbers of the same length; nothing else here has an order. */
  if (strlen (text) != strlen (wanted))
    return (strlen (text) > strlen (wanted)) == (self->kind == AT_LEAST);
  return self->kind == AT_LEAST ? strcmp (text, wanted) >= 0 : strcmp (text, wanted) <= 0;
}

static gboolean
matches_attribute (const ResiteLabFilter *self, const ResiteLabEntry *entry)
{
  const ResiteLabAttribute *attribute = resite_lab_entry_find (entry, self->attribute);

  if (attribute == NULL || self->kind == PRESENT)
    return attribute != NULL;
  for (guint i = 0; i < attribute->values->len; i++)
    if (matches_value (self, attribute->values->pdata[i]))
      return TRUE;
  return FALSE;
}

static gboolean
matches_list (const ResiteLabFilter *self, const ResiteLabEntry *entry)
{
  for (guint i = 0; i < self->filters->len; i++)
    if (resite_lab_filter_matches (self->filters->pdata[i], entry) == (self->kind == OR))
      return self->kind == OR;
  return self->kind == AND;
}

gboolean
resite_lab_filter_matches (const ResiteLabFilter *self, const ResiteLabEntry *entry)
{
  if (self->kind == EXTENSIBLE)
    return FALSE;
  if (self->kind == NOT)
    return !resite_lab_filter_matches (self->filters->pdata[0], entry);
  if (self->kind == AND || self->kind == OR)
    return matches_list (self, entry);
  return matches_attribute (self, entry);
}
