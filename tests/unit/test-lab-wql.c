/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <locale.h>

#include "resite-cim.h"
#include "resite-error.h"
#include "resite-lab-wql.h"

static ResiteCimObject *
make_row (void)
{
  ResiteCimObject *row = resite_cim_object_new ("Win32_Service");
  g_autoptr (ResiteCimObject) keys = resite_cim_object_new ("Win32_Group");

  resite_cim_object_set_string (row, "Name", "SMS_EXECUTIVE");
  resite_cim_object_set_string (row, "Path", "E:\\SMSPKG\\");
  resite_cim_object_set_string (row, "Strange", "it's \"50%\" [off]");
  resite_cim_object_set_int (row, "Type", 2);
  resite_cim_object_set_boolean (row, "Started", TRUE);
  resite_cim_object_take (row, "Description", resite_cim_value_new_null ());
  resite_cim_object_take (row, "Time",
                          resite_cim_value_new_datetime ("2026-11-22T10:00:00.500000+00:00"));
  resite_cim_object_set_string (keys, "Domain", "BR01SMS");
  resite_cim_object_set_string (keys, "Name", "IIS_WPG");
  resite_cim_object_take (row, "Group", resite_cim_value_new_reference (keys));
  return row;
}

static const struct
{
  const char *condition;
  gboolean holds;
} conditions[] = {
  { "Name = 'SMS_EXECUTIVE'", TRUE },
  { "name = \"sms_executive\"", TRUE },
  { "Name='OTHER'", FALSE },
  { "'SMS_EXECUTIVE' = Name", TRUE },
  { "Name <> 'OTHER'", TRUE },
  { "Name != 'SMS_executive'", FALSE },
  { "Name LIKE 'SMS[_]%'", TRUE },
  { "Name like 'sms_exec%'", TRUE },
  { "Name LIKE 'SMSXEXEC%'", FALSE },
  { "Name LIKE 'SMS[X]%'", FALSE },
  { "Name LIKE 'SMS[^X]%'", TRUE },
  { "Name LIKE '[R-T]MS%'", TRUE },
  { "Name LIKE '[a-c]%'", FALSE },
  { "Name LIKE '%'", TRUE },
  { "Name LIKE '%%%%%E%%%%'", TRUE },
  { "Name LIKE 'SMS_EXECUTIV'", FALSE },
  { "NOT Name LIKE 'C%'", TRUE },
  { "Type = 2", TRUE },
  { "Type = '2'", TRUE },
  { "Type > 10", FALSE },
  { "Type < 10", TRUE },
  { "10 > Type", TRUE },
  { "2 >= Type", TRUE },
  { "Type >= 2 AND Type <= 2", TRUE },
  { "Started = TRUE", TRUE },
  { "Started = false", FALSE },
  { "Started <> FALSE", TRUE },
  { "Description IS NULL", TRUE },
  { "Description = NULL", TRUE },
  { "Name IS NOT NULL", TRUE },
  { "Name <> NULL", TRUE },
  { "Description <> NULL", FALSE },
  { "Missing IS NULL", TRUE },
  { "Description = ''", FALSE },
  { "Description <> 'x'", FALSE },
  { "Path = 'E:\\\\SMSPKG\\\\'", TRUE },
  { "Path = 'E:\\SMSPKG\\\\'", FALSE },
  { "Strange = 'it\\'s \"50%\" [off]'", TRUE },
  { "Strange = \"it's \\\"50%\\\" [off]\"", TRUE },
  { "Strange LIKE '%50[%]%[[]off]'", TRUE },
  { "Time > '20261122100000.000000+000'", TRUE },
  { "Time < '20261122110000.000000+060'", FALSE },
  { "Group = 'Win32_Group.Domain=\"BR01SMS\",Name=\"IIS_WPG\"'", TRUE },
  { "Group = \"Win32_Group.Domain='BR01SMS',Name='iis_wpg'\"", TRUE },
  { "Group = '\\\\\\\\BR01SMS\\\\root\\\\cimv2:Win32_Group.Domain=\"BR01SMS\",Name=\"IIS_WPG\"'",
    TRUE },
  { "Group = 'Win32_Group.Domain=\"BR01SMS\",Name=\"Users\"'", FALSE },
  { "Type = 1 OR Type = 2 AND Name = 'no'", FALSE },
  { "(Type = 1 OR Type = 2) AND Started = TRUE", TRUE },
  { "Type = 2 OR Type = 1 AND Name = 'no'", TRUE },
  { "NOT (Type = 1 OR Name = 'x')", TRUE },
  { "NOT NOT Type = 2", TRUE },
  { "((((Type = 2))))", TRUE },
};

static void
test_conditions (void)
{
  g_autoptr (ResiteCimObject) row = make_row ();

  for (guint i = 0; i < G_N_ELEMENTS (conditions); i++)
    {
      g_autofree char *statement =
          g_strconcat ("SELECT * FROM Win32_Service WHERE ", conditions[i].condition, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (ResiteLabWql) wql = resite_lab_wql_new (statement, &error);

      g_test_message ("%s", statement);
      g_assert_no_error (error);
      g_assert_cmpint (resite_lab_wql_matches (wql, row), ==, conditions[i].holds);
    }
}

static void
test_quoted (void)
{
  static const char *const values[] = { "plain",    "it's", "E:\\a\\b", "\"both'",
                                        "50%_[x]^", "",     "Ämter ]" };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autoptr (ResiteCimObject) row = resite_cim_object_new ("X");
      g_autofree char *text = resite_cim_quote (values[i]);
      g_autofree char *pattern = resite_cim_quote_like (values[i]);
      g_autofree char *statement =
          g_strdup_printf ("SELECT Name FROM X WHERE Name = %s AND Name LIKE %s", text, pattern);
      g_autoptr (GError) error = NULL;
      g_autoptr (ResiteLabWql) wql = resite_lab_wql_new (statement, &error);
      g_autoptr (GPtrArray) wanted = NULL;

      g_assert_no_error (error);
      resite_cim_object_set_string (row, "Name", values[i]);
      g_assert_true (resite_lab_wql_matches (wql, row));
      resite_cim_object_set_string (row, "Name", "other");
      g_assert_false (resite_lab_wql_matches (wql, row));
      wanted = resite_lab_wql_list_wanted (wql, "name");
      g_assert_cmpuint (wanted->len, ==, 1);
      g_assert_cmpstr (wanted->pdata[0], ==, values[i]);
    }
}

static void
test_projection (void)
{
  g_autoptr (ResiteCimObject) row = make_row ();
  g_autoptr (ResiteLabWql) all = resite_lab_wql_new ("select * from win32_service", NULL);
  g_autoptr (ResiteLabWql) some =
      resite_lab_wql_new ("SELECT Type , name FROM Win32_Service WHERE Started=TRUE", NULL);
  g_autoptr (ResiteCimObject) whole = resite_lab_wql_project (all, row);
  g_autoptr (ResiteCimObject) part = resite_lab_wql_project (some, row);

  g_assert_cmpstr (resite_lab_wql_get_class (all), ==, "win32_service");
  g_assert_null (resite_lab_wql_get_selected (all));
  g_assert_cmpstr (resite_cim_object_get_class (whole), ==, "Win32_Service");
  g_assert_cmpuint (resite_cim_object_get_n_properties (whole), ==,
                    resite_cim_object_get_n_properties (row));
  g_assert_null (resite_cim_object_get_class (part));
  g_assert_cmpuint (resite_cim_object_get_n_properties (part), ==, 2);
  g_assert_cmpstr (resite_cim_object_get_name (part, 0), ==, "Name");
  g_assert_cmpint (resite_cim_object_get_int (part, "Type", 0), ==, 2);
  g_assert_cmpstr (resite_lab_wql_get_selected (some)[0], ==, "Type");
  g_assert_cmpstr (resite_lab_wql_get_used (some)[0], ==, "Started");
  g_assert_null (resite_lab_wql_get_used (some)[1]);
}

static void
test_wanted (void)
{
  static const struct
  {
    const char *condition;
    const char *wanted;
  } rows[] = {
    { "Name = 'a'", "a" },
    { "Type = 1 AND Name = 'a'", "a" },
    { "Type = 1 AND (State = 'x' AND Name = 'a')", "a" },
    { "Name = 'a' OR Type = 1", NULL },
    { "Type = 1 OR Name = 'a'", NULL },
    { "Name = 'a' OR Name = 'b' OR Name = 'c'", "a b c" },
    { "Name = 'a' OR name = 'A' OR Name = 'b'", "a b" },
    { "Type = 1 AND (Name = 'a' OR Name = 'b')", "a b" },
    { "Name = 'a' OR (Name = 'b' AND Type = 1)", "a b" },
    { "Name = 'a' OR NOT Name = 'b'", NULL },
    { "NOT Name = 'a'", NULL },
    { "Name LIKE 'a'", NULL },
    { "Name <> 'a'", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *statement = g_strconcat ("SELECT * FROM X WHERE ", rows[i].condition, NULL);
      g_autoptr (ResiteLabWql) wql = resite_lab_wql_new (statement, NULL);
      g_autoptr (GPtrArray) wanted = NULL;
      g_autofree char *text = NULL;

      wanted = resite_lab_wql_list_wanted (wql, "Name");
      if (wanted != NULL)
        {
          g_ptr_array_add (wanted, NULL);
          text = g_strjoinv (" ", (char **)wanted->pdata);
        }
      g_assert_cmpstr (text, ==, rows[i].wanted);
    }
}

static void
test_refused (void)
{
  static const char *const statements[] = {
    "",
    "SELECT",
    "SELECT *",
    "SELECT * FROM",
    "SELECT FROM X",
    "SELECT a b FROM X",
    "SELECT a, FROM X",
    "SELECT *, a FROM X",
    "DELETE FROM X",
    "SELECT * FROM X WHERE",
    "SELECT * FROM X WHERE Name",
    "SELECT * FROM X WHERE Name =",
    "SELECT * FROM X WHERE Name = 'open",
    "SELECT * FROM X WHERE Name = 'open\\",
    "SELECT * FROM X WHERE Name = 'a' AND",
    "SELECT * FROM X WHERE (Name = 'a'",
    "SELECT * FROM X WHERE Name = 'a')",
    "SELECT * FROM X WHERE Name = Other",
    "SELECT * FROM X WHERE 1 = 1",
    "SELECT * FROM X WHERE Name IS",
    "SELECT * FROM X WHERE Name IS NOT",
    "SELECT * FROM X Y",
    "SELECT * FROM X WHERE Name ~ 'a'",
    "SELECT * FROM X; DROP",
  };

  for (guint i = 0; i < G_N_ELEMENTS (statements); i++)
    {
      g_autoptr (GError) error = NULL;
      ResiteLabWql *wql = resite_lab_wql_new (statements[i], &error);

      g_test_message ("%s", statements[i]);
      g_assert_null (wql);
      g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
    }
}

/* No statement takes the stack or the afternoon. */
static void
test_large (void)
{
  g_autoptr (GString) deep = g_string_new ("SELECT * FROM X WHERE ");
  g_autoptr (GString) wide = g_string_new ("SELECT * FROM X WHERE Name = 'a'");
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GString) pattern = g_string_new ("%");
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteLabWql) wql = NULL;

  for (guint i = 0; i < 100000; i++)
    g_string_append_c (deep, '(');
  g_assert_null (resite_lab_wql_new (deep->str, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
  for (guint i = 0; i < 5000; i++)
    g_string_append (wide, " OR Name = 'b'");
  wql = resite_lab_wql_new (wide->str, NULL);
  g_assert_nonnull (wql);
  for (guint i = 0; i < 30; i++)
    {
      g_string_append_c (text, 'a');
      g_string_append (pattern, "%");
    }
  g_string_append (pattern, "b");
  g_assert_false (resite_lab_wql_like (text->str, pattern->str));
}

/* Whatever bytes come: an answer or a complaint. */
static void
test_chance (void)
{
  static const char *const pieces[] = { "SELECT", " ",   "*",  "FROM", "X", "WHERE", "Name",
                                        "=",      "'",   "\"", "\\",   "(", ")",     "AND",
                                        "OR",     "NOT", "IS", "NULL", "1", "LIKE",  ",",
                                        "<",      ">",   "[",  "%" };
  g_autoptr (ResiteCimObject) row = make_row ();

  for (guint i = 0; i < 3000; i++)
    {
      g_autoptr (GString) statement = g_string_new ("SELECT * FROM X WHERE ");
      g_autoptr (GError) error = NULL;
      g_autoptr (ResiteLabWql) wql = NULL;
      const int n = g_test_rand_int_range (1, 12);

      for (int k = 0; k < n; k++)
        {
          g_string_append (statement, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
          g_string_append_c (statement, ' ');
        }
      wql = resite_lab_wql_new (statement->str, &error);
      g_assert_true ((wql == NULL) == (error != NULL));
      if (wql != NULL)
        resite_lab_wql_matches (wql, row);
    }
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lab-wql/conditions", test_conditions);
  g_test_add_func ("/lab-wql/quoted", test_quoted);
  g_test_add_func ("/lab-wql/projection", test_projection);
  g_test_add_func ("/lab-wql/wanted", test_wanted);
  g_test_add_func ("/lab-wql/refused", test_refused);
  g_test_add_func ("/lab-wql/large", test_large);
  g_test_add_func ("/lab-wql/chance", test_chance);
  return g_test_run ();
}
