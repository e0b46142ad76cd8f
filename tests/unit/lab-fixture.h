/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib/gstdio.h>
#include <string.h>

#include "resite-error.h"
#include "resite-lab-site.h"
#include "resite-lab-world.h"

/* A world of the rehearsal in a folder of its own, with its clock running fast. */

#define LAB_PACE 2000

typedef struct
{
  char *folder;
  GPtrArray *packages;
  ResiteLabWorld *world;
} LabFixture;

static inline void
lab_fixture_open (LabFixture *self)
{
  g_autoptr (GError) error = NULL;

  self->world = resite_lab_world_new (self->folder, self->packages, LAB_PACE, &error);
  g_assert_no_error (error);
  g_assert_nonnull (self->world);
}

static inline void
lab_fixture_set_up (LabFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("resite-test-world-XXXXXX", &error);
  g_assert_no_error (error);
  /* As many packages as the test says, or six. */
  self->packages = resite_lab_packages_new (data != NULL ? GPOINTER_TO_UINT (data) : 6, 60000, 1);
  g_assert_true (resite_lab_site_build (self->folder, self->packages, LAB_PACE, &error));
  g_assert_no_error (error);
  lab_fixture_open (self);
}

static inline void
lab_fixture_close (LabFixture *self)
{
  g_object_add_weak_pointer (G_OBJECT (self->world), (gpointer *)&self->world);
  g_object_unref (self->world);
  g_assert_null (self->world);
}

static inline void
lab_fixture_tear_down (LabFixture *self, gconstpointer data)
{
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", self->folder);

  if (self->world != NULL)
    lab_fixture_close (self);
  g_ptr_array_unref (self->packages);
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  g_free (self->folder);
}

static inline GPtrArray *
lab_list (LabFixture *self, const char *machine, const char *space, const char *query)
{
  const ResiteCimRequest request = { .verb = RESITE_CIM_LIST, .space = space, .query = query };
  g_autoptr (GError) error = NULL;
  gboolean unknown = TRUE;
  GPtrArray *rows = resite_lab_world_perform (self->world, machine, &request, &unknown, &error);

  g_assert_no_error (error);
  g_assert_nonnull (rows);
  g_assert_false (unknown);
  return rows;
}

/* (nullable) (transfer full): of the only row. */
static inline char *
lab_ask (LabFixture *self, const char *machine, const char *space, const char *query)
{
  g_autoptr (GPtrArray) rows = lab_list (self, machine, space, query);
  ResiteCimValue *value;

  if (rows->len == 0)
    return NULL;
  g_assert_cmpuint (rows->len, ==, 1);
  g_assert_cmpuint (resite_cim_object_get_n_properties (rows->pdata[0]), ==, 1);
  value = resite_cim_object_get_value (rows->pdata[0], 0);
  if (resite_cim_value_get_kind (value) == RESITE_CIM_ARRAY)
    value = resite_cim_value_get_item (value, 0);
  return g_strdup (resite_cim_value_get_string (value));
}

static inline void
lab_assert (LabFixture *self, const char *machine, const char *query, const char *expected)
{
  const char *space = strstr (query, "FROM SMS_") == NULL  ? "root/cimv2"
                      : strstr (query, "Location") != NULL ? "root/sms"
                      : g_str_equal (machine, "primary.1") ? "root/sms/site_P01"
                                                           : "root/sms/site_C01";
  g_autofree char *value = lab_ask (self, machine, space, query);

  g_assert_cmpstr (value, ==, expected);
}

static inline ResiteCimObject *
lab_object (const char *first, ...)
{
  ResiteCimObject *object = resite_cim_object_new (NULL);
  va_list arguments;

  va_start (arguments, first);
  for (const char *name = first; name != NULL; name = va_arg (arguments, const char *))
    resite_cim_object_set_string (object, name, va_arg (arguments, const char *));
  va_end (arguments);
  return object;
}

/* Takes @keys and @in. */
static inline ResiteCimObject *
lab_call_for (LabFixture *self, const char *machine, const char *space, const char *class_name,
              ResiteCimObject *keys, const char *method, ResiteCimObject *in)
{
  const ResiteCimRequest request = { .verb = RESITE_CIM_CALL,
                                     .space = space,
                                     .class_name = class_name,
                                     .keys = keys,
                                     .method = method,
                                     .object = in };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) result =
      resite_lab_world_perform (self->world, machine, &request, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (result->len, ==, 1);
  g_clear_pointer (&keys, resite_cim_object_unref);
  g_clear_pointer (&in, resite_cim_object_unref);
  return resite_cim_object_ref (result->pdata[0]);
}

static inline gint64
lab_call (LabFixture *self, const char *machine, const char *class_name, ResiteCimObject *keys,
          const char *method, ResiteCimObject *in)
{
  g_autoptr (ResiteCimObject) out =
      lab_call_for (self, machine, "root/cimv2", class_name, keys, method, in);

  return resite_cim_object_get_int (out, "ReturnValue", -1);
}

/* Runs the main loop until @query gives @expected; the test's own time limit is the only one. */
static inline void
lab_wait_for (LabFixture *self, const char *machine, const char *space, const char *query,
              const char *expected)
{
  for (;;)
    {
      g_autofree char *value = lab_ask (self, machine, space, query);

      if (g_strcmp0 (value, expected) == 0)
        return;
      g_main_context_iteration (NULL, TRUE);
    }
}
