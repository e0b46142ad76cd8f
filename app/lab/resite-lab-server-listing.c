/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-server"

#include "config.h"

#include <string.h>

#include "resite-lab-server-listing.h"
#include "resite-lab-soap-names.h"

#define ENUMERATION_TIMEOUT 60000
#define MAX_ENVELOPE        153600
/* What an envelope takes beside its items. */
#define OVERHEAD 2048
/* Windows' limit. */
#define MAX_ELEMENTS 32000

struct _ResiteLabListings
{
  ResiteLabBehaviours *behaviours;
  GHashTable *listings; /* id → Listing */
};

typedef struct
{
  ResiteLabListings *owner;
  char *id;
  char *resource; /* without regard to case */
  GPtrArray *items;
  guint next;
  guint death;
} Listing;

static void
listing_free (gpointer data)
{
  Listing *listing = data;

  g_clear_handle_id (&listing->death, g_source_remove);
  g_ptr_array_unref (listing->items);
  g_free (listing->resource);
  g_free (listing->id);
  g_free (listing);
}

ResiteLabListings *
resite_lab_listings_new (ResiteLabBehaviours *behaviours)
{
  ResiteLabListings *self = g_new0 (ResiteLabListings, 1);

  self->behaviours = behaviours;
  self->listings = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, listing_free);
  return self;
}

void
resite_lab_listings_free (ResiteLabListings *self)
{
  g_hash_table_unref (self->listings);
  g_free (self);
}

void
resite_lab_listings_clear (ResiteLabListings *self)
{
  g_hash_table_remove_all (self->listings);
}

static gboolean
death_cb (gpointer data)
{
  Listing *listing = data;

  listing->death = 0;
  g_hash_table_remove (listing->owner->listings, listing->id);
  return G_SOURCE_REMOVE;
}

static void
put_off_death (Listing *listing)
{
  g_clear_handle_id (&listing->death, g_source_remove);
  listing->death =
      g_timeout_add (resite_lab_behaviours_get_number (listing->owner->behaviours,
                                                       "enumeration-timeout", ENUMERATION_TIMEOUT),
                     death_cb, listing);
}

static Listing *
add_listing (ResiteLabListings *self, const char *resource, GPtrArray *items)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *large = g_ascii_strup (id, -1);
  Listing *listing = g_new0 (Listing, 1);

  listing->owner = self;
  listing->id = g_strconcat ("uuid:", large, NULL);
  listing->resource = g_ascii_strdown (resource, -1);
  listing->items = items;
  g_hash_table_insert (self->listings, listing->id, listing);
  put_off_death (listing);
  return listing;
}

/* The standard sends one element to who does not say how many. */
static guint
read_max_elements (const xmlNode *node, const char *space)
{
  xmlNode *element = resite_lab_soap_find (node, space, "MaxElements");
  g_autofree char *text = resite_lab_soap_get_text (element);
  const guint64 number = g_ascii_strtoull (text, NULL, 10);

  return (guint)CLAMP (number, 1, MAX_ELEMENTS);
}

/* As many as may be sent and fit. 0 and FALSE: not even one fits. */
static gboolean
measure (const Listing *listing, guint most, gsize max_envelope, guint *n_items)
{
  const gsize room = (max_envelope != 0 ? max_envelope : MAX_ENVELOPE) - OVERHEAD;
  gsize size = 0;
  guint n = 0;

  while (n < most && listing->next + n < listing->items->len)
    {
      size += strlen (g_ptr_array_index (listing->items, listing->next + n));
      if (size > room)
        break;
      n++;
    }
  *n_items = n;
  return n > 0 || listing->next == listing->items->len;
}

static void
append_items (GString *xml, Listing *listing, guint n_items, char prefix)
{
  g_string_append_printf (xml, "<%c:Items>", prefix);
  for (guint i = 0; i < n_items; i++)
    g_string_append (xml, g_ptr_array_index (listing->items, listing->next++));
  g_string_append_printf (xml, "</%c:Items>", prefix);
}

/* Ends the answer with the context of what is left or with the end. */
static void
answer (Listing *listing, ResiteLabExchange *exchange, const char *element, guint n_items,
        char prefix, gboolean with_items)
{
  GString *xml = resite_lab_soap_answer (resite_lab_exchange_get_request (exchange));
  const gboolean over = with_items && listing->next + n_items == listing->items->len;

  resite_lab_soap_append (xml, "<n:%s><n:EnumerationContext>%s</n:EnumerationContext>", element,
                          over ? "" : listing->id);
  if (with_items)
    append_items (xml, listing, n_items, prefix);
  if (over)
    g_string_append_printf (xml, "<%c:EndOfSequence/>", prefix);
  resite_lab_soap_append (xml, "</n:%s>", element);
  if (over)
    g_hash_table_remove (listing->owner->listings, listing->id);
  else
    put_off_death (listing);
  resite_lab_exchange_answer (exchange, xml);
}

static gboolean
has_encoding_limit (ResiteLabListings *self, ResiteLabExchange *exchange)
{
  if (!resite_lab_behaviours_take (self->behaviours, "encoding-limit"))
    return FALSE;
  resite_lab_exchange_fault (exchange, RESITE_LAB_FAULT_ENCODING_LIMIT,
                             "The items do not fit into the largest envelope.");
  return TRUE;
}

static void
answer_with_items (Listing *listing, ResiteLabExchange *exchange, const char *element, guint most,
                   char prefix)
{
  guint n_items = 0;

  if (has_encoding_limit (listing->owner, exchange))
    return;
  if (measure (listing, most, resite_lab_exchange_get_request (exchange)->max_envelope, &n_items))
    answer (listing, exchange, element, n_items, prefix, TRUE);
  else
    resite_lab_exchange_fault (exchange, RESITE_LAB_FAULT_ENCODING_LIMIT,
                               "One item alone does not fit into the largest envelope.");
}

void
resite_lab_listings_begin (ResiteLabListings *self, ResiteLabExchange *exchange, GPtrArray *items)
{
  ResiteLabSoapRequest *request = resite_lab_exchange_get_request (exchange);
  Listing *listing = add_listing (self, request->resource, items);

  if (resite_lab_soap_find (request->body, LAB_NS_WSMAN, "OptimizeEnumeration") != NULL)
    answer_with_items (listing, exchange, "EnumerateResponse",
                       read_max_elements (request->body, LAB_NS_WSMAN), 'w');
  else
    answer (listing, exchange, "EnumerateResponse", 0, 'w', FALSE);
}

/* (nullable): answered already then. */
static Listing *
find_listing (ResiteLabListings *self, ResiteLabExchange *exchange)
{
  ResiteLabSoapRequest *request = resite_lab_exchange_get_request (exchange);
  xmlNode *context = resite_lab_soap_find (request->body, LAB_NS_LIST, "EnumerationContext");
  g_autofree char *id = resite_lab_soap_get_text (context);
  g_autofree char *resource = g_ascii_strdown (request->resource, -1);
  Listing *listing = g_hash_table_lookup (self->listings, id);

  if (listing == NULL)
    resite_lab_exchange_fault (exchange, RESITE_LAB_FAULT_CONTEXT,
                               "The enumeration context is not known or has ended.");
  else if (strcmp (listing->resource, resource) != 0)
    {
      resite_lab_exchange_fault (exchange, RESITE_LAB_FAULT_PULL_DIFFERS,
                                 "Pull names another resource than Enumerate.");
      listing = NULL;
    }
  return listing;
}

void
resite_lab_listings_pull (ResiteLabListings *self, ResiteLabExchange *exchange)
{
  xmlNode *body = resite_lab_exchange_get_request (exchange)->body;
  Listing *listing = find_listing (self, exchange);

  if (listing == NULL)
    return;
  if (listing->next < listing->items->len &&
      resite_lab_behaviours_take (self->behaviours, "empty-items"))
    answer (listing, exchange, "PullResponse", 0, 'n', TRUE);
  else
    answer_with_items (listing, exchange, "PullResponse", read_max_elements (body, LAB_NS_LIST),
                       'n');
}

void
resite_lab_listings_release (ResiteLabListings *self, ResiteLabExchange *exchange)
{
  Listing *listing = find_listing (self, exchange);

  if (listing == NULL)
    return;
  g_hash_table_remove (self->listings, listing->id);
  resite_lab_exchange_answer (exchange,
                              resite_lab_soap_answer (resite_lab_exchange_get_request (exchange)));
}
