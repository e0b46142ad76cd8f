/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <ldap.h>

#include "resite-lab-entry.h"
#include "resite-lab-ldap-filter.h"

G_BEGIN_DECLS

/* Messages of LDAP (RFC 4511), read and written with liblber. Nothing here owns the bytes that it
 * reads from; text is copied. */

typedef struct
{
  ber_int_t id;
  ber_tag_t operation;
  struct berval body; /* of the operation, in the message */
  /* Controls that are understood; the others only matter where they are critical. */
  gboolean has_unknown_control;
  guint descriptor_parts; /* 0: not said */
  gboolean is_paged;
  ber_int_t page_size;
  guint page_start;
} ResiteLabLdapRequest;

/* FALSE: no such message. */
gboolean resite_lab_ldap_request_read (ResiteLabLdapRequest *self, const void *bytes, gsize size);

typedef struct
{
  char *name, *secret;
  gboolean is_simple;
} ResiteLabLdapBind;

gboolean resite_lab_ldap_bind_read (ResiteLabLdapBind *self, const ResiteLabLdapRequest *request);
void resite_lab_ldap_bind_clear (ResiteLabLdapBind *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ResiteLabLdapBind, resite_lab_ldap_bind_clear)

typedef struct
{
  char *base;
  ber_int_t scope, size_limit, types_only;
  ResiteLabFilter *filter;
  GPtrArray *attributes; /* ended by NULL */
} ResiteLabLdapSearch;

gboolean resite_lab_ldap_search_read (ResiteLabLdapSearch *self,
                                      const ResiteLabLdapRequest *request);
void resite_lab_ldap_search_clear (ResiteLabLdapSearch *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ResiteLabLdapSearch, resite_lab_ldap_search_clear)

/* (transfer full): the whole body as text, as Delete has it. */
char *resite_lab_ldap_request_get_text (const ResiteLabLdapRequest *self);
/* (nullable) (transfer full): the name of an extended operation. */
char *resite_lab_ldap_request_get_extension (const ResiteLabLdapRequest *self);

typedef struct
{
  ber_int_t code;
  const char *matched;    /* (nullable) */
  const char *diagnostic; /* (nullable) */
  const char *cookie;     /* (nullable): of the page that ends here; "" the last one */
  const char *extension;  /* (nullable): of an extended answer */
} ResiteLabLdapResult;

void resite_lab_ldap_append_result (GByteArray *out, ber_int_t id, ber_tag_t tag,
                                    const ResiteLabLdapResult *result);
void resite_lab_ldap_append_entry (GByteArray *out, ber_int_t id, const ResiteLabEntry *entry,
                                   const ResiteLabLdapSearch *search);
/* How long the message at @bytes is; 0: more is needed to tell, or @most is exceeded or it is no
 * message: *@is_bad. */
gsize resite_lab_ldap_measure (const guint8 *bytes, gsize size, gsize most, gboolean *is_bad);

G_END_DECLS
