/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-kit-check"

#include "config.h"

#include <string.h>

#include "resite-kit-private.h"
#include "resite-kit-text.h"

/* Proofs by programs of Windows itself. What they print is in the language of the server: judged are
 * numbers, exit codes and names. */

#define SLUG "check"

static const char *const sms_services[] = {
  "SMS_SITE_COMPONENT_MANAGER", "SMS_EXECUTIVE", "SMS_SITE_BACKUP", "SMS_REPORTING_POINT",
  "SMS_SERVER_LOCATOR_POINT",   "CcmExec"
};

typedef struct
{
  ResiteKitStep *step;
  ResiteAction *action;
  const char *id;
  char *path, *argument;
} Proof;

static void
proof_clear (Proof *self)
{
  g_free (self->path);
  g_free (self->argument);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Proof, proof_clear)

static ResiteKitItem *
begin (Proof *self, ResiteKitJudge judge, const char *expected)
{
  ResiteKitItem *item =
      resite_kit_item_new (resite_action_get_id (self->action), self->id, judge, expected);

  g_ptr_array_add (_resite_kit_step_open (self->step, SLUG)->items, item);
  return item;
}

static void
add (Proof *self, ResiteKitJudge judge, const char *expected, const char *format, const char *value)
{
  g_autofree char *inside = resite_kit_quote_inside (value != NULL ? value : "");
  g_auto (GStrv) parts = g_strsplit (format, "%s", 2);
  g_autofree char *line = g_strconcat (parts[0], parts[1] != NULL ? inside : "",
                                       parts[1] != NULL ? parts[1] : "", NULL);

  resite_kit_item_add_line (begin (self, judge, expected), line);
}

static void
prove_services (Proof *self, ResiteKitJudge judge)
{
  for (guint i = 0; i < G_N_ELEMENTS (sms_services); i++)
    {
      ResiteKitItem *item = begin (self, judge, NULL);
      g_autofree char *state = g_strdup_printf ("sc query %s", sms_services[i]);
      g_autofree char *mode = g_strdup_printf ("sc qc %s", sms_services[i]);

      resite_kit_item_add_line (item, state);
      resite_kit_item_add_line (item, mode);
    }
}

static void
prove_services_down (Proof *self)
{
  prove_services (self, RESITE_KIT_SERVICE_DOWN);
}

/* What setup stumbles over: services, its own starter, and keys. */
static void
prove_no_services (Proof *self)
{
  prove_services (self, RESITE_KIT_NO_SERVICE);
  add (self, RESITE_KIT_NO_SERVICE, NULL, "sc query SMS_BOOTSTRAP", NULL);
  add (self, RESITE_KIT_FAILS, NULL, "reg query \"HKLM\\SOFTWARE\\Microsoft\\SMS\"", NULL);
  add (self, RESITE_KIT_FAILS, NULL, "reg query \"HKLM\\SOFTWARE\\Microsoft\\NAL\"", NULL);
}

static void
prove_service (Proof *self)
{
  gboolean down = self->argument != NULL && strstr (self->argument, "Stopped") != NULL;
  ResiteKitItem *item = begin (self, down ? RESITE_KIT_SERVICE_DOWN : RESITE_KIT_SERVICE_UP, NULL);
  g_autofree char *name = resite_kit_quote_inside (self->path != NULL ? self->path : "");
  g_autofree char *state = g_strdup_printf ("sc query \"%s\"", name);
  g_autofree char *mode = g_strdup_printf ("sc qc \"%s\"", name);

  resite_kit_item_add_line (item, state);
  if (down)
    resite_kit_item_add_line (item, mode);
}

static void
prove_services_up (Proof *self)
{
  add (self, RESITE_KIT_SERVICE_UP, NULL, "sc query SMS_SITE_COMPONENT_MANAGER", NULL);
  add (self, RESITE_KIT_SERVICE_UP, NULL, "sc query SMS_EXECUTIVE", NULL);
}

static void
prove_name (Proof *self)
{
  add (self, RESITE_KIT_IS, self->argument, "hostname", NULL);
}

/* "address=10.4.1.20;mask=..": each of the values has to be in the list. */
static void
prove_network (Proof *self)
{
  g_auto (GStrv) parts = g_strsplit_set (self->argument != NULL ? self->argument : "", ";,", -1);
  g_autoptr (GString) expected = g_string_new (NULL);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      const char *sign = strchr (parts[i], '=');
      const char *value = sign != NULL ? sign + 1 : parts[i];
      if (g_ascii_isdigit (*g_strstrip ((char *)value)))
        g_string_append_printf (expected, "%s\n", value);
    }
  add (self, RESITE_KIT_HOLDS, expected->str, "ipconfig /all", NULL);
}

static void
prove_share (Proof *self)
{
  add (self, RESITE_KIT_RAN, NULL, "net share \"%s\"", self->path);
}

static void
prove_no_share (Proof *self)
{
  add (self, RESITE_KIT_FAILS, NULL, "net share \"%s\"", self->path);
}

/* "dir" fails for an empty folder as for none; "if exist" does not, and says nothing of none. */
static void
prove_there (Proof *self)
{
  add (self, RESITE_KIT_IS, "there", "if exist \"%s\" echo there", self->path);
}

static void
prove_not_there (Proof *self)
{
  add (self, RESITE_KIT_IS, "", "if exist \"%s\" echo there", self->path);
}

static void
prove_no_registry (Proof *self)
{
  add (self, RESITE_KIT_FAILS, NULL, "reg query \"HKLM\\%s\"", self->path);
}

static void
prove_local_users (Proof *self)
{
  add (self, RESITE_KIT_RAN, NULL, "net user \"IUSR_%s\"", self->argument);
  add (self, RESITE_KIT_RAN, NULL, "net user \"IWAM_%s\"", self->argument);
}

static void
prove_components (Proof *self)
{
  g_auto (GStrv) names = g_strsplit (self->argument != NULL ? self->argument : "", ",", -1);

  for (guint i = 0; names[i] != NULL; i++)
    add (self, RESITE_KIT_HOLDS, "0x1",
         "reg query \"HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Setup\\Oc "
         "Manager\\Subcomponents\" /v \"%s\"",
         g_strstrip (names[i]));
}

static const struct
{
  const char *type;
  void (*prove) (Proof *self);
} proofs[] = {
  { "services-down", prove_services_down },
  { "services-up", prove_services_up },
  { "no-services", prove_no_services },
  { "service", prove_service },
  { "computer-name", prove_name },
  { "network", prove_network },
  { "share", prove_share },
  { "no-share", prove_no_share },
  { "remote-folder", prove_there },
  { "no-remote-folder", prove_not_there },
  { "folder", prove_there },
  { "file", prove_there },
  { "no-folder", prove_not_there },
  { "no-registry", prove_no_registry },
  { "local-users", prove_local_users },
  { "components", prove_components },
};

static char *
expand (ResiteKitStep *self, ResiteEntry *entry, const char *name)
{
  const char *text = resite_entry_get (entry, name);
  GError *error = NULL;
  char *value = text != NULL ? resite_variables_expand (self->variables, text, &error) : NULL;

  if (error != NULL)
    _resite_kit_step_miss (self, SLUG, error);
  return value;
}

/* A probe of another machine is not for this script. */
static gboolean
is_here (ResiteKitStep *self, ResiteEntry *entry)
{
  const char *machine = resite_entry_get (entry, "machine");
  const char *here = resite_step_run_get_machine (self->step);

  return machine == NULL || g_str_equal (machine, here) ||
         (g_str_equal (machine, "primary") && g_str_has_prefix (here, "primary"));
}

/* FALSE: no program of Windows prints it. */
static gboolean
add_probe (ResiteKitStep *self, ResiteAction *action, ResiteEntry *entry)
{
  for (guint i = 0; i < G_N_ELEMENTS (proofs); i++)
    {
      if (g_strcmp0 (resite_entry_get (entry, "type"), proofs[i].type) != 0 ||
          !is_here (self, entry))
        continue;
      g_auto (Proof) proof = { .step = self,
                               .action = action,
                               .id = resite_entry_get_id (entry),
                               .path = expand (self, entry, "path"),
                               .argument = expand (self, entry, "argument") };
      proofs[i].prove (&proof);
      return TRUE;
    }
  return FALSE;
}

/* What the script leaves open keeps the whole check open. */
static void
add_open (ResiteKitStep *self, ResiteAction *action, ResiteEntry *entry)
{
  ResiteKitItem *item;

  if (g_strcmp0 (resite_entry_get (entry, "required"), "no") == 0)
    return;
  item = resite_kit_item_new (resite_action_get_id (action), resite_entry_get_id (entry),
                              RESITE_KIT_TOLD, NULL);
  item->open = TRUE;
  g_ptr_array_add (_resite_kit_step_open (self, SLUG)->items, item);
}

void
_resite_kit_add_check (ResiteKitStep *self, ResiteAction *action)
{
  GPtrArray *entries = resite_action_get_entries (action);
  g_autoptr (GPtrArray) open = g_ptr_array_new ();
  guint added = 0;

  for (guint i = 0; i < entries->len; i++)
    if (add_probe (self, action, entries->pdata[i]))
      added++;
    else
      g_ptr_array_add (open, entries->pdata[i]);
  for (guint i = 0; added > 0 && i < open->len; i++)
    add_open (self, action, open->pdata[i]);
}
