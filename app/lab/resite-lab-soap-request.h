/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-cim-object.h"
#include "resite-lab-soap-element.h"

G_BEGIN_DECLS

/* A request to the lab's WS-Management service, read with the patience that foreign clients need:
 * any prefixes, any order, mustUnderstand with or without a namespace, any address in To. */
typedef struct
{
  xmlDoc *doc;
  xmlNode *body; /* (nullable): the first element in the body */
  gboolean is_identify;
  char *action;
  char *resource;
  char *message_id, *operation_id, *sequence_id; /* told back as they came */
  ResiteCimObject *selectors;                    /* never NULL */
  GHashTable *options;                           /* name in small letters → text */
  char *fragment;
  guint timeout_ms;   /* 0: none given */
  gsize max_envelope; /* 0: none given */
  /* The header block that had to be understood and is not. */
  char *strange_space, *strange_name;
} ResiteLabSoapRequest;

ResiteLabSoapRequest *resite_lab_soap_request_new (void);
void resite_lab_soap_request_free (ResiteLabSoapRequest *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteLabSoapRequest, resite_lab_soap_request_free)

/* Errors are of RESITE_LAB_FAULT; what was read until then stays, for the answer. Once. */
gboolean resite_lab_soap_request_read (ResiteLabSoapRequest *self, GBytes *bytes, GError **error);
/* (nullable) (transfer none): names compare without regard to case. */
const char *resite_lab_soap_request_get_selector (ResiteLabSoapRequest *self, const char *name);
const char *resite_lab_soap_request_get_option (ResiteLabSoapRequest *self, const char *name);
gboolean resite_lab_soap_request_get_flag (ResiteLabSoapRequest *self, const char *option);

G_END_DECLS
