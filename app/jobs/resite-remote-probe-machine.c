/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-probe"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "resite-clock.h"
#include "resite-error.h"
#include "resite-probe-private.h"
#include "resite-rpc-cim.h"
#include "resite-text.h"
#include "resite-windows.h"

/* Kerberos, and with it Active Directory, refuses who is further away. */
#define CLOCK_LIMIT 300 /* seconds */

/* (transfer full): "2 s ahead", translated. */
static char *
describe_clock (gint64 ahead)
{
  g_autofree char *duration = resite_text_duration (fabs (ahead / (double)G_USEC_PER_SEC));

  /* Half a second is what the question itself may take. */
  if (ABS (ahead) < G_USEC_PER_SEC)
    return g_strdup (_ ("its clock and this desk's are together"));
  if (ahead > 0)
    return g_strdup_printf (_ ("its clock is %s ahead of this desk's"), duration);
  return g_strdup_printf (_ ("its clock is %s behind this desk's"), duration);
}

/* (transfer full): "BR01SMS: Windows Server 2003, as BR01\\admin". */
static char *
describe_machine (ResiteProbeView *view, const ResiteWindowsIdentity *identity)
{
  const char *product = *identity->product != '\0' ? identity->product : _ ("Windows");

  if (view->account != NULL)
    /* TRANSLATORS: a machine, its product, the account that we use there. */
    return g_strdup_printf (_ ("%s answers: %s; we are %s there"), identity->name, product,
                            view->account);
  return g_strdup_printf (_ ("%s answers: %s; we use this desk's ticket there"), identity->name,
                          product);
}

static gboolean
is_far (gint64 ahead)
{
  return ABS (ahead) > CLOCK_LIMIT * (gint64)G_USEC_PER_SEC;
}

/* Windows lets more accounts in by RPC than may do anything there; to the share of its first disk it
 * lets its administrators alone. */
static gboolean
is_no_administrator (ResiteCim *cim, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  gboolean there;

  return RESITE_IS_RPC_CIM (cim) &&
         !resite_windows_has_folder (cim, "C:\\WINDOWS", &there, cancellable, &error) &&
         g_error_matches (error, RESITE_ERROR, RESITE_ERROR_NO_ACCESS);
}

/* Whatever is at an address lets in who has its password: also another one of the same firm. */
static gboolean
is_somebody_else (ResiteProbeView *view, const ResiteWindowsIdentity *identity)
{
  g_auto (GStrv) names = resite_remote_probe_split (view->probe->argument, ",;");

  return names[0] != NULL &&
         !resite_remote_probe_lists ((const char *const *)names, identity->name);
}

static void
tell_reached (ResiteProbeView *view, ResiteCim *cim, const char *machine, const char *clock,
              GCancellable *cancellable)
{
  if (is_no_administrator (cim, cancellable))
    resite_probe_settle_bad (
        view,
        g_strdup_printf (_ ("%s; %s. But that account has no right to administer it, and by RPC "
                            "nothing is done there without: name one of its administrators in "
                            "the plan (smb-user)."),
                         machine, clock));
  else
    resite_probe_settle_good (view, g_strdup_printf ("%s; %s.", machine, clock));
}

/* Whether it is reached is what this probe asks, so an error is an answer. */
static void
look_at_reach (ResiteProbeView *view, ResiteCim *cim, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteWindowsIdentity) identity = resite_windows_identify (cim, cancellable, &error);
  g_autofree char *machine = NULL;
  g_autofree char *clock = NULL;

  if (identity == NULL)
    {
      resite_probe_settle_bad (view, resite_probe_fold (error->message));
      return;
    }
  machine = describe_machine (view, identity);
  clock = describe_clock (identity->clock_ahead);
  if (is_somebody_else (view, identity))
    resite_probe_settle_bad (view,
                             g_strdup_printf (_ ("%s. The plan means %s: find out which machine it "
                                                 "is, and where that one is."),
                                              machine, view->probe->argument));
  else if (is_far (identity->clock_ahead))
    resite_probe_settle (
        view, "warning",
        g_strdup_printf (_ ("%s; %s. Kerberos and Active Directory refuse more than "
                            "5 minutes: set the clock right first."),
                         machine, clock));
  else if (view->plain)
    resite_probe_settle (view, "warning",
                         g_strdup_printf (_ ("%s; %s. The plan asks for plain HTTP: password and "
                                             "data can be read by anybody on the way."),
                                          machine, clock));
  else
    tell_reached (view, cim, machine, clock, cancellable);
}

static void
look_at_clock (ResiteProbeView *view, ResiteCim *cim, GCancellable *cancellable)
{
  const char *argument = view->probe->argument;
  gint64 limit = argument != NULL ? g_ascii_strtoll (argument, NULL, 10) : 0;
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteWindowsIdentity) identity = resite_windows_identify (cim, cancellable, &error);
  g_autofree char *clock = NULL;
  g_autofree char *allowed = NULL;

  if (identity == NULL)
    {
      resite_probe_settle_error (view, error);
      return;
    }
  if (limit <= 0)
    limit = CLOCK_LIMIT;
  clock = describe_clock (identity->clock_ahead);
  allowed = resite_text_duration (limit);
  if (ABS (identity->clock_ahead) <= limit * (gint64)G_USEC_PER_SEC)
    resite_probe_settle_good (view, g_strdup_printf ("%s: %s.", identity->name, clock));
  else
    resite_probe_settle_bad (view, g_strdup_printf (_ ("%s: %s, and %s are allowed. Set it right "
                                                       "first."),
                                                    identity->name, clock, allowed));
}

static gboolean
is_mac (const char *text)
{
  return strlen (text) == 17 && (text[2] == ':' || text[2] == '-');
}

typedef enum
{
  BOX_UNKNOWN,
  BOX_SAME,
  BOX_OTHER
} Box;

/* The id of the mainboard decides; cards may be exchanged, so they only count where it is not
 * known. */
static Box
compare_box (const ResiteWindowsIdentity *identity, const char *const *confirmed)
{
  Box by_cards = BOX_UNKNOWN;

  for (guint i = 0; confirmed[i] != NULL; i++)
    {
      if (is_mac (confirmed[i]) && identity->macs[0] != NULL)
        {
          if (by_cards != BOX_SAME)
            by_cards = resite_remote_probe_lists ((const char *const *)identity->macs, confirmed[i])
                           ? BOX_SAME
                           : BOX_OTHER;
        }
      else if (!is_mac (confirmed[i]) && identity->uuid != NULL)
        return g_ascii_strcasecmp (identity->uuid, confirmed[i]) == 0 ? BOX_SAME : BOX_OTHER;
    }
  return by_cards;
}

/* (transfer full): "BR01SMS, 4C4C4544-..., network card 00:0C:29:4F:8E:35". */
static char *
describe_box (const ResiteWindowsIdentity *identity)
{
  g_autofree char *macs = g_strjoinv (", ", identity->macs);

  /* TRANSLATORS: a machine's name, its hardware id, its network cards. */
  return g_strdup_printf (_ ("%s: hardware %s, network card %s"), identity->name,
                          identity->uuid != NULL ? identity->uuid : _ ("without an id"),
                          *macs != '\0' ? macs : _ ("not known"));
}

/* Windows itself writes hardware addresses with hyphens in one place and colons in the other. */
static GStrv
read_confirmed (const char *text)
{
  GStrv confirmed = resite_remote_probe_split (text, ",; ");

  for (guint i = 0; confirmed[i] != NULL; i++)
    if (is_mac (confirmed[i]))
      g_strdelimit (confirmed[i], "-", ':');
  return confirmed;
}

static void
look_at_identity (ResiteProbeView *view, ResiteCim *cim, GCancellable *cancellable)
{
  g_auto (GStrv) confirmed = read_confirmed (view->probe->argument);
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteWindowsIdentity) identity = resite_windows_identify (cim, cancellable, &error);
  g_autofree char *seen = NULL;

  if (identity == NULL)
    {
      resite_probe_settle_error (view, error);
      return;
    }
  seen = describe_box (identity);
  if (confirmed[0] == NULL)
    resite_probe_settle_unknown (view, g_strdup_printf (_ ("%s. Nobody has confirmed yet that this "
                                                           "is the machine."),
                                                        seen));
  else if (compare_box (identity, (const char *const *)confirmed) == BOX_SAME)
    resite_probe_settle_good (view, g_steal_pointer (&seen));
  else if (compare_box (identity, (const char *const *)confirmed) == BOX_OTHER)
    resite_probe_settle_bad (view, g_strdup_printf (_ ("%s. This is another box than the one that "
                                                       "was confirmed (%s): do nothing to it, and "
                                                       "find out which machine answers here."),
                                                    seen, view->probe->argument));
  else
    resite_probe_settle_unknown (view, g_strdup_printf (_ ("%s. It cannot be compared with the one "
                                                           "that was confirmed (%s): compare them "
                                                           "by their labels."),
                                                        seen, view->probe->argument));
}

static void
look_at_computer_name (ResiteProbeView *view, ResiteCim *cim, GCancellable *cancellable)
{
  const char *wanted = view->probe->argument != NULL ? view->probe->argument : "";
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteWindowsIdentity) identity = resite_windows_identify (cim, cancellable, &error);

  if (identity == NULL)
    resite_probe_settle_error (view, error);
  else if (identity->name != NULL && g_ascii_strcasecmp (identity->name, wanted) == 0)
    resite_probe_settle_good (view,
                              g_strdup_printf (_ ("The machine is called %s."), identity->name));
  else
    resite_probe_settle_bad (view, g_strdup_printf (_ ("The machine is called %s and should be "
                                                       "called %s. A new name holds from the next "
                                                       "start on."),
                                                    identity->name, wanted));
}

static void
look_at_domain (ResiteProbeView *view, ResiteCim *cim, GCancellable *cancellable)
{
  const char *wanted = view->probe->argument != NULL ? view->probe->argument : "";
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteWindowsIdentity) identity = NULL;
  gboolean member;

  if (resite_windows_is_domain_member (cim, &member, cancellable, &error))
    identity = resite_windows_identify (cim, cancellable, &error);
  if (identity == NULL)
    resite_probe_settle_error (view, error);
  else if (!member)
    resite_probe_settle_bad (view, g_strdup_printf (_ ("%s is in no domain and should be a member "
                                                       "of %s."),
                                                    identity->name, wanted));
  else if (identity->domain != NULL &&
           resite_remote_probe_is_same_domain (identity->domain, wanted))
    resite_probe_settle_good (
        view, g_strdup_printf (_ ("%s is a member of %s."), identity->name, identity->domain));
  else
    resite_probe_settle_bad (view,
                             g_strdup_printf (_ ("%s is a member of %s and should be a member "
                                                 "of %s."),
                                              identity->name, identity->domain, wanted));
}

const ResiteRemoteProbe resite_remote_probes_machine[] = {
  { "reach", look_at_reach },       { "clock", look_at_clock },
  { "identity", look_at_identity }, { "computer-name", look_at_computer_name },
  { "member-of", look_at_domain },  { NULL },
};
