/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-runbook"

#include "config.h"

#include <gio/gio.h>

#include "resite-error.h"
#include "resite-runbook-parser.h"
#include "resite-runbook-xml.h"
#include "resite-runbook.h"

#define BUILTIN_NAME "secondary-site.xml"
#define BUILTIN_PATH "/org/resite/Resite/runbook/" BUILTIN_NAME

struct _ResiteRunbook
{
  GObject parent_instance;

  GBytes *source;
  ResiteRunbookParts parts;
};

G_DEFINE_FINAL_TYPE (ResiteRunbook, resite_runbook, G_TYPE_OBJECT)

static void
resite_runbook_finalize (GObject *object)
{
  ResiteRunbook *self = RESITE_RUNBOOK (object);

  g_clear_pointer (&self->source, g_bytes_unref);
  g_free (self->parts.id);
  g_free (self->parts.version);
  g_free (self->parts.title);
  g_clear_pointer (&self->parts.phases, g_ptr_array_unref);
  g_clear_pointer (&self->parts.steps, g_ptr_array_unref);
  g_clear_pointer (&self->parts.variables, g_ptr_array_unref);
  G_OBJECT_CLASS (resite_runbook_parent_class)->finalize (object);
}

static void
resite_runbook_class_init (ResiteRunbookClass *class)
{
  G_OBJECT_CLASS (class)->finalize = resite_runbook_finalize;
}

static void
resite_runbook_init (ResiteRunbook *self)
{
}

ResiteRunbook *
resite_runbook_new_from_data (const char *name, GBytes *text, GError **error)
{
  ResiteRunbookParts parts = { 0 };
  ResiteRunbook *self;

  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (text != NULL, NULL);

  if (!resite_runbook_parse (name, text, &parts, error))
    return NULL;
  self = g_object_new (RESITE_TYPE_RUNBOOK, NULL);
  self->source = g_bytes_ref (text);
  self->parts = parts;
  return self;
}

ResiteRunbook *
resite_runbook_new_from_file (const char *path, GError **error)
{
  g_autoptr (GFile) file = NULL;
  g_autoptr (GBytes) text = NULL;
  g_autoptr (GError) local_error = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  file = g_file_new_for_path (path);
  text = g_file_load_bytes (file, NULL, NULL, &local_error);
  if (text == NULL)
    {
      g_propagate_error (error, resite_error_from_gio (g_steal_pointer (&local_error)));
      return NULL;
    }
  return resite_runbook_new_from_data (path, text, error);
}

ResiteRunbook *
resite_runbook_new_builtin (GError **error)
{
  g_autoptr (GBytes) text = resite_runbook_xml_load_resource (BUILTIN_PATH);

  return resite_runbook_new_from_data (BUILTIN_NAME, text, error);
}

GBytes *
resite_runbook_get_source (ResiteRunbook *self)
{
  g_return_val_if_fail (RESITE_IS_RUNBOOK (self), NULL);

  return self->source;
}

const char *
resite_runbook_get_id (ResiteRunbook *self)
{
  g_return_val_if_fail (RESITE_IS_RUNBOOK (self), NULL);

  return self->parts.id;
}

const char *
resite_runbook_get_version (ResiteRunbook *self)
{
  g_return_val_if_fail (RESITE_IS_RUNBOOK (self), NULL);

  return self->parts.version;
}

const char *
resite_runbook_get_title (ResiteRunbook *self)
{
  g_return_val_if_fail (RESITE_IS_RUNBOOK (self), NULL);

  return self->parts.title;
}

GPtrArray *
resite_runbook_get_phases (ResiteRunbook *self)
{
  g_return_val_if_fail (RESITE_IS_RUNBOOK (self), NULL);

  return self->parts.phases;
}

GPtrArray *
resite_runbook_get_steps (ResiteRunbook *self)
{
  g_return_val_if_fail (RESITE_IS_RUNBOOK (self), NULL);

  return self->parts.steps;
}

const char *const *
resite_runbook_get_variables (ResiteRunbook *self)
{
  g_return_val_if_fail (RESITE_IS_RUNBOOK (self), NULL);

  return (const char *const *)self->parts.variables->pdata;
}

ResiteStep *
resite_runbook_find_step (ResiteRunbook *self, const char *id)
{
  g_return_val_if_fail (RESITE_IS_RUNBOOK (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  for (guint i = 0; i < self->parts.steps->len; i++)
    {
      ResiteStep *step = g_ptr_array_index (self->parts.steps, i);

      if (g_str_equal (resite_step_get_id (step), id))
        return step;
    }
  return NULL;
}
