/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-lab-directory.h"

G_BEGIN_DECLS

/* What a domain controller answers on one line. */
typedef struct
{
  ResiteLabWorld *world;
  const char *secret;            /* of all people */
  const char *address;           /* with the port */
  const ResiteLabPerson *person; /* NULL: nobody has logged on */
  gboolean is_secure;            /* TLS */
  gboolean has_certificate;
} ResiteLabLdapSession;

typedef enum
{
  RESITE_LAB_LDAP_GO_ON,
  RESITE_LAB_LDAP_START_TLS, /* when the answer has been sent */
  RESITE_LAB_LDAP_HANG_UP    /* then too */
} ResiteLabLdapVerdict;

/* One whole message; what is said to it is added to @out, which may be nothing. */
ResiteLabLdapVerdict resite_lab_ldap_answer (ResiteLabLdapSession *self, const guint8 *bytes,
                                             gsize size, GByteArray *out);

G_END_DECLS
