/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#include "resite-error.h"
#include "resite-plan.h"

static char *
find_data (const char *name)
{
  return g_build_filename (g_getenv ("RESITE_SOURCE_ROOT"), "tests", "data", name, NULL);
}

static ResitePlan *
load (const char *name)
{
  g_autofree char *path = find_data (name);
  g_autoptr (GError) error = NULL;
  ResitePlan *plan = resite_plan_new_from_file (path, &error);

  g_assert_no_error (error);
  return plan;
}

static ResitePlan *
parse (const char *text, gssize length, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, length < 0 ? strlen (text) : (gsize)length);

  return resite_plan_new_from_data ("x.siteplan", bytes, error);
}

static void
test_values_and_defaults (void)
{
  g_autoptr (ResitePlan) plan = load ("sample.siteplan");

  g_assert_cmpstr (resite_plan_get (plan, "site.code"), ==, "S01");
  g_assert_cmpstr (resite_plan_get (plan, "site.sms-folder"), ==, "E:\\SMS");
  g_assert_cmpstr (resite_plan_get (plan, "primary.2.server-name"), ==, "CENSMS01");
  g_assert_cmpstr (resite_plan_get (plan, "primary.site-code"), ==, "P01");
  g_assert_cmpstr (resite_plan_get (plan, "preinst.delsite"), ==, "preinst /DELSITE S01 P01");
  g_assert_null (resite_plan_get (plan, "no.such"));
  g_assert_null (resite_plan_get (plan, "site"));
  g_assert_true (resite_plan_get_yes (plan, "options.delta"));
  g_assert_false (resite_plan_get_yes (plan, "site.code"));

  resite_plan_set (plan, "site.drive", "f");
  resite_plan_set (plan, "site.sms-folder", NULL);
  resite_plan_set (plan, "site.share-drive", "");
  g_assert_cmpstr (resite_plan_get (plan, "site.sms-folder"), ==, "F:\\SMS");
  g_assert_cmpstr (resite_plan_get (plan, "site.share-drive"), ==, "F");
}

/* What was found elsewhere, beside what the plan says. */
static void
test_weigh (void)
{
  g_autoptr (ResitePlan) plan = resite_plan_new ();

  resite_plan_set (plan, "site.server-name", "BR01SMS");
  resite_plan_set (plan, "site.drive", "E");
  resite_plan_set (plan, "primary.1.sms-folder", "D:\\SMS\\");
  g_assert_cmpint (resite_plan_weigh (plan, "site.server-name", "br01sms"), ==,
                   RESITE_PLAN_WEIGHS_SAME);
  g_assert_cmpint (resite_plan_weigh (plan, "site.server-name", "BR02SMS"), ==,
                   RESITE_PLAN_WEIGHS_DIFFERS);
  g_assert_cmpint (resite_plan_weigh (plan, "primary.1.sms-folder", "d:\\sms"), ==,
                   RESITE_PLAN_WEIGHS_SAME);
  g_assert_cmpint (resite_plan_weigh (plan, "primary.2.site-code", "C01"), ==,
                   RESITE_PLAN_WEIGHS_NEW);
  /* Defaults say something, but nobody wrote them. */
  g_assert_cmpint (resite_plan_weigh (plan, "site.sms-folder", "E:\\SMS"), ==,
                   RESITE_PLAN_WEIGHS_SAME);
  g_assert_cmpint (resite_plan_weigh (plan, "site.sms-folder", "F:\\SMS"), ==,
                   RESITE_PLAN_WEIGHS_NEW);
}

static void
test_defaults_of_defaults (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ResitePlan) plan =
      parse ("[site]\nserver-name=BR01SMS\ndrive=e\n[ad]\ndomain=a.b\n[primary.1]\nsite-code=p01\n",
             -1, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (resite_plan_get (plan, "old.name-after"), ==, "BR01SMS_OLD");
  g_assert_cmpstr (resite_plan_get (plan, "source.drive"), ==, "E");
  g_assert_cmpstr (resite_plan_get (plan, "ad.container"), ==,
                   "CN=System Management,CN=System,DC=a,DC=b");
  g_assert_cmpstr (resite_plan_get (plan, "options.address-first"), ==, "yes");
  /* Its own default needs the site code, which is not there. */
  g_assert_null (resite_plan_get (plan, "preinst.delsite"));
}

static void
test_circle (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ResitePlan) plan =
      parse ("[site]\nname=${site.place}\nplace=${site.name}x\n", -1, &error);
  g_autoptr (GPtrArray) faults = NULL;

  g_assert_no_error (error);
  g_assert_null (resite_plan_get (plan, "site.name"));
  faults = resite_plan_check (plan);
  g_assert_cmpuint (faults->len, >, 0);
}

static void
test_aliases (void)
{
  g_autoptr (ResitePlan) plan = load ("plans/same-as-old.siteplan");

  g_assert_cmpstr (resite_plan_get (plan, "source.server-name"), ==, "BR01SMS");
  g_assert_cmpstr (resite_plan_get (plan, "source.drive"), ==, "E");
  g_assert_cmpstr (resite_plan_get (plan, "source.files"), ==, "/srv/reach/source");
  resite_plan_set (plan, "source.files", NULL);
  g_assert_cmpstr (resite_plan_get (plan, "source.files"), ==, "/srv/reach/old");
  g_assert_cmpstr (resite_plan_get (plan, "central.server-name"), ==, "CENSMS01");

  resite_plan_set (plan, "central.same-as", NULL);
  g_assert_cmpstr (resite_plan_get (plan, "central.same-as"), ==, "primary.2");
  resite_plan_set (plan, "central.server-name", "TOPSMS01");
  g_assert_null (resite_plan_get (plan, "central.same-as"));
  g_assert_cmpstr (resite_plan_get (plan, "central.server-name"), ==, "TOPSMS01");
}

static void
test_machines (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ResitePlan) plan =
      parse ("[primary.10]\n[primary.2]\n[primary.1]\n[primary.x]\n[primary]\n", -1, &error);
  g_auto (GStrv) primaries = NULL;
  g_auto (GStrv) old = NULL;
  g_auto (GStrv) source = NULL;
  g_auto (GStrv) nobody = NULL;

  g_assert_no_error (error);
  primaries = resite_plan_list_machines (plan, "primary");
  g_assert_cmpuint (g_strv_length (primaries), ==, 3);
  g_assert_cmpstr (primaries[0], ==, "primary.1");
  g_assert_cmpstr (primaries[2], ==, "primary.10");
  old = resite_plan_list_machines (plan, "old");
  g_assert_cmpuint (g_strv_length (old), ==, 1);
  source = resite_plan_list_machines (plan, "source");
  g_assert_cmpuint (g_strv_length (source), ==, 0);
  nobody = resite_plan_list_machines (plan, "nobody");
  g_assert_cmpuint (g_strv_length (nobody), ==, 0);
}

static void
test_variables (void)
{
  g_autoptr (ResitePlan) plan = load ("sample.siteplan");
  g_autoptr (ResiteVariables) variables = resite_plan_to_variables (plan);
  static const char *const expected[][2] = {
    { "site.ad-site-object", "SMS-Site-S01" },
    { "site.ad-mp-object", "SMS-MP-S01-BR01SMS" },
    { "site.smspkg", "E:\\SMSPKG" },
    { "site.share-name", "SMSPKGE$" },
    { "site.share-folder", "E:\\SMSPKGE$" },
    { "site.tools", "E:\\SMSTools" },
    { "source.smspkg", "D:\\SMSPKG" },
    { "ad.domain-dn", "DC=corp,DC=example,DC=com" },
    { "old.name-now", "BR01SMS" },
    { "new.name-now", "BR01NEW" },
    { "old.name-after", "BR01SMS_OLD" },
    { "primary.count", "2" },
    { "primary.list", "HQSMS01 (P01), CENSMS01 (C01)" },
    { "primary.1.server-name", "HQSMS01" },
    { "central.site-code", "C01" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpstr (resite_variables_get (variables, expected[i][0]), ==, expected[i][1]);
}

static void
test_every_variable_is_declared (void)
{
  g_autoptr (ResitePlan) plan = load ("sample.siteplan");
  g_autoptr (ResiteVariables) variables = resite_plan_to_variables (plan);
  g_autoptr (ResiteVariables) machine =
      resite_plan_to_machine_variables (plan, variables, "primary.1");
  g_auto (GStrv) names = resite_variables_list (machine);

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_test_message ("%s", names[i]);
      g_assert_true (resite_plan_keys_is_variable (names[i]));
    }
  g_assert_false (resite_plan_keys_is_variable ("site.colour"));
  g_assert_false (resite_plan_keys_is_variable ("primary.2"));
  g_assert_false (resite_plan_keys_is_variable ("nothing"));
}

static void
test_service_pack_follows_product (void)
{
  g_autoptr (ResitePlan) plan = load ("sample.siteplan");
  g_autoptr (ResiteVariables) variables = NULL;

  resite_plan_set (plan, "site.service-pack", NULL);
  resite_plan_set (plan, "site.product", "sms2003-sp3");
  variables = resite_plan_to_variables (plan);
  g_assert_cmpstr (resite_variables_get (variables, "site.service-pack"), ==, "SP3");
}

static void
test_machine_variables (void)
{
  g_autoptr (ResitePlan) plan = load ("sample.siteplan");
  g_autoptr (ResiteVariables) parent = resite_plan_to_variables (plan);
  g_autoptr (ResiteVariables) second = resite_plan_to_machine_variables (plan, parent, "primary.2");
  g_autoptr (ResiteVariables) old = resite_plan_to_machine_variables (plan, parent, "old");

  g_assert_cmpstr (resite_variables_get (second, "machine"), ==, "primary.2");
  g_assert_cmpstr (resite_variables_get (second, "machine.name"), ==, "CENSMS01");
  g_assert_cmpstr (resite_variables_get (second, "primary.server-name"), ==, "CENSMS01");
  g_assert_cmpstr (resite_variables_get (second, "primary.1.server-name"), ==, "HQSMS01");
  g_assert_cmpstr (resite_variables_get (second, "preinst.delsite"), ==,
                   "preinst /DELSITE S01 P01");
  /* The first primary's document is not the second one's. */
  g_assert_cmpstr (resite_variables_get (parent, "primary.documents"), !=, NULL);
  g_assert_cmpstr (resite_variables_get (second, "primary.documents"), ==, "");
  g_assert_cmpstr (resite_variables_get (old, "machine.name"), ==, "BR01SMS");
}

static void
test_save_keeps_everything (void)
{
  g_autofree char *folder = g_dir_make_tmp ("resite-plan-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "a.siteplan", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ResitePlan) plan = load ("plans/unknown-keys.siteplan");
  g_autoptr (ResitePlan) again = NULL;
  g_autofree char *text = NULL;

  resite_plan_set (plan, "site.place", "Two\nlines");
  g_assert_true (resite_plan_save (plan, path, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "# A whole plan for a site that does not exist"));
  g_assert_nonnull (strstr (text, "colour=blue"));
  g_assert_nonnull (strstr (text, "rain=yes"));
  g_assert_nonnull (strstr (text, "place=Two lines\n"));

  again = resite_plan_new_from_file (path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (resite_plan_get (again, "site.place"), ==, "Two lines");
  g_assert_cmpstr (resite_plan_get (again, "site.sms-folder"), ==, "E:\\SMS");
  g_unlink (path);
  g_rmdir (folder);
}

static void
test_save_fails_with_reason (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ResitePlan) plan = load ("sample.siteplan");

  g_assert_false (resite_plan_save (plan, "/nowhere/at/all/a.siteplan", &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND);
}

static void
test_odd_names_are_no_critical (void)
{
  g_autoptr (ResitePlan) plan = resite_plan_new ();

  resite_plan_set (plan, "nothing", "x");
  resite_plan_set (plan, "site.[x]", "x");
  resite_plan_set (plan, "si]te.x", "x");
  resite_plan_set (plan, "site.a=b", "x");
  resite_plan_set (plan, ".x", "x");
  resite_plan_set (plan, "site.", "x");
  resite_plan_set (plan, "site.gone", NULL);
  {
    g_autofree char *text = resite_plan_to_data (plan);

    g_assert_cmpstr (text, ==, "");
  }
}

static void
test_byte_order_mark_and_crlf (void)
{
  g_autoptr (ResitePlan) bom = load ("plans/bom.siteplan");
  g_autoptr (ResitePlan) crlf = load ("plans/crlf.siteplan");

  g_assert_cmpstr (resite_plan_get (bom, "site.code"), ==, "S01");
  g_assert_cmpstr (resite_plan_get (crlf, "site.code"), ==, "S01");
  g_assert_cmpstr (resite_plan_get (crlf, "preinst.deljob"), ==, "preinst /DELJOB S01");
}

static void
assert_refused (const char *text, gssize length, const char *where)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ResitePlan) plan = parse (text, length, &error);

  g_assert_null (plan);
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
  g_test_message ("%s", error->message);
  g_assert_true (g_str_has_prefix (error->message, where));
  g_assert_null (strchr (error->message, '\n'));
}

static void
test_junk_is_refused_with_its_line (void)
{
  g_autofree char *huge = g_strnfill (3 * 1024 * 1024, '#');

  assert_refused ("[site]\ncode=S01\nwhat is this\n", -1, "x.siteplan:3: ");
  assert_refused ("code=S01\n", -1, "x.siteplan:1: ");
  assert_refused ("[site\n", -1, "x.siteplan:1: ");
  assert_refused ("[]\n", -1, "x.siteplan:1: ");
  assert_refused ("[site] x\n", -1, "x.siteplan:1: ");
  assert_refused ("[si[te]\n", -1, "x.siteplan:1: ");
  assert_refused ("[site]\n\n=x\n", -1, "x.siteplan:3: ");
  assert_refused ("[site]\na[b=x\n", -1, "x.siteplan:2: ");
  assert_refused ("[site]\nna\0me=x\n", 15, "x.siteplan:2: ");
  assert_refused ("[site]\nname=\xff\xfe\n", -1, "x.siteplan:2: ");
  assert_refused ("\xff\xfe[\0s\0", 6, "x.siteplan:1: ");
  assert_refused (huge, -1, "x.siteplan: ");
}

static void
test_random_bytes_never_crash (void)
{
  for (guint round = 0; round < 200; round++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (round);
      static const char letters[] = "[]=#\n\r\t ab.${}primary.1\\\"\xc3\xa4";
      char text[64];
      g_autoptr (GError) error = NULL;
      g_autoptr (ResitePlan) plan = NULL;

      for (guint i = 0; i < sizeof text; i++)
        text[i] = letters[g_rand_int_range (rand, 0, sizeof letters - 1)];
      plan = parse (text, sizeof text, &error);
      if (plan != NULL)
        {
          g_autoptr (GPtrArray) faults = resite_plan_check (plan);
          g_autoptr (ResiteVariables) variables = resite_plan_to_variables (plan);
          g_autofree char *data = resite_plan_to_data (plan);

          g_assert_cmpuint (faults->len, >, 0);
        }
      else
        g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
    }
}

/* Whatever one wrong key on the keyboard makes of a good plan, it is told and not crashed over. */
static void
test_mistyped_plans (void)
{
  g_autofree char *path = find_data ("sample.siteplan");
  g_autofree char *text = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &text, &length, NULL));
  for (guint round = 0; round < 400; round++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (round);
      gsize place = g_rand_int_range (rand, 0, (int)length);
      char before = text[place];
      g_autoptr (GError) error = NULL;
      g_autoptr (ResitePlan) plan = NULL;

      text[place] = "[]=#$}{.\n\\ x0"[g_rand_int_range (rand, 0, 13)];
      plan = parse (text, (gssize)length, &error);
      if (plan == NULL)
        {
          g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
          g_assert_true (g_str_has_prefix (error->message, "x.siteplan:"));
        }
      else
        {
          g_autoptr (GPtrArray) faults = resite_plan_check (plan);
          g_autofree char *data = resite_plan_to_data (plan);
          g_autoptr (ResitePlan) again = parse (data, -1, &error);

          g_assert_no_error (error);
          g_assert_cmpstr (resite_plan_get (again, "site.dns"), ==,
                           resite_plan_get (plan, "site.dns"));
          g_assert_nonnull (faults);
        }
      text[place] = before;
    }
}

static void
test_lines_survive_a_change (void)
{
  g_autoptr (ResitePlan) plan = load ("plans/bad-gateway.siteplan");
  g_autoptr (GPtrArray) faults = NULL;
  guint found = 0;

  resite_plan_set (plan, "site.gateway", "10.8.8.8");
  resite_plan_set (plan, "new.serial", NULL);
  faults = resite_plan_check (plan);
  for (guint i = 0; i < faults->len; i++)
    {
      const ResitePlanFault *fault = g_ptr_array_index (faults, i);

      if (g_strcmp0 (fault->key, "gateway") == 0)
        found = fault->line;
    }
  g_assert_cmpuint (found, >, 0);
  g_assert_null (resite_plan_get (plan, "new.serial"));
}

static void
test_words_are_written_in_one_way (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ResitePlan) plan = parse ("[site]\ncode=s01\ndrive=e\n[options]\ndelta=NO\n"
                                       "canary-package=c010001a\n[new]\nreach=Local\n",
                                       -1, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (resite_plan_get (plan, "site.code"), ==, "S01");
  g_assert_cmpstr (resite_plan_get (plan, "site.sms-folder"), ==, "E:\\SMS");
  g_assert_cmpstr (resite_plan_get (plan, "options.delta"), ==, "no");
  g_assert_cmpstr (resite_plan_get (plan, "options.canary-package"), ==, "C010001A");
  g_assert_cmpstr (resite_plan_get (plan, "new.reach"), ==, "local");
  g_assert_false (resite_plan_get_yes (plan, "options.delta"));
}

static void
test_template_is_saved_and_filled (void)
{
  g_autofree char *text = resite_plan_to_template ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ResitePlan) plan = parse (text, -1, &error);
  g_autofree char *data = NULL;

  g_assert_no_error (error);
  resite_plan_set (plan, "site.code", "S01");
  resite_plan_set (plan, "primary.2.server-name", "CENSMS01");
  data = resite_plan_to_data (plan);
  g_assert_nonnull (strstr (data, "\ncode=S01\n"));
  g_assert_nonnull (strstr (data, "\n[primary.2]\nserver-name=CENSMS01\n"));
  g_assert_nonnull (strstr (data, "\n#share-drive=${site.drive}\n"));
}

static void
test_files_that_are_none (void)
{
  static const char *const paths[] = { "/nowhere/at/all.siteplan", "/", "/dev/zero" };
  static const int codes[] = { RESITE_ERROR_NOT_FOUND, RESITE_ERROR_INVALID, RESITE_ERROR_INVALID };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (resite_plan_new_from_file (paths[i], &error));
      g_assert_error (error, RESITE_ERROR, codes[i]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plan/values-and-defaults", test_values_and_defaults);
  g_test_add_func ("/plan/weigh", test_weigh);
  g_test_add_func ("/plan/defaults-of-defaults", test_defaults_of_defaults);
  g_test_add_func ("/plan/circle", test_circle);
  g_test_add_func ("/plan/aliases", test_aliases);
  g_test_add_func ("/plan/machines", test_machines);
  g_test_add_func ("/plan/variables", test_variables);
  g_test_add_func ("/plan/variables/declared", test_every_variable_is_declared);
  g_test_add_func ("/plan/variables/service-pack", test_service_pack_follows_product);
  g_test_add_func ("/plan/variables/machine", test_machine_variables);
  g_test_add_func ("/plan/save/keeps-everything", test_save_keeps_everything);
  g_test_add_func ("/plan/save/fails-with-reason", test_save_fails_with_reason);
  g_test_add_func ("/plan/set/odd-names", test_odd_names_are_no_critical);
  g_test_add_func ("/plan/load/bom-and-crlf", test_byte_order_mark_and_crlf);
  g_test_add_func ("/plan/load/junk", test_junk_is_refused_with_its_line);
  g_test_add_func ("/plan/load/random", test_random_bytes_never_crash);
  g_test_add_func ("/plan/load/mistyped", test_mistyped_plans);
  g_test_add_func ("/plan/check/lines-after-a-change", test_lines_survive_a_change);
  g_test_add_func ("/plan/words", test_words_are_written_in_one_way);
  g_test_add_func ("/plan/template/filled", test_template_is_saved_and_filled);
  g_test_add_func ("/plan/load/no-file", test_files_that_are_none);
  return g_test_run ();
}
