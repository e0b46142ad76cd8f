/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-cli"

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "resite-cli-driver.h"
#include "resite-cli-report.h"
#include "resite-cli-wsman.h"

/* Properties that name an instance, the best first. */
static const char *const names[] = { "Name",  "DeviceID",        "SiteCode", "PackageID",
                                     "Index", "NetConnectionID", "Caption",  "ID" };

static const char *
find_name (ResiteCimObject *object)
{
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *name = resite_cim_object_get_string (object, names[i]);

      if (name != NULL && *name != '\0')
        return name;
    }
  for (guint i = 0; i < resite_cim_object_get_n_properties (object); i++)
    {
      const char *name = resite_cim_value_get_string (resite_cim_object_get_value (object, i));

      if (name != NULL && *name != '\0')
        return name;
    }
  return "";
}

static void add_value (JsonBuilder *builder, ResiteCimValue *value);

static void
add_object (JsonBuilder *builder, ResiteCimObject *object)
{
  json_builder_begin_object (builder);
  for (guint i = 0; object != NULL && i < resite_cim_object_get_n_properties (object); i++)
    {
      json_builder_set_member_name (builder, resite_cim_object_get_name (object, i));
      add_value (builder, resite_cim_object_get_value (object, i));
    }
  json_builder_end_object (builder);
}

static void
add_array (JsonBuilder *builder, ResiteCimValue *value)
{
  json_builder_begin_array (builder);
  for (guint i = 0; i < resite_cim_value_get_n_items (value); i++)
    add_value (builder, resite_cim_value_get_item (value, i));
  json_builder_end_array (builder);
}

/* Numbers and truth stay text: the server does not say what they are. */
static void
add_value (JsonBuilder *builder, ResiteCimValue *value)
{
  switch (resite_cim_value_get_kind (value))
    {
    case RESITE_CIM_TEXT:
    case RESITE_CIM_DATETIME:
      json_builder_add_string_value (builder, resite_cim_value_get_string (value));
      break;
    case RESITE_CIM_ARRAY:
      add_array (builder, value);
      break;
    case RESITE_CIM_OBJECT:
    case RESITE_CIM_REFERENCE:
      add_object (builder, resite_cim_value_get_object (value));
      break;
    case RESITE_CIM_NULL:
    default:
      json_builder_add_null_value (builder);
    }
}

static void
print_json (ResiteCimObject *object)
{
  JsonBuilder *builder = resite_cli_report_begin ("item");

  resite_cli_report_add_text (builder, "name", find_name (object));
  resite_cli_report_add_text (builder, "state", "found");
  resite_cli_report_add_int (builder, "bytes", 0);
  json_builder_set_member_name (builder, "seconds");
  json_builder_add_double_value (builder, 0);
  resite_cli_report_add_text (builder, "message", NULL);
  resite_cli_report_add_text (builder, "class", resite_cim_object_get_class (object));
  json_builder_set_member_name (builder, "properties");
  add_object (builder, object);
  resite_cli_report_end (builder);
}

static char *
format_value (ResiteCimValue *value)
{
  g_autoptr (JsonBuilder) builder = NULL;
  g_autoptr (JsonNode) root = NULL;
  const char *text = resite_cim_value_get_string (value);

  if (text != NULL)
    return g_strdup (text);
  if (resite_cim_value_is_null (value))
    return g_strdup ("");
  builder = json_builder_new ();
  add_value (builder, value);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

static void
print_text (ResiteCimObject *object)
{
  for (guint i = 0; i < resite_cim_object_get_n_properties (object); i++)
    {
      g_autofree char *value = format_value (resite_cim_object_get_value (object, i));

      g_print ("%s: %s\n", resite_cim_object_get_name (object, i), value);
    }
  g_print ("\n");
}

static GPtrArray *
list (ResiteCli *cli, ResiteWsman *wsman, const char *space, const char *query, GError **error)
{
  ResiteCliWait wait = { NULL };
  ResiteCimRequest request = { .verb = RESITE_CIM_LIST, .space = space, .query = query };
  g_autoptr (GAsyncResult) result = NULL;

  resite_cim_perform_async (RESITE_CIM (wsman), &request, resite_cli_get_cancellable (cli),
                            resite_cli_wait_cb, &wait);
  result = resite_cli_wait (&wait);
  return resite_cim_perform_finish (RESITE_CIM (wsman), result, error);
}

static void
print_end (ResiteCli *cli, ResiteCliReport *report, guint count, gint64 duration)
{
  if (resite_cli_is_json (cli))
    resite_cli_report_total (report, 0, (double)duration / G_USEC_PER_SEC, NULL);
  else
    resite_cli_report_say (ngettext ("%u instance", "%u instances", count), count);
}

/* The question was asked. Takes @failure. */
static ResiteCliStatus
tell_failure (GError *failure, GError **error)
{
  const gboolean stopped = g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  g_propagate_error (error, failure);
  return stopped ? RESITE_CLI_CANCELLED : RESITE_CLI_FAILED;
}

static ResiteCliStatus
run_wmi (ResiteCli *cli, const char *const *arguments, GError **error)
{
  g_autoptr (ResiteCliReport) report = resite_cli_report_new (cli);
  g_autoptr (ResiteWsman) wsman = resite_cli_wsman_open (cli, arguments[0], error);
  g_autofree char *space = g_strdelimit (g_strdup (arguments[1]), "\\", '/');
  g_autoptr (GPtrArray) objects = NULL;
  GError *failure = NULL;
  const gint64 begun = g_get_monotonic_time ();

  if (wsman == NULL)
    return RESITE_CLI_BY_ERROR;
  objects = list (cli, wsman, space, arguments[2], &failure);
  if (objects == NULL)
    return tell_failure (failure, error);
  for (guint i = 0; i < objects->len; i++)
    {
      ResiteCimObject *object = g_ptr_array_index (objects, i);

      resite_cli_report_count (report, "found");
      if (resite_cli_is_json (cli))
        print_json (object);
      else
        print_text (object);
    }
  print_end (cli, report, objects->len, g_get_monotonic_time () - begun);
  return RESITE_CLI_GOOD;
}

static const ResiteCliOption wmi_options[] = {
  RESITE_CLI_WSMAN_OPTIONS,
  { NULL },
};

const ResiteCliVerb resite_cli_wmi_verbs[] = {
  { "wmi", "URL NAMESPACE WQL", 3, 3,
    N_ ("Ask a Windows server a question in WQL through WS-Management"),
    N_ ("URL is https://user@host:5986/wsman, NAMESPACE is as root\\cimv2. One item for each "
        "instance, with what it has under \"properties\": texts, null, and lists and objects of "
        "them. Exit status 1 where the question was asked and failed, 2 where it was not asked."),
    wmi_options, run_wmi },
  { NULL },
};
