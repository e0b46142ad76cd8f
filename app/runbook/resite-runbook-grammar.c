/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-runbook-grammar"

#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <libxml/relaxng.h>

#include "resite-app-resources.h"
#include "resite-runbook-xml.h"

#define GRAMMAR_PATH "/org/resite/Resite/runbook/runbook.rng"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (xmlRelaxNG, xmlRelaxNGFree)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (xmlRelaxNGParserCtxt, xmlRelaxNGFreeParserCtxt)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (xmlRelaxNGValidCtxt, xmlRelaxNGFreeValidCtxt)

static void
take_error_cb (void *user_data, xmlErrorPtr error)
{
  ResiteComplaints *complaints = user_data;
  xmlNode *node = error->node;

  if (error->level != XML_ERR_WARNING)
    resite_complaints_add (complaints,
                           node != NULL ? resite_runbook_xml_get_line (node) : error->line, "%s",
                           error->message);
}

/* GLib 2.74 registers compiled resources at their first use and lets a second thread that comes in
 * between see none. */
GBytes *
resite_runbook_xml_load_resource (const char *path)
{
  static GMutex lock;
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&lock);
  GBytes *text =
      g_resource_lookup_data (resite_app_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  g_assert (text != NULL);
  return text;
}

static xmlRelaxNG *
load_grammar (ResiteComplaints *complaints)
{
  g_autoptr (GBytes) text = resite_runbook_xml_load_resource (GRAMMAR_PATH);
  g_autoptr (xmlRelaxNGParserCtxt) parser = NULL;
  gsize size;
  const char *data = g_bytes_get_data (text, &size);

  parser = xmlRelaxNGNewMemParserCtxt (data, (int)size);
  xmlRelaxNGSetParserStructuredErrors (parser, take_error_cb, complaints);
  return xmlRelaxNGParse (parser);
}

static GMutex grammar_lock;

/* libxml2 2.9 makes the tables of its grammar engine at their first use, without a lock of its
 * own: two threads that begin at once crash. */
static void
validate (xmlDoc *doc, ResiteComplaints *complaints)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&grammar_lock);
  g_autoptr (xmlRelaxNG) grammar = load_grammar (complaints);
  g_autoptr (xmlRelaxNGValidCtxt) validator = NULL;

  if (grammar == NULL)
    return;
  validator = xmlRelaxNGNewValidCtxt (grammar);
  xmlRelaxNGSetValidStructuredErrors (validator, take_error_cb, complaints);
  if (xmlRelaxNGValidateDoc (validator, doc) != 0 && resite_complaints_count (complaints) == 0)
    resite_complaints_add (complaints, 1, "%s", _ ("this is no runbook"));
}

void
resite_runbook_xml_validate (xmlDoc *doc, ResiteComplaints *complaints)
{
  xmlStructuredErrorFunc former = xmlStructuredError;
  void *former_data = xmlStructuredErrorContext;

  /* What libxml2 says without a context of its own goes to this thread's channel, and from there
   * to standard error if nobody listens. */
  xmlSetStructuredErrorFunc (complaints, take_error_cb);
  validate (doc, complaints);
  xmlSetStructuredErrorFunc (former_data, former);
}
