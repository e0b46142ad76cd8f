/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "resite-error.h"
#include "resite-wsman-names.h"
#include "resite-wsman-reply.h"
#include "resite-wsman-xml.h"
#include "wsman-data.h"

/* Whatever comes, it ends in an answer or in a clear error. */

static void
assert_clear (GError *error)
{
  if (error == NULL)
    return;
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_MALFORMED);
  g_assert_cmpuint (strlen (error->message), >, 10);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

static void
read_object (ResiteCimObject *object, GError *error)
{
  g_assert_true ((object == NULL) == (error != NULL));
  assert_clear (error);
  for (guint i = 0; object != NULL && i < resite_cim_object_get_n_properties (object); i++)
    {
      g_auto (GStrv) texts = resite_cim_value_dup_strings (resite_cim_object_get_value (object, i));

      for (guint j = 0; texts[j] != NULL; j++)
        g_assert_true (g_utf8_validate (texts[j], -1, NULL));
    }
  g_clear_pointer (&object, resite_cim_object_unref);
  g_clear_error (&error);
}

static void
read_lists (ResiteWsmanReply *reply)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) late = NULL;
  g_autoptr (ResiteWsmanBatch) batch = resite_wsman_reply_read_batch (reply, &error);
  g_autoptr (ResiteWsmanReceived) received = resite_wsman_reply_read_received (reply, NULL, &late);

  g_assert_true ((batch == NULL) == (error != NULL));
  g_assert_true ((received == NULL) == (late != NULL));
  assert_clear (error);
  assert_clear (late);
}

static void
read_ids (ResiteWsmanReply *reply)
{
  g_autoptr (GError) first = NULL;
  g_autoptr (GError) second = NULL;
  g_autoptr (GError) third = NULL;
  g_autofree char *shell = resite_wsman_reply_read_shell_id (reply, &first);
  g_autofree char *command = resite_wsman_reply_read_command_id (reply, &second);
  g_autofree char *version = NULL;

  resite_wsman_reply_read_identify (reply, NULL, NULL, &version, &third);
  g_assert_true ((shell == NULL) == (first != NULL));
  g_assert_true ((command == NULL) == (second != NULL));
  assert_clear (first);
  assert_clear (second);
  assert_clear (third);
}

static void
read_fault (const ResiteWsmanFault *fault)
{
  g_autoptr (GError) error = NULL;

  if (fault == NULL)
    return;
  error = resite_wsman_fault_to_error (fault, "HOST", TRUE);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_assert_cmpuint (strlen (error->message), <, 8192);
}

static gboolean
take (const void *bytes, gsize size)
{
  g_autoptr (GBytes) owned = g_bytes_new (bytes, size);
  GError *error = NULL;
  g_autoptr (ResiteWsmanReply) reply = resite_wsman_reply_new (owned, NULL, &error);
  ResiteCimObject *object;

  g_assert_true ((reply == NULL) == (error != NULL));
  assert_clear (error);
  g_clear_error (&error);
  if (reply == NULL)
    return FALSE;
  object = resite_wsman_reply_read_instance (reply, &error);
  read_object (object, g_steal_pointer (&error));
  object = resite_wsman_reply_read_keys (reply, &error);
  read_object (object, g_steal_pointer (&error));
  object = resite_wsman_reply_read_output (reply, &error);
  read_object (object, g_steal_pointer (&error));
  read_lists (reply);
  read_ids (reply);
  read_fault (resite_wsman_reply_get_fault (reply));
  return TRUE;
}

static GPtrArray *
list_samples (void)
{
  g_autofree char *folder =
      g_build_filename (g_getenv ("RESITE_SOURCE_ROOT"), "tests", "data", "wsman", NULL);
  g_autoptr (GDir) directory = g_dir_open (folder, 0, NULL);
  GPtrArray *samples = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  const char *file;

  while ((file = g_dir_read_name (directory)) != NULL)
    if (g_str_has_suffix (file, ".xml"))
      {
        g_autofree char *name = g_strndup (file, strlen (file) - strlen (".xml"));

        g_ptr_array_add (samples, load_bytes (name));
      }
  g_assert_cmpuint (samples->len, >, 100);
  return samples;
}

static void
test_any_read_of_any_reply (void)
{
  g_autoptr (GPtrArray) samples = list_samples ();
  guint taken = 0;

  for (guint i = 0; i < samples->len; i++)
    {
      gsize size;
      const void *data = g_bytes_get_data (samples->pdata[i], &size);

      taken += take (data, size);
    }
  g_assert_cmpuint (taken, ==, samples->len - 6);
}

static void
test_cut_anywhere (void)
{
  static const char *const names[] = { "get-values", "enumerate-object-and-epr", "receive-running",
                                       "fault-nested", "shell-created-2" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GBytes) bytes = load_bytes (names[i]);
      gsize size;
      const char *data = g_bytes_get_data (bytes, &size);
      gsize whole = size;

      while (g_ascii_isspace (data[whole - 1]))
        whole--;
      for (gsize cut = 0; cut < whole; cut++)
        g_assert_false (take (data, cut));
      g_assert_true (take (data, whole));
    }
}

static void
test_flipped_bits (void)
{
  g_autoptr (GPtrArray) samples = list_samples ();
  g_autoptr (GRand) random = g_rand_new_with_seed (20030903);

  for (guint i = 0; i < samples->len; i++)
    for (guint round = 0; round < 60; round++)
      {
        gsize size;
        const void *data = g_bytes_get_data (samples->pdata[i], &size);
        g_autofree char *copy = g_memdup2 (data, size);

        for (guint flips = 1 + round % 4; flips > 0; flips--)
          copy[g_rand_int_range (random, 0, size)] ^= 1 << g_rand_int_range (random, 0, 8);
        take (copy, size);
      }
}

/* Elements taken from one place and put into another stay well formed more often than bits do. */
static void
test_swapped_pieces (void)
{
  g_autoptr (GPtrArray) samples = list_samples ();
  g_autoptr (GRand) random = g_rand_new_with_seed (19990401);

  for (guint round = 0; round < 3000; round++)
    {
      GBytes *first = samples->pdata[g_rand_int_range (random, 0, samples->len)];
      GBytes *second = samples->pdata[g_rand_int_range (random, 0, samples->len)];
      g_autofree char *text = g_strndup (g_bytes_get_data (first, NULL), g_bytes_get_size (first));
      const char *other = g_bytes_get_data (second, NULL);
      gsize from = g_rand_int_range (random, 0, g_bytes_get_size (second));
      gsize wanted = g_rand_int_range (random, 1, 300);
      gsize count = MIN (g_bytes_get_size (second) - from, wanted);
      g_autoptr (GString) mixed = g_string_new (text);

      g_string_insert_len (mixed, g_rand_int_range (random, 0, mixed->len), other + from, count);
      take (mixed->str, mixed->len);
    }
}

static GString *
begin_body (void)
{
  return g_string_new ("<s:Envelope xmlns:s=\"" RESITE_NS_SOAP "\" xmlns:w=\"" RESITE_NS_WSMAN
                       "\" xmlns:a=\"" RESITE_NS_ADDRESS "\"><s:Body>");
}

static gboolean
take_nested (const char *open, const char *close, guint depth)
{
  g_autoptr (GString) text = begin_body ();

  for (guint i = 0; i < depth; i++)
    g_string_append (text, open);
  for (guint i = 0; i < depth; i++)
    g_string_append (text, close);
  g_string_append (text, "</s:Body></s:Envelope>");
  return take (text->str, text->len);
}

static void
test_nesting (void)
{
  g_assert_true (take_nested ("<a>", "</a>", 10));
  g_assert_true (take_nested ("<a>", "</a>", 30));
  g_assert_false (take_nested ("<a>", "</a>", 100));
  g_assert_false (take_nested ("<a>", "</a>", 100000));
  g_assert_true (take_nested ("<a:ReferenceParameters><w:SelectorSet><w:Selector Name=\"x\">",
                              "</w:Selector></w:SelectorSet></a:ReferenceParameters>", 19));
  g_assert_false (take_nested ("<a:ReferenceParameters><w:SelectorSet><w:Selector Name=\"x\">",
                               "</w:Selector></w:SelectorSet></a:ReferenceParameters>", 5000));
}

static void
test_instances_in_instances (void)
{
  g_autoptr (GString) text = begin_body ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (ResiteWsmanReply) reply = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 40; i++)
    g_string_append (text, "<a>");
  for (guint i = 0; i < 40; i++)
    g_string_append (text, "</a>");
  g_string_append (text, "</s:Body></s:Envelope>");
  bytes = g_bytes_new (text->str, text->len);
  reply = resite_wsman_reply_new (bytes, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (resite_wsman_reply_read_instance (reply, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_MALFORMED);
}

static void
test_many_elements (void)
{
  g_autoptr (GString) text = begin_body ();

  g_string_append (text, "<x>");
  for (guint i = 0; i < 100000; i++)
    g_string_append (text, "<b/>");
  {
    g_autofree char *fine = g_strconcat (text->str, "</x></s:Body></s:Envelope>", NULL);

    g_assert_true (take (fine, strlen (fine)));
  }
  for (guint i = 0; i < 150000; i++)
    g_string_append (text, "<b/>");
  g_string_append (text, "</x></s:Body></s:Envelope>");
  g_assert_false (take (text->str, text->len));
}

static void
test_many_names (void)
{
  g_autoptr (GString) text = begin_body ();

  g_string_append (text, "<x>");
  for (guint i = 0; i < 50000; i++)
    g_string_append_printf (text, "<b%u/>", i);
  g_string_append (text, "</x></s:Body></s:Envelope>");
  g_assert_true (take (text->str, text->len));
}

static char *
make_crowd (const char *between, guint count, const char *value)
{
  GString *text = begin_body ();

  g_string_append_printf (text, "%s<x", between);
  for (guint i = 0; i < count; i++)
    g_string_append_printf (text, " a%u=%s", i, value);
  g_string_append (text, "/></s:Body></s:Envelope>");
  return g_string_free (text, FALSE);
}

/* A parser that compares each with each would be busy for minutes. What would hide them from one
 * who only counts quotation marks is tried, too. */
static void
test_crowd_of_attributes (void)
{
  static const char *const between[] = {
    "",    "<!-- <a \" -->", "<![CDATA[<a \"]]>", "<?pi <a \" ?>", "<b c='\"'/>", "<b c=\"'>\"/>",
    "> \""
  };
  static const char *const values[] = { "\"\"", "\">\"", "'>'", "'\"'", "\"'/>'\"" };

  for (guint i = 0; i < G_N_ELEMENTS (between); i++)
    for (guint j = 0; j < G_N_ELEMENTS (values); j++)
      {
        g_autofree char *fine = make_crowd (between[i], 900, values[j]);
        g_autofree char *crowd = make_crowd (between[i], 150000, values[j]);

        g_assert_true (take (fine, strlen (fine)));
        g_assert_false (take (crowd, strlen (crowd)));
      }
}

/* Where the count would be wrong, only little is read. */
static void
test_crowd_in_wide_characters (void)
{
  static const char *const heads[] = { "<?xml version='1.0' encoding='UTF-16'?>",
                                       "<?xml version='1.0' encoding='UTF-7'?>",
                                       "<?xml version='1.0'  encoding = \"EBCDIC-US\" ?>" };
  g_autofree char *crowd = make_crowd ("", 60000, "\"\"");
  g_autofree char *named = g_strconcat ("<?xml version='1.0' encoding='utf-8'?>", crowd, NULL);
  gsize size;
  g_autofree char *wide = g_convert (crowd, -1, "UTF-16", "UTF-8", NULL, &size, NULL);

  g_assert_nonnull (wide);
  g_assert_false (take (wide, size));
  g_assert_false (take (named, strlen (named)));
  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    {
      g_autofree char *text = g_strconcat (heads[i], crowd, NULL);

      g_assert_false (take (text, strlen (text)));
    }
}

static void
test_huge_attribute (void)
{
  g_autoptr (GString) text = begin_body ();
  g_autofree char *long_value = g_strnfill (12 * 1000 * 1000, 'a');

  g_string_append_printf (text, "<x a=\"%s\"/></s:Body></s:Envelope>", long_value);
  g_assert_false (take (text->str, text->len));
}

static void
test_too_long (void)
{
  g_autoptr (GString) text = begin_body ();
  g_autofree char *blanks = g_strnfill (1024 * 1024, ' ');

  for (guint i = 0; i < 17; i++)
    g_string_append (text, blanks);
  g_string_append (text, "</s:Body></s:Envelope>");
  g_assert_false (take (text->str, text->len));
}

static void
test_no_xml (void)
{
  static const char *const texts[] = { "",
                                       " ",
                                       "\n",
                                       "HTTP/1.1 200 OK",
                                       "{\"a\":1}",
                                       "<",
                                       "<>",
                                       "<?xml version=\"1.0\"?>",
                                       "<!-- -->",
                                       "<?xml version=\"1.0\" encoding=\"no-such\"?><a/>",
                                       "<a xmlns:s=\"x\"",
                                       "<s:Envelope/>",
                                       "\xFF\xFE",
                                       "\xEF\xBB\xBF" };
  char zeros[100] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_false (take (texts[i], strlen (texts[i])));
  g_assert_false (take (zeros, sizeof zeros));
}

static void
test_faults_without_sense (void)
{
  static const char *const insides[] = {
    "",
    "<s:Code/>",
    "<s:Code><s:Value/></s:Code>",
    "<s:Code><s:Value>:</s:Value></s:Code>",
    "<s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>none:X</s:Value></s:Subcode></s:Code>",
    "<s:Detail><f:WSManFault xmlns:f=\"" RESITE_NS_FAULT
    "\" Code=\"99999999999999999999\"/></s:Detail>",
    "<s:Detail><f:WSManFault xmlns:f=\"" RESITE_NS_FAULT "\" Code=\"-5\"/></s:Detail>",
    "<s:Detail><f:WSManFault xmlns:f=\"" RESITE_NS_FAULT "\" Code=\"abc\"/></s:Detail>",
    "<s:Detail><MessageID>HRESULT 0x</MessageID><MessageID>0xZZ</MessageID></s:Detail>",
    "<s:Detail><w:FaultDetail>/</w:FaultDetail></s:Detail>",
    "<s:Reason><s:Text/><s:Text xml:lang=\"\">x</s:Text></s:Reason>",
  };

  for (guint i = 0; i < G_N_ELEMENTS (insides); i++)
    {
      g_autoptr (GString) text = begin_body ();

      g_string_append_printf (text, "<s:Fault>%s</s:Fault></s:Body></s:Envelope>", insides[i]);
      g_assert_true (take (text->str, text->len));
    }
}

static void
test_long_reason (void)
{
  g_autoptr (GString) text = begin_body ();
  g_autofree char *words = g_strnfill (200000, 'w');

  g_string_append_printf (text,
                          "<s:Fault><s:Reason><s:Text>%s</s:Text></s:Reason></s:Fault></s:Body>"
                          "</s:Envelope>",
                          words);
  g_assert_true (take (text->str, text->len));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/wsman-hostile/any-read-of-any-reply", test_any_read_of_any_reply);
  g_test_add_func ("/wsman-hostile/cut-anywhere", test_cut_anywhere);
  g_test_add_func ("/wsman-hostile/flipped-bits", test_flipped_bits);
  g_test_add_func ("/wsman-hostile/swapped-pieces", test_swapped_pieces);
  g_test_add_func ("/wsman-hostile/nesting", test_nesting);
  g_test_add_func ("/wsman-hostile/instances-in-instances", test_instances_in_instances);
  g_test_add_func ("/wsman-hostile/many-elements", test_many_elements);
  g_test_add_func ("/wsman-hostile/many-names", test_many_names);
  g_test_add_func ("/wsman-hostile/crowd-of-attributes", test_crowd_of_attributes);
  g_test_add_func ("/wsman-hostile/crowd-in-wide-characters", test_crowd_in_wide_characters);
  g_test_add_func ("/wsman-hostile/huge-attribute", test_huge_attribute);
  g_test_add_func ("/wsman-hostile/too-long", test_too_long);
  g_test_add_func ("/wsman-hostile/no-xml", test_no_xml);
  g_test_add_func ("/wsman-hostile/faults-without-sense", test_faults_without_sense);
  g_test_add_func ("/wsman-hostile/long-reason", test_long_reason);
  return g_test_run ();
}
