/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "resite-error.h"
#include "resite-wsman-names.h"
#include "resite-wsman-reply.h"
#include "wsman-data.h"

static void
test_identify (void)
{
  static const struct
  {
    const char *name;
    const char *vendor;
    const char *version;
  } servers[] = {
    { "identify", "Microsoft Corporation", "OS: 5.2.3790 SP: 2.0 Stack: 1.1" },
    { "identify-withheld", "Microsoft Corporation", "OS: 0.0.0 SP: 0.0 Stack: 2.0" },
    { "identify-other-server", "Openwsman Project", "2.7.1" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (servers); i++)
    {
      g_autoptr (ResiteWsmanReply) reply = load_reply (servers[i].name);
      g_autoptr (GError) error = NULL;
      g_autofree char *protocol = NULL;
      g_autofree char *vendor = NULL;
      g_autofree char *version = NULL;

      g_assert_true (
          resite_wsman_reply_read_identify (reply, &protocol, &vendor, &version, &error));
      g_assert_no_error (error);
      g_assert_cmpstr (protocol, ==, RESITE_NS_WSMAN);
      g_assert_cmpstr (vendor, ==, servers[i].vendor);
      g_assert_cmpstr (version, ==, servers[i].version);
    }
}

static ResiteCimObject *
load_instance (const char *name)
{
  g_autoptr (ResiteWsmanReply) reply = load_reply (name);
  g_autoptr (GError) error = NULL;
  ResiteCimObject *object = resite_wsman_reply_read_instance (reply, &error);

  g_assert_no_error (error);
  g_assert_null (resite_wsman_reply_get_fault (reply));
  return object;
}

static void
test_get (void)
{
  g_autoptr (ResiteWsmanReply) reply = load_reply ("get");
  g_autoptr (ResiteCimObject) object = load_instance ("get");

  g_assert_cmpstr (resite_wsman_reply_get_action (reply), ==, RESITE_ACTION_GET "Response");
  g_assert_cmpstr (resite_wsman_reply_get_relates_to (reply), ==, REQUEST_ID);
  g_assert_cmpstr (resite_cim_object_get_class (object), ==, "Win32_Service");
  g_assert_cmpuint (resite_cim_object_get_n_properties (object), ==, 5);
  g_assert_cmpstr (resite_cim_object_get_name (object, 0), ==, "Description");
  g_assert_true (resite_cim_value_is_null (resite_cim_object_get_value (object, 0)));
  g_assert_cmpstr (resite_cim_object_get_string (object, "name"), ==, "SMS_EXECUTIVE");
  g_assert_true (resite_cim_object_get_boolean (object, "Started", FALSE));
}

static void
check_embedded (ResiteCimObject *object)
{
  ResiteCimValue *startup = resite_cim_object_get (object, "Startup");
  ResiteCimValue *antecedent = resite_cim_object_get (object, "Antecedent");
  ResiteCimObject *inner = resite_cim_value_get_object (startup);

  g_assert_cmpint (resite_cim_value_get_kind (startup), ==, RESITE_CIM_OBJECT);
  g_assert_cmpstr (resite_cim_object_get_class (inner), ==, "Win32_ProcessStartup");
  g_assert_cmpint (resite_cim_object_get_int (inner, "ShowWindow", -1), ==, 0);
  g_assert_true (resite_cim_value_is_null (resite_cim_object_get (inner, "Title")));
  g_assert_cmpint (resite_cim_value_get_kind (antecedent), ==, RESITE_CIM_REFERENCE);
  inner = resite_cim_value_get_object (antecedent);
  g_assert_cmpstr (resite_cim_object_get_class (inner), ==, "Win32_Service");
  g_assert_cmpstr (resite_cim_object_get_string (inner, "Name"), ==, "LanmanServer");
}

static void
test_values (void)
{
  g_autoptr (ResiteCimObject) object = load_instance ("get-values");
  ResiteCimValue *value;
  guint64 big;
  gint64 small;
  gint64 time;

  g_assert_true (resite_cim_value_is_null (resite_cim_object_get (object, "Nothing")));
  g_assert_cmpstr (resite_cim_object_get_string (object, "Empty"), ==, "");
  g_assert_cmpstr (resite_cim_object_get_string (object, "Text"), ==,
                   " a <b> & \"c\" \xC3\xBC\xE2\x82\xAC  ");
  g_assert_true (resite_cim_object_get_boolean (object, "Yes", FALSE));
  g_assert_true (resite_cim_value_get_uint (resite_cim_object_get (object, "Big"), &big));
  g_assert_cmpuint (big, ==, G_MAXUINT64);
  g_assert_true (resite_cim_value_get_int (resite_cim_object_get (object, "Small"), &small));
  g_assert_cmpint (small, ==, G_MININT64);
  value = resite_cim_object_get (object, "Installed");
  g_assert_cmpint (resite_cim_value_get_kind (value), ==, RESITE_CIM_DATETIME);
  g_assert_true (resite_cim_value_get_time (value, &time));
  g_assert_cmpint (time, ==, G_GINT64_CONSTANT (1396507550468750));
  value = resite_cim_object_get (object, "Age");
  g_assert_cmpstr (resite_cim_value_get_string (value), ==, "P0DT0H1M40S");
  g_assert_false (resite_cim_value_get_time (value, &time));
  value = resite_cim_object_get (object, "Addresses");
  g_assert_cmpint (resite_cim_value_get_kind (value), ==, RESITE_CIM_ARRAY);
  g_assert_cmpuint (resite_cim_value_get_n_items (value), ==, 2);
  g_assert_cmpstr (resite_cim_value_get_string (resite_cim_value_get_item (value, 1)), ==,
                   "fe80::1");
  check_embedded (object);
}

static void
test_other_servers_values (void)
{
  g_autoptr (ResiteCimObject) object = load_instance ("get-omi");
  gint64 time;

  g_assert_cmpstr (resite_cim_object_get_class (object), ==, "OMI_Identify");
  g_assert_true (resite_cim_object_get_boolean (object, "IsProduction", FALSE));
  g_assert_false (resite_cim_object_get_boolean (object, "ConfigAuthNegotiate", TRUE));
  g_assert_true (
      resite_cim_value_get_time (resite_cim_object_get (object, "LastBootUpTime"), &time));
  g_assert_cmpint (time, ==, G_GINT64_CONSTANT (1396507550468750));
}

static void
test_fragment (void)
{
  g_autoptr (ResiteCimObject) object = load_instance ("get-fragment");

  g_assert_null (resite_cim_object_get_class (object));
  g_assert_cmpstr (resite_cim_object_get_string (object, "StartMode"), ==, "Auto");
}

static void
test_put (void)
{
  g_autoptr (ResiteCimObject) object = load_instance ("put");
  g_autoptr (ResiteWsmanReply) empty = load_reply ("put-empty");
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (resite_cim_object_get_string (object, "State"), ==, "Stopped");
  g_assert_true (resite_wsman_reply_is_empty (empty));
  g_assert_null (resite_wsman_reply_read_instance (empty, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_MALFORMED);
}

static ResiteWsmanBatch *
load_batch (const char *name)
{
  g_autoptr (ResiteWsmanReply) reply = load_reply (name);
  g_autoptr (GError) error = NULL;
  ResiteWsmanBatch *batch = resite_wsman_reply_read_batch (reply, &error);

  g_assert_no_error (error);
  g_assert_nonnull (batch);
  g_assert_cmpuint (batch->objects->len, ==, batch->keys->len);
  return batch;
}

static void
test_batches (void)
{
  static const struct
  {
    const char *name;
    guint count;
    const char *context; /* last character */
    gboolean ended;
  } batches[] = {
    { "enumerate-ended", 2, NULL, TRUE },       { "enumerate-more", 2, "A", FALSE },
    { "enumerate-nothing-yet", 0, "A", FALSE }, { "enumerate-no-items", 0, "A", FALSE },
    { "enumerate-none", 0, NULL, TRUE },        { "enumerate-omi", 2, "A", TRUE },
    { "enumerate-fragments", 3, NULL, TRUE },   { "enumerate-object-and-epr", 2, NULL, TRUE },
    { "enumerate-epr", 2, NULL, TRUE },         { "enumerate-subclasses", 2, NULL, TRUE },
    { "enumerate-same-names", 1, "A", FALSE },  { "pull-more", 2, "B", FALSE },
    { "pull-nothing-yet", 0, "B", FALSE },      { "pull-ended", 2, NULL, TRUE },
    { "pull-other-names", 2, NULL, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (batches); i++)
    {
      g_autoptr (ResiteWsmanBatch) batch = load_batch (batches[i].name);

      g_test_message ("%s", batches[i].name);
      g_assert_cmpuint (batch->objects->len, ==, batches[i].count);
      g_assert_cmpint (batch->ended, ==, batches[i].ended);
      if (batches[i].context != NULL)
        g_assert_true (g_str_has_suffix (batch->context, batches[i].context));
      else
        g_assert_null (batch->context);
    }
}

static void
test_rows (void)
{
  g_autoptr (ResiteWsmanBatch) batch = load_batch ("enumerate-fragments");
  ResiteCimObject *row = batch->objects->pdata[1];

  g_assert_null (resite_cim_object_get_class (row));
  g_assert_cmpstr (resite_cim_object_get_string (row, "Name"), ==, "W3SVC");
  g_assert_true (resite_cim_value_is_null (resite_cim_object_get (row, "Description")));
}

static void
test_objects_with_keys (void)
{
  g_autoptr (ResiteWsmanBatch) pairs = load_batch ("enumerate-object-and-epr");
  g_autoptr (ResiteWsmanBatch) bare = load_batch ("enumerate-epr");
  g_autoptr (ResiteWsmanBatch) plain = load_batch ("enumerate-ended");

  g_assert_cmpstr (resite_cim_object_get_string (pairs->objects->pdata[1], "State"), ==, "Running");
  g_assert_cmpstr (resite_cim_object_get_string (pairs->keys->pdata[1], "Name"), ==, "W3SVC");
  g_assert_cmpstr (resite_cim_object_get_class (bare->objects->pdata[0]), ==, "Win32_Service");
  g_assert_cmpstr (resite_cim_object_get_string (bare->keys->pdata[0], "Name"), ==,
                   "SMS_EXECUTIVE");
  g_assert_null (plain->keys->pdata[0]);
}

static void
test_subclasses (void)
{
  g_autoptr (ResiteWsmanBatch) batch = load_batch ("enumerate-subclasses");

  g_assert_cmpstr (resite_cim_object_get_class (batch->objects->pdata[0]), ==, "Win32_UserAccount");
  g_assert_cmpstr (resite_cim_object_get_class (batch->objects->pdata[1]), ==, "Win32_Group");
}

static void
test_names_from_elsewhere (void)
{
  g_autoptr (ResiteWsmanBatch) batch = load_batch ("enumerate-same-names");
  ResiteCimObject *object = batch->objects->pdata[0];

  g_assert_cmpint (resite_cim_object_get_int (object, "Items", 0), ==, 3);
  g_assert_cmpstr (resite_cim_object_get_string (object, "EndOfSequence"), ==, "no");
  g_assert_cmpstr (batch->context, ==, "uuid:6B29FC40-CA47-1067-B31D-00DD010662DA");
}

static void
test_list_without_end (void)
{
  g_autoptr (ResiteWsmanReply) neither = load_reply ("enumerate-neither");
  g_autoptr (ResiteWsmanReply) other = load_reply ("get");
  g_autoptr (GError) error = NULL;

  g_assert_null (resite_wsman_reply_read_batch (neither, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_MALFORMED);
  g_clear_error (&error);
  g_assert_null (resite_wsman_reply_read_batch (other, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_MALFORMED);
  g_assert_nonnull (strstr (error->message, "Win32_Service"));
}

static void
test_create (void)
{
  static const char *const names[] = { "create", "create-bare-epr", "create-instance" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (ResiteWsmanReply) reply = load_reply (names[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (ResiteCimObject) keys = resite_wsman_reply_read_keys (reply, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (resite_cim_object_get_class (keys), ==, "SMS_DistributionPoint");
      g_assert_cmpstr (resite_cim_object_get_string (keys, "PackageID"), ==, "C0100012");
    }
}

static void
test_empty (void)
{
  static const char *const names[] = { "delete", "release", "put-empty", "invoke-empty" };
  g_autoptr (ResiteWsmanReply) nothing = resite_wsman_reply_new_empty ();
  g_autoptr (ResiteWsmanReply) again = resite_wsman_reply_ref (nothing);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (ResiteWsmanReply) reply = load_reply (names[i]);

      g_assert_true (resite_wsman_reply_is_empty (reply));
      g_assert_null (resite_wsman_reply_get_fault (reply));
    }
  g_assert_true (resite_wsman_reply_is_empty (again));
  g_assert_null (resite_wsman_reply_get_action (again));
  g_assert_null (resite_wsman_reply_read_keys (again, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_MALFORMED);
}

static ResiteCimObject *
load_output (const char *name)
{
  g_autoptr (ResiteWsmanReply) reply = load_reply (name);
  g_autoptr (GError) error = NULL;
  ResiteCimObject *object = resite_wsman_reply_read_output (reply, &error);

  g_assert_no_error (error);
  return object;
}

static void
test_invoke (void)
{
  g_autoptr (ResiteCimObject) plain = load_output ("invoke");
  g_autoptr (ResiteCimObject) other = load_output ("invoke-plain-name");
  g_autoptr (ResiteCimObject) array = load_output ("invoke-array");
  g_autoptr (ResiteCimObject) nothing = load_output ("invoke-void");
  g_autoptr (ResiteCimObject) empty = load_output ("invoke-empty");
  g_auto (GStrv) names = NULL;

  g_assert_cmpint (resite_cim_object_get_int (plain, "ReturnValue", -1), ==, 0);
  g_assert_cmpint (resite_cim_object_get_int (other, "ReturnValue", -1), ==, G_MAXUINT32);
  names = resite_cim_value_dup_strings (resite_cim_object_get (array, "sNames"));
  g_assert_cmpuint (g_strv_length (names), ==, 3);
  g_assert_cmpstr (names[2], ==, "Components");
  g_assert_cmpuint (resite_cim_object_get_n_properties (nothing), ==, 0);
  g_assert_cmpuint (resite_cim_object_get_n_properties (empty), ==, 0);
  g_assert_null (resite_cim_object_get (empty, "ReturnValue"));
}

static void
test_shell_ids (void)
{
  static const struct
  {
    const char *name;
    const char *id;
  } shells[] = {
    { "shell-created-1", "uuid:0D5C6A8C-6A8B-4E0D-8C9B-8D7E5B8F8F11" },
    { "shell-created-2", "0D5C6A8C-6A8B-4E0D-8C9B-8D7E5B8F8F11" },
    { "shell-created-no-selector", "0D5C6A8C-6A8B-4E0D-8C9B-8D7E5B8F8F11" },
    { "shell-created-without-body", "123" },
  };
  g_autoptr (ResiteWsmanReply) none = load_reply ("create");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (shells); i++)
    {
      g_autoptr (ResiteWsmanReply) reply = load_reply (shells[i].name);
      g_autofree char *id = resite_wsman_reply_read_shell_id (reply, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (id, ==, shells[i].id);
    }
  g_assert_null (resite_wsman_reply_read_shell_id (none, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_MALFORMED);
}

static void
test_command_ids (void)
{
  static const char *const names[] = { "shell-command", "shell-command-without-body" };
  g_autoptr (ResiteWsmanReply) none = load_reply ("shell-signal");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (ResiteWsmanReply) reply = load_reply (names[i]);
      g_autofree char *id = resite_wsman_reply_read_command_id (reply, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (id, ==, "CFE6E5C6-A9F5-4E47-9886-466663F26975");
    }
  g_assert_null (resite_wsman_reply_read_command_id (none, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_MALFORMED);
}

static ResiteWsmanReceived *
load_received (const char *name, const char *command_id)
{
  g_autoptr (ResiteWsmanReply) reply = load_reply (name);
  g_autoptr (GError) error = NULL;
  ResiteWsmanReceived *received = resite_wsman_reply_read_received (reply, command_id, &error);

  g_assert_no_error (error);
  return received;
}

static void
assert_bytes (GBytes *bytes, const char *text)
{
  gsize size;
  const void *data = g_bytes_get_data (bytes, &size);

  g_assert_cmpmem (data, size, text, strlen (text));
}

static void
test_output (void)
{
  g_autoptr (ResiteWsmanReceived) done = load_received ("receive-done", NULL);
  g_autoptr (ResiteWsmanReceived) running = load_received ("receive-running", NULL);
  g_autoptr (ResiteWsmanReceived) pending = load_received ("receive-pending", NULL);

  assert_bytes (done->output, "hello\r\n");
  assert_bytes (done->errors, "");
  g_assert_true (done->output_ended && done->errors_ended && done->done);
  assert_bytes (running->output, "Gr\xC3\xBC\xC3\x9F"
                                 "e \xE2\x82\xAC\r\n");
  assert_bytes (running->errors, "warn");
  g_assert_false (running->done || running->output_ended || running->has_exit_code);
  assert_bytes (pending->output, "");
  g_assert_false (pending->done);
}

static void
test_exit_codes (void)
{
  static const struct
  {
    const char *name;
    gboolean known;
    guint32 code;
  } ends[] = {
    { "receive-done", TRUE, 0 },
    { "receive-no-exit-code", FALSE, 0 },
    { "receive-exit-unsigned", TRUE, 0xC0000005u },
    { "receive-exit-signed", TRUE, 0xC0000005u },
    { "receive-oem", TRUE, 5 },
    { "receive-without-body", TRUE, 3 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autoptr (ResiteWsmanReceived) received = load_received (ends[i].name, NULL);

      g_assert_true (received->done);
      g_assert_cmpint (received->has_exit_code, ==, ends[i].known);
      g_assert_cmpuint (received->exit_code, ==, ends[i].code);
    }
}

static void
test_other_command (void)
{
  g_autoptr (ResiteWsmanReceived) mine =
      load_received ("receive-two-commands", "cfe6e5c6-a9f5-4e47-9886-466663f26975");
  g_autoptr (ResiteWsmanReceived) other =
      load_received ("receive-two-commands", "11111111-2222-3333-4444-555555555555");

  assert_bytes (mine->output, "mine");
  g_assert_false (mine->done);
  assert_bytes (other->output, "other");
  g_assert_cmpuint (other->exit_code, ==, 7);
}

static void
test_relation (void)
{
  g_autoptr (GBytes) bytes = load_bytes ("get");
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteWsmanReply) any = resite_wsman_reply_new (bytes, NULL, &error);

  g_assert_no_error (error);
  g_assert_null (
      resite_wsman_reply_new (bytes, "uuid:00000000-0000-0000-0000-000000000000", &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_MALFORMED);
}

static void
test_refused (void)
{
  static const char *const names[] = { "bad-html",     "bad-html-unclosed", "bad-bomb",
                                       "bad-external", "bad-soap-1.1",      "bad-no-body" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GBytes) bytes = load_bytes (names[i]);
      g_autoptr (GError) error = NULL;

      g_assert_null (resite_wsman_reply_new (bytes, NULL, &error));
      g_assert_error (error, RESITE_ERROR, RESITE_ERROR_MALFORMED);
      g_test_message ("%s: %s", names[i], error->message);
      if (g_str_equal (names[i], "bad-bomb") || g_str_equal (names[i], "bad-external"))
        g_assert_nonnull (strstr (error->message, "document type"));
    }
}

static void
test_refused_contents (void)
{
  g_autoptr (ResiteWsmanReply) base64 = load_reply ("bad-base64");
  g_autoptr (ResiteWsmanReply) code = load_reply ("bad-exit-code");
  g_autoptr (ResiteWsmanReply) selector = load_reply ("bad-selector");
  g_autoptr (GError) error = NULL;

  g_assert_null (resite_wsman_reply_read_received (base64, NULL, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_MALFORMED);
  g_clear_error (&error);
  g_assert_null (resite_wsman_reply_read_received (code, NULL, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_MALFORMED);
  g_clear_error (&error);
  g_assert_null (resite_wsman_reply_read_keys (selector, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_MALFORMED);
}

static void
test_fault_is_no_instance (void)
{
  g_autoptr (ResiteWsmanReply) reply = load_reply ("fault-access-denied");
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (resite_wsman_reply_get_fault (reply));
  g_assert_null (resite_wsman_reply_read_instance (reply, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_MALFORMED);
}

static void
test_wide_characters (void)
{
  g_autoptr (GBytes) bytes = load_bytes ("get-values");
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) wide = NULL;
  g_autoptr (ResiteWsmanReply) reply = NULL;
  g_autoptr (ResiteCimObject) object = NULL;
  gsize size;
  char *converted = g_convert (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "UTF-16",
                               "UTF-8", NULL, &size, &error);

  g_assert_no_error (error);
  wide = g_bytes_new_take (converted, size);
  reply = resite_wsman_reply_new (wide, REQUEST_ID, &error);
  g_assert_no_error (error);
  object = resite_wsman_reply_read_instance (reply, &error);
  g_assert_cmpint (resite_cim_object_get_n_properties (object), ==, 11);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/wsman-reply/identify", test_identify);
  g_test_add_func ("/wsman-reply/get", test_get);
  g_test_add_func ("/wsman-reply/values", test_values);
  g_test_add_func ("/wsman-reply/other-servers-values", test_other_servers_values);
  g_test_add_func ("/wsman-reply/fragment", test_fragment);
  g_test_add_func ("/wsman-reply/put", test_put);
  g_test_add_func ("/wsman-reply/batches", test_batches);
  g_test_add_func ("/wsman-reply/rows", test_rows);
  g_test_add_func ("/wsman-reply/objects-with-keys", test_objects_with_keys);
  g_test_add_func ("/wsman-reply/subclasses", test_subclasses);
  g_test_add_func ("/wsman-reply/names-from-elsewhere", test_names_from_elsewhere);
  g_test_add_func ("/wsman-reply/list-without-end", test_list_without_end);
  g_test_add_func ("/wsman-reply/create", test_create);
  g_test_add_func ("/wsman-reply/empty", test_empty);
  g_test_add_func ("/wsman-reply/invoke", test_invoke);
  g_test_add_func ("/wsman-reply/shell-ids", test_shell_ids);
  g_test_add_func ("/wsman-reply/command-ids", test_command_ids);
  g_test_add_func ("/wsman-reply/output", test_output);
  g_test_add_func ("/wsman-reply/exit-codes", test_exit_codes);
  g_test_add_func ("/wsman-reply/other-command", test_other_command);
  g_test_add_func ("/wsman-reply/relation", test_relation);
  g_test_add_func ("/wsman-reply/refused", test_refused);
  g_test_add_func ("/wsman-reply/refused-contents", test_refused_contents);
  g_test_add_func ("/wsman-reply/fault-is-no-instance", test_fault_is_no_instance);
  g_test_add_func ("/wsman-reply/wide-characters", test_wide_characters);
  return g_test_run ();
}
