/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-probe"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-error.h"
#include "resite-probe-private.h"

static const ResiteRemoteProbe *const tables[] = {
  resite_remote_probes_iis,     resite_remote_probes_web,     resite_remote_probes_machine,
  resite_remote_probes_network, resite_remote_probes_package, resite_remote_probes_presence,
  resite_remote_probes_service, resite_remote_probes_setup,   resite_remote_probes_share,
  resite_remote_probes_site,    resite_remote_probes_table,   resite_remote_probes_crossing,
  resite_remote_probes_stall,
};

const ResiteRemoteProbe *
resite_remote_probe_find (const char *type)
{
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    for (const ResiteRemoteProbe *probe = tables[i]; probe->type != NULL; probe++)
      if (g_str_equal (probe->type, type))
        return probe;
  return NULL;
}

void
resite_remote_probe_look (const ResiteRemoteProbe *type, ResiteProbeView *view,
                          GCancellable *cancellable)
{
  if (type->from_desk)
    type->look (view, NULL, cancellable);
  else if (view->cim != NULL)
    type->look (view, view->cim, cancellable);
  else if (view->unseen != NULL)
    resite_probe_settle_unknown (view, g_strdup (view->unseen));
  else
    resite_probe_settle_unknown (
        view, g_strdup (_ ("Only a person can say this: look, and say what you see.")));
}

GStrv
resite_remote_probe_split (const char *text, const char *separators)
{
  g_auto (GStrv) parts = g_strsplit_set (text != NULL ? text : "", separators, -1);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; parts[i] != NULL; i++)
    {
      const char *part = g_strstrip (parts[i]);

      if (*part != '\0')
        g_strv_builder_add (builder, part);
    }
  return g_strv_builder_end (builder);
}

gboolean
resite_remote_probe_lists (const char *const *list, const char *text)
{
  for (guint i = 0; list != NULL && list[i] != NULL; i++)
    if (g_ascii_strcasecmp (list[i], text) == 0)
      return TRUE;
  return FALSE;
}

gboolean
resite_remote_probe_is_same_domain (const char *one, const char *other)
{
  const gsize length = strcspn (one, ".");

  if (g_ascii_strcasecmp (one, other) == 0)
    return TRUE;
  return (one[length] == '\0' || strchr (other, '.') == NULL) && length == strcspn (other, ".") &&
         g_ascii_strncasecmp (one, other, length) == 0;
}
