/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-remedy"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-lab-directory.h"
#include "resite-lab-met.h"
#include "resite-lab-private.h"

/* What a person who reads the page of a step that failed does at the machines. It is told of the
 * step and finds what is wrong there, as the person would. */

static const struct
{
  const char *fault;
  const char *steps; /* "|C4|", on whose pages the remedy stands */
  const char *said;
} remedies[] = {
  { "assign-hangs", "|R7|R13|R14|N1|",
    N_ ("The package was sent to this distribution point once more.") },
  { "directory-leftover", "|C7|C13|",
    N_ ("Both domain controllers were made to agree: the object stays away now.") },
  { "disk-full", "|P0.2|P1|P2|C1|",
    N_ ("The image that did not belong among the packages was taken away: they fit now.") },
  { "dp-fails", "|R7|R13|R14|N1|",
    N_ ("The package was sent to this distribution point once more.") },
  { "full-send", "|R13|R14|N1|", N_ ("The parent was shown that the site has the packages.") },
  { "iis-early", "|C5|C14|C15|",
    N_ ("IIS was removed and installed again, under the name that the server has now.") },
  { "mp-setup", "|C14|C15|",
    N_ ("The cause in mpsetup.log was put right. Setup of the management point tries again by "
        "itself.") },
  { "name-too-long", "||", N_ ("The plan gives the old server a name that fits.") },
  { "not-read-only", "|W2|R3|R4|R8|R10|R11|",
    N_ ("All package files are read-only again (attrib +r).") },
  { "old-returns", "|C3|C4|C5|G2|",
    N_ ("The old server was set aside again: its other name, DHCP, a restart.") },
  { "sends-in-full", "|R5|R6|R7|R13|",
    N_ ("The parent was shown that the site has the packages.") },
  { "services-on", "|C2|C3|C4|C5|G2|C6|",
    N_ ("The SMS services of the old server were stopped and disabled again.") },
  { "sibling", "|C6|", N_ ("The site that disappeared was restored from its backup.") },
  { "source-drops", "|P0.2|P1|P2|C1|", N_ ("The source was switched on again.") },
  { "trs", "|R1|R4|R5|R6|R7|R12|R13|R14|N1|",
    N_ ("The new server's Transaction ID was raised above the one that the parent remembers.") },
  { "versions-differ", "|W2|R4|R8|R13|N1|",
    N_ ("The central administrator had the source of these packages compressed anew.") },
};

static gboolean
is_for (const char *steps, const char *step_id)
{
  g_autofree char *id = g_strndup (step_id, strcspn (step_id, "@"));
  g_autofree char *word = g_strconcat ("|", id, "|", NULL);

  return strstr (steps, word) != NULL;
}

/* (nullable): what is said of it; NULL: the page of that step does not tell of it. */
static char *
find_remedy (const char *fault, const char *step_id)
{
  for (guint i = 0; i < G_N_ELEMENTS (remedies); i++)
    if (g_str_equal (remedies[i].fault, fault))
      return is_for (remedies[i].steps, step_id) ? g_strdup (_ (remedies[i].said)) : NULL;
  if (*step_id == '\0')
    return NULL;
  /* TRANSLATORS: %s is the short name of a fault: "provider-quota". */
  return g_strdup_printf (_ ("What was wrong at the machine was put right (%s)."), fault);
}

static void
say_also (char **said, char *more)
{
  g_autofree char *before = *said;

  *said = before != NULL ? g_strconcat (before, " ", more, NULL) : g_strdup (more);
  g_free (more);
}

gboolean
resite_lab_remedy (ResiteLab *self, const char *step_id, char **said, GError **error)
{
  g_autoptr (GPtrArray) met = NULL;
  g_autofree char *all = NULL;

  g_return_val_if_fail (RESITE_IS_LAB (self), FALSE);
  g_return_val_if_fail (step_id != NULL, FALSE);

  met = resite_lab_world_list_met (self->world);
  for (guint i = 0; i < met->len; i++)
    {
      const ResiteLabMet *fault = met->pdata[i];
      char *remedy = fault->remedied == 0 ? find_remedy (fault->name, step_id) : NULL;

      if (remedy == NULL)
        continue;
      resite_lab_world_set_fault (self->world, fault->name, NULL);
      say_also (&all, remedy);
    }
  if (g_str_equal (step_id, "C13") && resite_lab_directory_delete_leftover (self->world))
    say_also (&all, g_strdup (_ ("The old management point's object, which had come back, was "
                                 "deleted at every domain controller.")));
  if (all == NULL)
    return FALSE;
  resite_lab_world_write_down (self->world);
  if (said != NULL)
    *said = g_steal_pointer (&all);
  return TRUE;
}
