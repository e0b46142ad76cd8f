/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "resite-error.h"
#include "resite-reach-offer.h"

/* Which better way to a machine is offered by what was seen of it. */

#define PLAIN RESITE_DESK_DOOR_WINRM_PLAIN
#define TLS   RESITE_DESK_DOOR_WINRM
#define SMB   RESITE_DESK_DOOR_SMB
#define SMB1  (RESITE_DESK_DOOR_SMB | RESITE_DESK_DOOR_SMB1_ONLY)

static ResiteReachOffer *
make_offer (const char *machine, const char *lines, guint doors, ResiteDeskVerdict verdict)
{
  g_autofree char *text = g_strdup_printf ("[%s]\n%s\n", machine, lines);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  g_autoptr (ResitePlan) plan = resite_plan_new_from_data ("x.siteplan", bytes, &error);
  ResiteDeskOpinion opinion = { .host = (char *)"10.4.1.20",
                                .verdict = verdict,
                                .doors = (ResiteDeskDoors)doors };

  g_assert_no_error (error);
  return resite_reach_offer_new (plan, machine, &opinion);
}

static void
test_which (void)
{
  static const struct
  {
    const char *machine, *lines;
    guint doors;
    const char *wanted; /* NULL: no offer */
  } rows[] = {
    { "old", "reach=by-hand", 0, NULL },
    { "old", "reach=by-hand", SMB, "[old]\nreach=rpc\nfiles=smb://" },
    { "old", "reach=by-hand", SMB1, "[old]\nreach=rpc\nfiles=smb://\nsmb1=yes" },
    { "old", "reach=by-hand\nfiles=smb://BR01SMS", SMB, "[old]\nreach=rpc" },
    { "old", "", SMB, "[old]\nreach=rpc\nfiles=smb://" },
    { "old", "reach=by-hand", TLS | SMB, "[old]\nreach=winrm" },
    { "old", "reach=by-hand", TLS | PLAIN, "[old]\nreach=winrm" },
    { "old", "reach=by-hand", PLAIN, "[old]\nreach=winrm\nwinrm-plain=yes" },
    { "old", "reach=smb\nfiles=smb://10.4.1.20", SMB, "[old]\nreach=rpc" },
    { "old", "reach=rpc\nfiles=smb://10.4.1.20", TLS | SMB, "[old]\nreach=winrm" },
    { "old", "reach=rpc\nfiles=smb://10.4.1.20", SMB, NULL },
    { "old", "reach=winrm", TLS | SMB, NULL },
    /* Its password would go over the line for all to read. */
    { "old", "reach=by-hand", PLAIN | SMB, "[old]\nreach=rpc\nfiles=smb://" },
    /* The plan means HTTPS, and that does not answer. */
    { "old", "reach=winrm", PLAIN | SMB, "[old]\nreach=rpc\nfiles=smb://" },
    { "old", "reach=winrm\nwinrm-plain=yes", PLAIN | SMB, NULL },
    { "old", "reach=by-hand\nwinrm-plain=yes", TLS, "[old]\nreach=winrm\nwinrm-plain=no" },
    { "old", "reach=by-hand\nwinrm-port=5986", PLAIN, NULL },
    /* RPC goes to the usual port. */
    { "old", "reach=by-hand\nsmb-port=4450", SMB, "[old]\nreach=smb\nfiles=smb://" },
    { "old", "reach=by-hand\nfiles=/srv/old\nsmb-port=4450", SMB, NULL },
    { "source", "reach=by-hand\nfiles=/srv/source", SMB, NULL },
    /* Where it was seen. */
    { "old", "reach=by-hand\nwinrm-host=10.4.1.9", SMB,
      "[old]\nreach=rpc\nfiles=smb://\nrpc-host=10.4.1.9" },
    { "old", "reach=rpc\nrpc-host=10.4.1.9", TLS, "[old]\nreach=winrm\nwinrm-host=10.4.1.9" },
    { "old", "reach=rpc\nsmb-user=Administrator", TLS,
      "[old]\nreach=winrm\nwinrm-user=Administrator" },
    { "primary.2", "reach=winrm", SMB, "[primary.2]\nreach=rpc\nfiles=smb://" },
    { "new", "reach=winrm", 0, NULL },
    { "new", "reach=local\nfiles=/srv/new", TLS | SMB, NULL },
    { "source", "reach=by-hand", SMB | TLS, "[source]\nreach=smb\nfiles=smb://" },
    { "source", "reach=by-hand", TLS, NULL },
    { "source", "same-as=old", SMB, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (ResiteReachOffer) offer =
          make_offer (rows[i].machine, rows[i].lines, rows[i].doors, RESITE_DESK_SAME);

      g_test_message ("%s %s %x", rows[i].machine, rows[i].lines, rows[i].doors);
      g_assert_cmpstr (offer != NULL ? offer->lines : NULL, ==, rows[i].wanted);
      if (offer != NULL)
        g_assert_nonnull (strstr (offer->lines, offer->reach));
    }
}

static void
assert_says (const ResiteReachOffer *offer, const char *part)
{
  if (strstr (offer->text, part) == NULL)
    g_error ("\"%s\" is not in: %s", part, offer->text);
}

/* What it would do, and what it costs. */
static void
test_words (void)
{
  g_autoptr (ResiteReachOffer) rpc = make_offer ("old", "reach=by-hand", SMB1, RESITE_DESK_SAME);
  g_autoptr (ResiteReachOffer) plain =
      make_offer ("old", "reach=by-hand", PLAIN, RESITE_DESK_NOBODY);
  g_autoptr (ResiteReachOffer) instead = make_offer ("new", "reach=winrm", SMB, RESITE_DESK_SAME);
  g_autoptr (ResiteReachOffer) secret = make_offer ("old", "reach=by-hand", TLS, RESITE_DESK_SAME);

  assert_says (rpc, "disables and stops the services");
  assert_says (rpc, "SMB 1 only");
  assert_says (plain, "plain HTTP");
  assert_says (instead, "The plan says winrm, and nobody answers there by it.");
  assert_says (instead, "RPC over SMB would work");
  assert_says (secret, "all that it can do");
  g_assert_null (strstr (secret->text, "plain HTTP"));
}

/* Nobody signs in without a name. */
static void
test_who (void)
{
  static const struct
  {
    const char *machine, *lines;
    guint doors;
    const char *wanted; /* NULL: the plan says it */
  } rows[] = {
    { "old", "reach=by-hand", SMB, "old.smb-user" },
    { "old", "reach=by-hand\nsmb-user=guest", SMB, "old.smb-user" },
    { "old", "reach=by-hand\nsmb-user=admin", SMB, NULL },
    { "old", "reach=by-hand\nwinrm-user=admin", SMB, NULL },
    { "old", "reach=by-hand\nrpc-logon=kerberos", SMB, NULL },
    { "old", "reach=by-hand\nrpc-logon=kerberos", TLS, "old.winrm-user" },
    { "old", "reach=by-hand\nsmb-user=guest", TLS, "old.winrm-user" },
    { "old", "reach=by-hand\nwinrm-logon=kerberos", TLS, NULL },
    { "source", "reach=by-hand\nsmb-user=guest", SMB, NULL },
    { "source", "reach=by-hand", SMB, "source.smb-user" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (ResiteReachOffer) offer =
          make_offer (rows[i].machine, rows[i].lines, rows[i].doors, RESITE_DESK_SAME);

      g_test_message ("%s %s %x", rows[i].machine, rows[i].lines, rows[i].doors);
      g_assert_nonnull (offer);
      g_assert_cmpstr (offer->user_key, ==, rows[i].wanted);
    }
}

static char *
take (ResiteReachOffer *offer, const char *text, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (ResitePlan) plan = resite_plan_new_from_data ("x.siteplan", bytes, NULL);

  return resite_reach_offer_take (offer, plan, error) ? resite_plan_to_data (plan) : NULL;
}

/* What a person wrote into the plan stays there. */
static void
test_taken (void)
{
  static const char before[] = "# ours\n[old]\n# as of May\nreach=by-hand\nserial=4711\n";
  g_autoptr (ResiteReachOffer) offer = make_offer ("old", "reach=by-hand", SMB, RESITE_DESK_SAME);
  g_autoptr (GError) error = NULL;
  g_autofree char *nobody = take (offer, before, &error);
  g_autofree char *after = NULL;

  g_assert_null (nobody);
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "old.smb-user"));
  resite_reach_offer_set_user (offer, "CORP\\admin");
  g_assert_cmpstr (offer->lines, ==, "[old]\nreach=rpc\nfiles=smb://\nsmb-user=CORP\\admin");
  after = take (offer, before, NULL);
  g_assert_nonnull (after);
  for (const char *const *part = (const char *const[]){ "# ours\n", "# as of May\nreach=rpc\n",
                                                        "serial=4711\n", "files=smb://\n", NULL };
       *part != NULL; part++)
    g_assert_nonnull (strstr (after, *part));
  g_assert_null (strstr (after, "by-hand"));
}

static void
test_bad_user (void)
{
  g_autoptr (ResiteReachOffer) offer = make_offer ("old", "reach=by-hand", SMB, RESITE_DESK_SAME);
  g_autoptr (GError) error = NULL;

  resite_reach_offer_set_user (offer, "admin\nreach=local");
  g_assert_false (resite_reach_offer_check (offer, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
}

/* Nobody signs in at a stranger's. */
static void
test_stranger (void)
{
  g_autoptr (ResiteReachOffer) offer =
      make_offer ("old", "reach=by-hand", TLS | SMB, RESITE_DESK_OTHER);

  g_assert_null (offer);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reach-offer/which", test_which);
  g_test_add_func ("/reach-offer/words", test_words);
  g_test_add_func ("/reach-offer/who", test_who);
  g_test_add_func ("/reach-offer/taken", test_taken);
  g_test_add_func ("/reach-offer/bad-user", test_bad_user);
  g_test_add_func ("/reach-offer/stranger", test_stranger);
  return g_test_run ();
}
