/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-deed-name"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-deed-rename.h"
#include "resite-error.h"
#include "resite-rpc-cim.h"

#define NAMES_KEY "SYSTEM\\CurrentControlSet\\Control\\ComputerName\\"
/* Seconds for netdom: it talks to a domain controller, or waits for a keyboard that is not there. */
#define NETDOM_PATIENCE 180

gboolean
resite_deed_read_names (ResiteDeed *deed, char **active, char **pending, GError **error)
{
  GCancellable *cancellable = resite_deed_get_cancellable (deed);
  ResiteCim *cim = resite_deed_get_cim (deed, error);
  g_autofree char *now = NULL;
  g_autofree char *next = NULL;
  GError *local = NULL;

  if (cim == NULL)
    return FALSE;
  now = resite_windows_get_registry_string (cim, NAMES_KEY "ActiveComputerName", "ComputerName",
                                            cancellable, &local);
  if (local == NULL)
    next = resite_windows_get_registry_string (cim, NAMES_KEY "ComputerName", "ComputerName",
                                               cancellable, &local);
  if (local != NULL)
    {
      g_propagate_error (error, local);
      return FALSE;
    }
  if (now == NULL)
    now = g_strdup (resite_deed_get_identity (deed)->name);
  *pending = next != NULL ? g_steal_pointer (&next) : g_strdup (now);
  *active = g_steal_pointer (&now);
  return TRUE;
}

static void
free_wiped (gpointer data)
{
  char *text = data;

  explicit_bzero (text, strlen (text));
  g_free (text);
}

static GBytes *
make_input (ResiteCredentials *credentials)
{
  char *line = g_strconcat (resite_credentials_get_secret (credentials), "\r\n", NULL);

  return g_bytes_new_with_free_func (line, strlen (line), free_wiped, line);
}

/* Nothing that a program prints back may carry the secret into the journal. */
static char *
without_secret (const char *text, const char *secret)
{
  g_auto (GStrv) parts = NULL;

  if (*secret == '\0')
    return g_strdup (text);
  parts = g_strsplit (text, secret, -1);
  return g_strjoinv ("***", parts);
}

static gboolean
need_person (ResiteDeed *deed, const char *why, GError **error)
{
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_NEEDS_PERSON,
               /* TRANSLATORS: why Resite cannot do it; a computer name. */
               _ ("This server is a member of a domain, so only netdom can rename it. %s Run the "
                  "script of the field kit at its console, or type the netdom line of this page; "
                  "then go on here."),
               why);
  return FALSE;
}

static char *
format_netdom (ResiteDeed *deed, const char *from, const char *to, GError **error)
{
  g_autofree char *account = g_strconcat ("/userd:", resite_deed_get_value (deed, "account"), NULL);
  g_autofree char *new_name = g_strconcat ("/newname:", to, NULL);
  g_autofree char *first = resite_shell_quote (from, error);
  g_autofree char *second = first != NULL ? resite_shell_quote (new_name, error) : NULL;
  g_autofree char *third = second != NULL ? resite_shell_quote (account, error) : NULL;

  if (third == NULL)
    return NULL;
  return g_strdup_printf ("netdom renamecomputer %s %s %s /passwordd:* /force", first, second,
                          third);
}

static void
keep_output (ResiteDeed *deed, const char *stage, const ResiteShellResult *result)
{
  const char *secret = resite_credentials_get_secret (resite_deed_get_credentials (deed));
  g_autofree char *text = g_strconcat (result->output, result->errors, NULL);
  g_autofree char *clean = without_secret (text, secret);

  resite_deed_set_output (deed, stage, clean,
                          result->has_exit_code ? (gint64)result->exit_code : -1);
}

/* Win32 errors about an account and its password; and 1, which only says that something failed. */
static gboolean
is_about_password (const ResiteShellResult *result)
{
  static const guint32 codes[] = { 1, 86, 1326, 1327, 1330, 1331, 1907, 1909 };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (result->exit_code == codes[i])
      return TRUE;
  return !result->has_exit_code;
}

/* *@failed: perhaps because of the password. */
static gboolean
run_netdom (ResiteDeed *deed, const char *stage, ResiteShell *shell, const char *line,
            gboolean *failed, GError **error)
{
  g_autoptr (GBytes) input = make_input (resite_deed_get_credentials (deed));
  const ResiteShellOptions options = { .input = input, .patience_seconds = NETDOM_PATIENCE };
  g_autoptr (ResiteShellResult) result =
      resite_shell_run (shell, line, &options, resite_deed_get_cancellable (deed), error);

  resite_shell_close (shell);
  if (result == NULL)
    return FALSE;
  keep_output (deed, stage, result);
  *failed = is_about_password (result);
  if (result->timed_out)
    return need_person (deed, _ ("It did not take the password from here and was stopped."), error);
  return TRUE;
}

/* Machine and account of the domain in one call, which the machine itself makes. */
static gboolean
rename_by_rpc (ResiteDeed *deed, ResiteRpcCim *cim, const char *to, GError **error)
{
  ResiteCredentials *credentials = resite_deed_get_credentials (deed);
  GError *local = NULL;

  if (resite_rpc_cim_rename_member (cim, to, credentials, resite_deed_get_cancellable (deed),
                                    &local))
    return TRUE;
  if (g_error_matches (local, RESITE_ERROR, RESITE_ERROR_REFUSED))
    {
      need_person (deed, local->message, error);
      g_error_free (local);
    }
  else
    g_propagate_error (error, local);
  return FALSE;
}

static gboolean
rename_in_domain (ResiteDeed *deed, const char *stage, const char *from, const char *to,
                  gboolean *failed, GError **error)
{
  ResiteMachine *machine = resite_deed_get_machine (deed, error);
  ResiteCredentials *credentials = resite_deed_get_credentials (deed);
  g_autoptr (ResiteShell) shell = NULL;
  g_autofree char *line = NULL;

  if (machine == NULL)
    return FALSE;
  if (credentials == NULL || resite_deed_get_value (deed, "account") == NULL)
    return need_person (deed, _ ("Resite has no account of the domain with its password for this."),
                        error);
  if (resite_credentials_is_refused (credentials))
    return need_person (deed,
                        _ ("With the password of its account it failed before. That is not tried "
                           "again, so that the account is not locked out."),
                        error);
  if (RESITE_IS_RPC_CIM (resite_machine_get_cim (machine)))
    return rename_by_rpc (deed, RESITE_RPC_CIM (resite_machine_get_cim (machine)), to, error);
  shell = resite_machine_open_shell (machine, NULL);
  if (shell == NULL)
    return need_person (deed, _ ("Resite cannot run programs there."), error);
  line = format_netdom (deed, from, to, error);
  return line != NULL && run_netdom (deed, stage, shell, line, failed, error);
}

static gboolean
is_pending (ResiteDeed *deed, const char *name, gboolean *is, GError **error)
{
  g_autofree char *active = NULL;
  g_autofree char *pending = NULL;

  if (!resite_deed_read_names (deed, &active, &pending, error))
    return FALSE;
  *is = g_ascii_strcasecmp (pending, name) == 0;
  return TRUE;
}

static gboolean
set_not_taken (ResiteDeed *deed, const char *stage, const char *name, GError **error)
{
  g_autofree char *said = resite_deed_dup_output (deed, stage);

  g_strdelimit (g_strstrip (said), "\r\n\t", ' ');
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_FAILED,
               /* TRANSLATORS: a computer name; what a program printed. */
               _ ("The name %s was not taken. The program said: %s"), name,
               *said != '\0' ? said : _ ("nothing"));
  return FALSE;
}

gboolean
resite_deed_give_name (ResiteDeed *deed, const char *stage, const char *name, GError **error)
{
  ResiteCim *cim = resite_deed_get_cim (deed, error);
  GCancellable *cancellable = resite_deed_get_cancellable (deed);
  gboolean member = FALSE;
  gboolean given = FALSE;
  gboolean failed = FALSE;
  gboolean known;

  if (cim == NULL || !resite_windows_is_domain_member (cim, &member, cancellable, error))
    return FALSE;
  if (member)
    given =
        rename_in_domain (deed, stage, resite_deed_get_identity (deed)->name, name, &failed, error);
  else
    given = resite_windows_rename (cim, name, cancellable, error);
  if (!given)
    return FALSE;
  known = is_pending (deed, name, &given, error);
  if (failed && (!known || !given))
    resite_credentials_set_refused (resite_deed_get_credentials (deed));
  if (!known)
    return FALSE;
  return given || set_not_taken (deed, stage, name, error);
}
