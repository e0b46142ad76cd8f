/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lab-fixture.h"

/* Packages of a rehearsal on their way, asked for as a provider's clients do. */

#define SUPPLY_SPACE "root/sms/site_P01"
#define SUPPLY_POINT "[\"Display=\\\\BR01SMS\\\"]MSWNET:[\"SMS_SITE=S01\"]\\\\BR01SMS\\"
/* What the information of a package and the instruction weigh. */
#define SUPPLY_INFO G_GUINT64_CONSTANT (3495)

static inline const ResiteLabPackage *
supply_nth (LabFixture *self, guint n)
{
  return g_ptr_array_index (self->packages, n);
}

static inline gboolean
supply_perform (LabFixture *self, ResiteCimVerb verb, const char *id, const char *code,
                GError **error)
{
  g_autoptr (ResiteCimObject) object =
      lab_object ("PackageID", id, "ServerNALPath", SUPPLY_POINT, "SiteCode", code, NULL);
  const ResiteCimRequest request = { .verb = verb,
                                     .space = SUPPLY_SPACE,
                                     .class_name = "SMS_DistributionPoint",
                                     .keys = verb == RESITE_CIM_CREATE ? NULL : object,
                                     .object = verb == RESITE_CIM_CREATE ? object : NULL };
  g_autoptr (GPtrArray) result =
      resite_lab_world_perform (self->world, "primary.1", &request, NULL, error);

  return result != NULL;
}

static inline void
supply_assign (LabFixture *self, const char *id)
{
  g_autoptr (GError) error = NULL;

  supply_perform (self, RESITE_CIM_CREATE, id, "S01", &error);
  g_assert_no_error (error);
}

static inline void
supply_remove (LabFixture *self, const char *id)
{
  g_autoptr (GError) error = NULL;

  supply_perform (self, RESITE_CIM_DELETE, id, "S01", &error);
  g_assert_no_error (error);
}

/* (nullable) (transfer full): of the new point. */
static inline char *
supply_ask (LabFixture *self, const char *what, const char *class_name, const char *id)
{
  g_autofree char *query = g_strdup_printf (
      "SELECT %s FROM %s WHERE PackageID = '%s' AND ServerNALPath LIKE '%%BR01SMS%%'", what,
      class_name, id);

  return lab_ask (self, "primary.1", SUPPLY_SPACE, query);
}

static inline char *
supply_get_state (LabFixture *self, const char *id)
{
  return supply_ask (self, "State", "SMS_PackageStatusDistPointsSummarizer", id);
}

static inline char *
supply_get_status (LabFixture *self, const char *id, const char *type)
{
  g_autofree char *query =
      g_strdup_printf ("SELECT Status FROM SMS_PackageStatus WHERE PackageID = '%s' AND SiteCode = "
                       "'S01' AND Type = %s",
                       id, type);

  return lab_ask (self, "primary.1", SUPPLY_SPACE, query);
}

static inline void
supply_assert (char *value, const char *expected)
{
  g_assert_cmpstr (value, ==, expected);
  g_free (value);
}

/* Runs the main loop until the summary says so; the test's own time limit is the only one. */
static inline void
supply_wait (LabFixture *self, const char *id, const char *state)
{
  for (;;)
    {
      g_autofree char *now = supply_get_state (self, id);

      if (g_strcmp0 (now, state) == 0)
        return;
      g_main_context_iteration (NULL, TRUE);
    }
}

/* (nullable) (transfer full). */
static inline char *
supply_read (LabFixture *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->folder, "machines", name, NULL);
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);
  return text;
}

static inline char *
supply_read_sender (LabFixture *self)
{
  return supply_read (self, "primary.1/D/SMS/Logs/sender.log");
}

static inline guint
supply_count (const char *text, const char *part)
{
  g_auto (GStrv) parts = g_strsplit (text, part, -1);

  return MAX (g_strv_length (parts), 1) - 1;
}

static inline gboolean
supply_log_has (LabFixture *self, const char *name, const char *format, const char *id)
{
  g_autofree char *text = supply_read (self, name);
  g_auto (GStrv) sides = g_strsplit (format, "{}", -1);
  g_autofree char *part = g_strjoinv (id, sides);

  return text != NULL && strstr (text, part) != NULL;
}

/* What the sender's log says that it wrote of a file to the site: PCK or TMP. */
static inline guint64
supply_sum_written (LabFixture *self, const char *ending)
{
  g_autofree char *text = supply_read_sender (self);
  g_auto (GStrv) lines = g_strsplit (text, "\r\n", -1);
  g_autofree char *mark = g_strdup_printf (".%s at position ", ending);
  guint64 sum = 0;

  for (guint i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], "~Wrote ") && strstr (lines[i], mark) != NULL)
      sum += g_ascii_strtoull (lines[i] + strlen ("~Wrote "), NULL, 10);
  return sum;
}

/* A number of what resite_lab_world_count_bytes() tells: of all, or of a package. */
static inline guint64
supply_count_bytes (LabFixture *self, const char *id, const char *what)
{
  g_autofree char *json = resite_lab_world_count_bytes (self->world);
  g_autofree char *of_all = g_strdup_printf ("\"bytes_%s\": ", what);
  g_autofree char *of_one = g_strdup_printf ("\"%s\": {\"content\": ", id != NULL ? id : "");
  const char *at = strstr (json, id != NULL ? of_one : of_all);

  if (at == NULL)
    return 0;
  at += strlen (id != NULL ? of_one : of_all);
  if (id != NULL && g_str_equal (what, "info"))
    at = strstr (at, "\"info\": ") + strlen ("\"info\": ");
  return g_ascii_strtoull (at, NULL, 10);
}

static inline void
supply_set_fault (LabFixture *self, const char *name, const char *value)
{
  g_assert_true (resite_lab_world_set_fault (self->world, name, value));
}

static inline void
supply_act (LabFixture *self, const char *step)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (resite_lab_world_act (self->world, step, &error));
  g_assert_no_error (error);
}
