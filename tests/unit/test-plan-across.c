/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "resite-plan.h"

/* Values that are right by themselves and wrong together. */

static ResitePlan *
load_text (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  ResitePlan *plan = resite_plan_new_from_data ("t.siteplan", bytes, &error);

  g_assert_no_error (error);
  return plan;
}

static char *
read_sample (void)
{
  g_autofree char *path =
      g_build_filename (g_getenv ("RESITE_SOURCE_ROOT"), "tests/data/sample.siteplan", NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static ResitePlan *
load_sample (void)
{
  g_autofree char *text = read_sample ();

  return load_text (text);
}

static guint
count_faults (GPtrArray *faults, const char *group, const char *key, ResitePlanSeverity severity)
{
  guint found = 0;

  for (guint i = 0; i < faults->len; i++)
    {
      const ResitePlanFault *fault = g_ptr_array_index (faults, i);

      g_test_message ("%u %s.%s (%d): %s", fault->line, fault->group, fault->key, fault->severity,
                      fault->message);
      if (strcmp (fault->group, group) == 0 && g_strcmp0 (fault->key, key) == 0 &&
          fault->severity == severity)
        found++;
    }
  return found;
}

#define ERROR RESITE_PLAN_FAULT_ERROR
#define WARN  RESITE_PLAN_FAULT_WARNING

/* "name=value" lines, separated by "|", put into the sample; then this must be said. */
typedef struct
{
  const char *changes;
  const char *group;
  const char *key;
  ResitePlanSeverity severity;
  guint count;
} Across;

static const Across across[] = {
  { "new.mac=00:08:02:A1:44:10", "new", "mac", ERROR, 1 },
  { "new.mac=0008.02a1.4410", "new", "mac", ERROR, 1 },
  { "new.mac=00-08-02-a1-44-10", "new", "mac", ERROR, 1 },
  { "new.mac=00-08-02-a1-44-11", "new", "mac", ERROR, 0 },
  { "new.files=/srv/reach/old/", "new", "files", ERROR, 1 },
  { "new.files=/srv/reach/./old", "new", "files", ERROR, 1 },
  { "new.files=/srv/reach/older", "new", "files", ERROR, 0 },
  { "old.serial=|new.serial=", "new", "serial", ERROR, 0 },
  { "primary.2.server-name=HQSMS01", "primary.2", "server-name", ERROR, 1 },
  { "primary.2.server-name=hqsms01", "primary.2", "server-name", ERROR, 1 },
  { "primary.1.server-name=BR01NEW", "primary.1", "server-name", ERROR, 1 },
  { "primary.1.server-name=BR01SMS_OLD", "old", "name-after", ERROR, 1 },
  { "old.name-after=BR01DP2", "old", "name-after", ERROR, 1 },
  { "old.name-after=censms01", "old", "name-after", ERROR, 1 },
  { "old.name-after=BR01OLD", "old", "name-after", ERROR, 0 },
  { "old.name-after=BR01OLD", "old", "name-after", WARN, 0 },
  { "old.name-after=BR01_OLD", "old", "name-after", WARN, 1 },
  { "site.gateway=10.4.1.0", "site", "gateway", ERROR, 1 },
  { "site.gateway=10.4.1.255", "site", "gateway", ERROR, 1 },
  { "site.gateway=10.4.1.254", "site", "gateway", ERROR, 0 },
  { "site.mask=255.255.255.254|site.address=10.4.1.20|site.gateway=10.4.1.21", "site", "address",
    ERROR, 0 },
  { "site.mask=255.255.255.254|site.address=10.4.1.20|site.gateway=10.4.1.21", "site", "gateway",
    ERROR, 0 },
  { "site.mask=255.255.0.0|site.address=10.4.0.0", "site", "address", ERROR, 1 },
  { "site.mask=255.255.0.0|site.address=10.4.1.255", "site", "address", ERROR, 0 },
  { "site.mask=nonsense", "site", "mask", ERROR, 1 },
  { "site.mask=nonsense", "site", "gateway", ERROR, 0 },
  { "central.same-as=|central.server-name=BR01SMS", "central", "server-name", ERROR, 1 },
  { "central.same-as=|central.server-name=BR01NEW", "central", "server-name", ERROR, 1 },
  { "central.same-as=|central.server-name=CEN02|central.site-code=C02", "central", "server-name",
    ERROR, 0 },
  { "central.same-as=|central.server-name=CEN02|central.site-code=S01", "central", "site-code",
    ERROR, 1 },
  { "central.same-as=primary.2|central.server-name=censms01", "central", "server-name", ERROR, 0 },
  { "central.same-as=primary.4", "central", "same-as", ERROR, 1 },
  { "central.same-as=source", "central", "same-as", ERROR, 1 },
  { "source.same-as=old|source.server-name=", "source", "server-name", ERROR, 0 },
  { "source.same-as=old|source.server-name=br01sms", "source", "server-name", ERROR, 0 },
  { "source.same-as=new|source.server-name=", "source", "same-as", ERROR, 1 },
  { "source.server-name=br01sms", "source", "server-name", ERROR, 1 },
  { "source.server-name=br01new", "source", "server-name", ERROR, 1 },
  { "primary.1.site-code=s01", "primary.1", "site-code", ERROR, 1 },
  { "primary.2.site-code=p01", "primary.2", "site-code", ERROR, 1 },
  { "clone.source-site=XX", "clone", "source-site", ERROR, 1 },
  { "options.canary-package=C0100010|options.first-package=c0100010", "options", "first-package",
    WARN, 1 },
  { "options.first-package=|options.canary-package=|options.proof-package=", "options",
    "proof-package", WARN, 0 },
  { "primary.1.reach=rpc", "primary.1", "smb-user", ERROR, 1 },
  { "primary.1.reach=local", "primary.1", "reach", WARN, 1 },
  { "primary.1.reach=local|primary.1.drive.D=/mnt/d", "primary.1", "reach", WARN, 0 },
  { "ad.reach=local", "ad", "reach", WARN, 0 },
  { "new.reach=LOCAL|new.files=", "new", "reach", WARN, 1 },
  { "options.address-first=NO", "options", "address-first", WARN, 1 },
  { "new.reach=smb|new.files=smb://|new.smb-user=BR01NEW\\\\admin", "new", "smb-user", ERROR, 0 },
  { "new.reach=smb|new.files=smb://", "new", "smb-user", ERROR, 1 },
  { "new.reach=smb|new.files=smb://|new.smb-user=guest", "new", "smb-user", ERROR, 0 },
  { "new.reach=smb|new.files=", "new", "smb-user", ERROR, 1 },
  { "new.reach=winrm|new.winrm-user=x|new.files=smb://", "new", "smb-user", ERROR, 0 },
  { "new.reach=by-hand|new.files=|new.drive.E=smb://BR01NEW/E$", "new", "smb-user", ERROR, 1 },
  { "new.reach=smb|new.files=/srv/reach/new", "new", "files", ERROR, 1 },
  { "new.reach=local|new.files=smb://BR01NEW", "new", "reach", ERROR, 1 },
  { "new.reach=smb|new.files=smb://BR01NEW|new.smb1=yes", "new", "smb1", WARN, 1 },
  { "new.smb1=yes", "new", "smb1", WARN, 0 },
  { "old.reach=smb|old.files=smb://|new.reach=smb|new.files=smb://", "new", "files", ERROR, 0 },
  { "old.reach=smb|old.files=smb://X|new.reach=smb|new.files=smb://x", "new", "files", ERROR, 1 },
  { "new.reach=winrm|new.winrm-host=10.4.1.77|new.files=smb://BR01NEW", "new", "files", ERROR, 1 },
  { "new.reach=winrm|new.winrm-host=br01new|new.files=smb://BR01NEW/", "new", "files", ERROR, 0 },
  { "new.reach=winrm|new.winrm-host=10.4.1.77|new.files=smb://", "new", "files", ERROR, 0 },
  { "source.same-as=old|source.server-name=|old.reach=smb|old.smb-user=x", "source", "smb-user",
    ERROR, 0 },
};

static void
test_across (gconstpointer data)
{
  const Across *row = data;
  g_autoptr (ResitePlan) plan = load_sample ();
  g_autoptr (GPtrArray) faults = NULL;
  g_auto (GStrv) changes = g_strsplit (row->changes, "|", -1);

  for (guint i = 0; changes[i] != NULL; i++)
    {
      char *sign = strchr (changes[i], '=');

      *sign = '\0';
      resite_plan_set (plan, changes[i], sign[1] != '\0' ? sign + 1 : NULL);
    }
  faults = resite_plan_check (plan);
  g_assert_cmpuint (count_faults (faults, row->group, row->key, row->severity), ==, row->count);
}

/* A name that is too long only after the default put _OLD behind it. */
static void
test_default_name_is_too_long (void)
{
  static const struct
  {
    const char *server;
    guint errors;
  } names[] = { { "ABCDEFGHIJK", 0 }, { "ABCDEFGHIJKL", 1 }, { "ABCDEFGHIJKLMNO", 1 } };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (ResitePlan) plan = load_sample ();
      g_autoptr (GPtrArray) faults = NULL;

      resite_plan_set (plan, "old.name-after", NULL);
      resite_plan_set (plan, "site.server-name", names[i].server);
      faults = resite_plan_check (plan);
      g_assert_cmpuint (count_faults (faults, "old", "name-after", ERROR), ==, names[i].errors);
    }
}

static char *
make_primaries (const guint *numbers, guint n_numbers)
{
  g_autofree char *sample = read_sample ();
  char *first = strstr (sample, "[primary.1]");
  char *rest = strstr (sample, "[ad]");
  GString *text = g_string_new_len (sample, first - sample);

  for (guint i = 0; i < n_numbers; i++)
    g_string_append_printf (text,
                            "[primary.%u]\nserver-name=HQSMS%02u\nsite-code=Q%02u\n"
                            "sms-folder=D:\\SMS%u\n\n",
                            numbers[i], numbers[i], numbers[i], numbers[i]);
  g_string_append (text, rest);
  return g_string_free (text, FALSE);
}

static void
test_primaries_with_gaps (void)
{
  const guint numbers[] = { 7, 1, 12, 3 };
  g_autofree char *text = make_primaries (numbers, G_N_ELEMENTS (numbers));
  g_autoptr (ResitePlan) plan = load_text (text);
  g_auto (GStrv) machines = resite_plan_list_machines (plan, "primary");
  g_autoptr (ResiteVariables) variables = resite_plan_to_variables (plan);
  g_autofree char *list = g_strjoinv (" ", machines);
  g_autoptr (GPtrArray) faults = resite_plan_check (plan);

  g_assert_cmpstr (list, ==, "primary.1 primary.3 primary.7 primary.12");
  g_assert_cmpstr (resite_plan_get (plan, "primary.site-code"), ==, "Q01");
  g_assert_cmpstr (resite_plan_get (plan, "primary.12.logs"), ==, "D:\\SMS12\\Logs");
  g_assert_cmpstr (resite_variables_get (variables, "primary.count"), ==, "4");
  g_assert_cmpstr (resite_variables_get (variables, "primary.list"), ==,
                   "HQSMS01 (Q01), HQSMS03 (Q03), HQSMS07 (Q07), HQSMS12 (Q12)");
  g_assert_cmpstr (resite_plan_get (plan, "central.server-name"), ==, "HQSMS12");
  g_assert_cmpstr (resite_plan_get (plan, "central.site-code"), ==, "Q12");
  for (guint i = 0; i < faults->len; i++)
    {
      const ResitePlanFault *fault = g_ptr_array_index (faults, i);

      g_assert_cmpint (fault->severity, ==, WARN);
    }
}

/* The direct parent need not be number 1. */
static void
test_first_primary_is_number_three (void)
{
  const guint numbers[] = { 3, 5 };
  g_autofree char *text = make_primaries (numbers, G_N_ELEMENTS (numbers));
  g_autoptr (ResitePlan) plan = load_text (text);
  g_autoptr (ResiteVariables) variables = resite_plan_to_variables (plan);

  g_assert_cmpstr (resite_plan_get (plan, "primary.server-name"), ==, "HQSMS03");
  g_assert_cmpstr (resite_variables_get (variables, "primary.server-name"), ==, "HQSMS03");
  g_assert_null (resite_plan_get (plan, "primary.1.server-name"));
}

static void
test_twenty_primaries (void)
{
  guint numbers[20];
  g_autofree char *text = NULL;
  g_autoptr (ResitePlan) plan = NULL;
  g_autoptr (ResiteVariables) variables = NULL;
  g_auto (GStrv) machines = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    numbers[i] = 20 - i;
  text = make_primaries (numbers, G_N_ELEMENTS (numbers));
  plan = load_text (text);
  variables = resite_plan_to_variables (plan);
  machines = resite_plan_list_machines (plan, "primary");
  g_assert_cmpuint (g_strv_length (machines), ==, 20);
  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (ResiteVariables) own =
          resite_plan_to_machine_variables (plan, variables, machines[i]);
      g_autofree char *name = g_strdup_printf ("HQSMS%02u", i + 1);
      g_autofree char *logs = g_strdup_printf ("D:\\SMS%u\\Logs", i + 1);

      g_assert_cmpstr (resite_variables_get (own, "machine.name"), ==, name);
      g_assert_cmpstr (resite_variables_get (own, "primary.server-name"), ==, name);
      /* The second code is that of the site's parent, wherever the line is typed. */
      g_assert_cmpstr (resite_variables_get (own, "preinst.delsite"), ==,
                       "preinst /DELSITE S01 Q01");
      g_assert_cmpstr (resite_variables_get (own, "primary.logs"), ==, logs);
    }
  g_assert_cmpstr (resite_plan_get (plan, "central.site-code"), ==, "Q20");
}

/* Two roles that each say they are the other are wrong, and must be no endless circle. */
static void
test_aliases_in_a_circle (void)
{
  static const char *const texts[] = {
    "[source]\nsame-as=central\n[central]\nsame-as=source\n",
    "[source]\nsame-as=source\n",
    "[central]\nsame-as=central\n",
    "[central]\nsame-as=source\n[source]\nsame-as=central\n[primary.1]\nserver-name=A\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (ResitePlan) plan = load_text (texts[i]);
      g_autoptr (ResiteVariables) variables = resite_plan_to_variables (plan);
      g_autoptr (GPtrArray) faults = resite_plan_check (plan);
      const char *group = strstr (texts[i], "[source]") == texts[i] ? "source" : "central";

      g_assert_null (resite_plan_get (plan, "source.server-name"));
      g_assert_cmpuint (count_faults (faults, group, "same-as", ERROR), >, 0);
      g_assert_null (resite_variables_get (variables, "source.server-name"));
    }
}

/* Where source and old server are one machine, what is reached is reached in the same way. */
static void
test_source_is_the_old_server (void)
{
  g_autoptr (ResitePlan) plan = load_sample ();
  g_autoptr (GPtrArray) faults = NULL;

  for (guint i = 0; i < 4; i++)
    {
      static const char *const own[] = { "server-name", "drive", "reach", "files" };
      g_autofree char *name = g_strconcat ("source.", own[i], NULL);

      resite_plan_set (plan, name, NULL);
    }
  resite_plan_set (plan, "source.same-as", "OLD");
  g_assert_cmpstr (resite_plan_get (plan, "source.server-name"), ==, "BR01SMS");
  g_assert_cmpstr (resite_plan_get (plan, "source.drive"), ==, "E");
  g_assert_cmpstr (resite_plan_get (plan, "source.files"), ==, "/srv/reach/old");
  g_assert_cmpstr (resite_plan_get (plan, "source.reach"), ==, "local");
  faults = resite_plan_check (plan);
  g_assert_cmpuint (count_faults (faults, "source", "server-name", ERROR), ==, 0);
  g_assert_cmpuint (count_faults (faults, "source", "files", ERROR), ==, 0);
}

static void
test_faults_are_in_the_order_of_the_file (void)
{
  g_autoptr (ResitePlan) plan = load_text ("[options]\ndelta=maybe\n[site]\ncode=X\nmask=1\n"
                                           "\n[old]\nmac=1\nserial=a\n[new]\nserial=A\nweight=3\n");
  g_autoptr (GPtrArray) faults = resite_plan_check (plan);
  guint line = 0;
  gboolean without = FALSE;

  g_assert_cmpuint (faults->len, >, 6);
  for (guint i = 0; i < faults->len; i++)
    {
      const ResitePlanFault *fault = g_ptr_array_index (faults, i);

      g_assert_true (fault->line == 0 || !without);
      without = without || fault->line == 0;
      if (fault->line > 0)
        g_assert_cmpuint (fault->line, >=, line);
      line = MAX (line, fault->line);
    }
  g_assert_true (without);
  g_assert_cmpuint (line, ==, 12);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (across); i++)
    {
      g_autofree char *path =
          g_strdup_printf ("/plan-across/%u-%s.%s", i, across[i].group, across[i].key);

      g_test_add_data_func (path, &across[i], test_across);
    }
  g_test_add_func ("/plan-across/default-name", test_default_name_is_too_long);
  g_test_add_func ("/plan-across/primaries/gaps", test_primaries_with_gaps);
  g_test_add_func ("/plan-across/primaries/from-three", test_first_primary_is_number_three);
  g_test_add_func ("/plan-across/primaries/twenty", test_twenty_primaries);
  g_test_add_func ("/plan-across/aliases/circle", test_aliases_in_a_circle);
  g_test_add_func ("/plan-across/aliases/source-is-old", test_source_is_the_old_server);
  g_test_add_func ("/plan-across/order", test_faults_are_in_the_order_of_the_file);
  return g_test_run ();
}
