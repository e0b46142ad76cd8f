/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lab-server-fixture.h"

/* Lists of the rehearsal's machines, piece by piece. */

static void
test_enumerate (LabFixture *fixture, gconstpointer data)
{
  g_autoptr (LabAnswer) first =
      lab_ask (fixture, LISTING "Enumerate", ALL, "",
               "<e:Enumerate><m:Filter Dialect='" WQL "'>SELECT * FROM Win32_Service</m:Filter>"
               "<m:MaxElements>30</m:MaxElements><m:OptimizeEnumeration/></e:Enumerate>");
  g_autoptr (LabAnswer) second = NULL;
  g_autoptr (LabAnswer) third = NULL;

  lab_assert (first, "count(//w:Items/*)", "30");
  lab_assert (first, "count(//w:EndOfSequence)", "0");
  second = lab_pull (fixture, first, ALL, "<e:MaxElements>30</e:MaxElements>");
  lab_assert (second, "count(//n:Items/*)", "10");
  lab_assert (second, "count(//n:EndOfSequence)", "1");
  third = lab_pull (fixture, first, ALL, "<e:MaxElements>30</e:MaxElements>");
  lab_assert_fault (third, "n:InvalidEnumerationContext", "2150858779");
}

static void
test_enumerate_plainly (LabFixture *fixture, gconstpointer data)
{
  g_autoptr (LabAnswer) begun =
      lab_ask (fixture, LISTING "Enumerate", SERVICE, "", "<e:Enumerate/>");
  g_autoptr (LabAnswer) one = NULL;
  g_autoptr (LabAnswer) elsewhere = NULL;
  g_autoptr (LabAnswer) released = NULL;
  g_autoptr (LabAnswer) after = NULL;
  g_autofree char *context = lab_find (begun, "//n:EnumerationContext");
  g_autofree char *release = g_strdup_printf (
      "<e:Release><e:EnumerationContext>%s</e:EnumerationContext></e:Release>", context);

  lab_assert (begun, "count(//w:Items)", "0");
  one = lab_pull (fixture, begun, SERVICE, "");
  lab_assert (one, "count(//n:Items/*)", "1");
  elsewhere = lab_pull (fixture, begun, ALL, "");
  lab_assert_fault (elsewhere, "w:InvalidParameter", "2150859181");
  released = lab_ask (fixture, LISTING "Release", SERVICE, "", release);
  g_assert_cmpuint (released->status, ==, 200);
  after = lab_pull (fixture, begun, SERVICE, "");
  lab_assert_fault (after, "n:InvalidEnumerationContext", "2150858779");
}

static void
test_projection (LabFixture *fixture, gconstpointer data)
{
  g_autoptr (LabAnswer) answer =
      lab_ask (fixture, LISTING "Enumerate", ALL, "",
               "<e:Enumerate><m:OptimizeEnumeration/><m:MaxElements>100</m:MaxElements><m:Filter "
               "Dialect='" WQL "'>SELECT Name FROM Win32_Service</m:Filter></e:Enumerate>");

  lab_assert (answer, "count(//w:Items/w:XmlFragment)", "40");
  lab_assert (answer, "//w:Items/w:XmlFragment[5]/Name", "S4");
  lab_assert (answer, "count(//w:EndOfSequence)", "1");
}

static void
test_references (LabFixture *fixture, gconstpointer data)
{
  const char *inside = "<m:OptimizeEnumeration/><m:MaxElements>100</m:MaxElements>";
  g_autofree char *bare = g_strdup_printf (
      "<e:Enumerate>%s<m:EnumerationMode>EnumerateEPR</m:EnumerationMode></e:Enumerate>", inside);
  g_autofree char *full = g_strdup_printf (
      "<e:Enumerate>%s<m:EnumerationMode>EnumerateObjectAndEPR</m:EnumerationMode></e:Enumerate>",
      inside);
  g_autoptr (LabAnswer) references = lab_ask (fixture, LISTING "Enumerate", SERVICE, "", bare);
  g_autoptr (LabAnswer) both = lab_ask (fixture, LISTING "Enumerate", SERVICE, "", full);

  lab_assert (references, "count(//w:Items/a:EndpointReference)", "40");
  lab_assert (references, "count(//w:Items//p:Win32_Service)", "0");
  lab_assert (references, "//w:Items/a:EndpointReference[4]//w:Selector[@Name='Name']", "S3");
  lab_assert (references, "//w:Items/a:EndpointReference[4]//w:ResourceURI", SERVICE);
  lab_assert (both, "count(//w:Items/w:Item[p:Win32_Service and a:EndpointReference])", "40");
}

static void
test_enumerate_wrongly (LabFixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *resource, *body, *subcode, *code;
  } wrong[] = {
    { ALL, "<e:Enumerate/>", "n:CannotProcessFilter", "2150858778" },
    { ALL, "", "w:SchemaValidationError", "2150858817" },
    { ALL, "<e:Enumerate><m:Filter Dialect='" WQL "'>SELECT * WHERE FROM</m:Filter></e:Enumerate>",
      "n:CannotProcessFilter", "2150858778" },
    { ALL, "<e:Enumerate><m:Filter Dialect='urn:sql'>x</m:Filter></e:Enumerate>",
      "n:FilterDialectRequestedUnavailable", "2150858777" },
    { SERVICE, "<e:Enumerate><m:EnumerationMode>EnumerateNothing</m:EnumerationMode></e:Enumerate>",
      "w:UnsupportedFeature", "2150858818" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (LabAnswer) answer =
          lab_ask (fixture, LISTING "Enumerate", wrong[i].resource, "", wrong[i].body);

      lab_assert_fault (answer, wrong[i].subcode, wrong[i].code);
      g_assert_cmpuint (answer->status, ==, 500);
    }
}

static void
test_envelope_limits (LabFixture *fixture, gconstpointer data)
{
  const char *all = "<e:Enumerate><m:OptimizeEnumeration/><m:MaxElements>100</m:MaxElements>"
                    "</e:Enumerate>";
  g_autoptr (LabAnswer) answer =
      lab_ask (fixture, LISTING "Enumerate", SERVICE,
               "<m:MaxEnvelopeSize E:mustUnderstand='true'>8192</m:MaxEnvelopeSize>", all);
  g_autoptr (LabAnswer) little = lab_ask (fixture, LISTING "Enumerate", SERVICE,
                                          "<m:MaxEnvelopeSize>8191</m:MaxEnvelopeSize>", all);
  g_autofree char *count = lab_find (answer, "count(//w:Items/*)");

  g_assert_cmpuint (strlen (answer->text), <=, 8192);
  g_assert_cmpint (atoi (count), >, 1);
  g_assert_cmpint (atoi (count), <, FAKE_SERVICES);
  lab_assert_fault (little, "w:EncodingLimit", "2150858878");
}

static void
test_lists_die (LabFixture *fixture, gconstpointer data)
{
  g_autoptr (LabAnswer) begun = NULL;
  g_autoptr (LabAnswer) late = NULL;

  lab_behave (fixture, "enumeration-timeout", "20");
  begun = lab_ask (fixture, LISTING "Enumerate", SERVICE, "", "<e:Enumerate/>");
  lab_let_pass (200);
  late = lab_pull (fixture, begun, SERVICE, "");
  lab_assert_fault (late, "n:InvalidEnumerationContext", "2150858779");
}

static void
test_told_lists (LabFixture *fixture, gconstpointer data)
{
  g_autoptr (LabAnswer) begun =
      lab_ask (fixture, LISTING "Enumerate", SERVICE, "", "<e:Enumerate/>");
  g_autoptr (LabAnswer) empty = NULL;
  g_autoptr (LabAnswer) limit = NULL;
  g_autoptr (LabAnswer) full = NULL;

  lab_behave (fixture, "empty-items", "1");
  empty = lab_pull (fixture, begun, SERVICE, "<e:MaxElements>50</e:MaxElements>");
  lab_assert (empty, "count(//n:Items)", "1");
  lab_assert (empty, "count(//n:Items/*)", "0");
  lab_assert (empty, "count(//n:EndOfSequence)", "0");
  lab_behave (fixture, "encoding-limit", "1");
  limit = lab_pull (fixture, begun, SERVICE, "<e:MaxElements>50</e:MaxElements>");
  lab_assert_fault (limit, "w:EncodingLimit", "2150858790");
  full = lab_pull (fixture, begun, SERVICE, "<e:MaxElements>50</e:MaxElements>");
  lab_assert (full, "count(//n:Items/*)", "40");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/lab-server/" name, LabFixture, NULL, lab_set_up, function, lab_tear_down)
  ADD ("enumerate", test_enumerate);
  ADD ("enumerate-plainly", test_enumerate_plainly);
  ADD ("projection", test_projection);
  ADD ("references", test_references);
  ADD ("enumerate-wrongly", test_enumerate_wrongly);
  ADD ("envelope-limits", test_envelope_limits);
  ADD ("lists-die", test_lists_die);
  ADD ("told-lists", test_told_lists);
  return g_test_run ();
}
