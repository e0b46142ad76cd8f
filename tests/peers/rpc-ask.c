/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rpc-ask"

#include "config.h"

#include <stdlib.h>

#include "resite-rpc-cim.h"
#include "resite-windows.h"

/* rpc-ask HOST USER [--smb1] QUESTION [ARGUMENT ...]: one question to a machine by RPC, or one order, with
 * the password of the first line of its input; USER "-": with the ticket of this desk. What comes of it is printed a line each; of an error
 * its code and its text, with exit status 1. The last line says what became of the password. */

typedef struct
{
  ResiteRpcCim *rpc;
  ResiteCim *cim;
  ResiteCredentials *credentials;
  char **arguments;
} Asking;

typedef gboolean (*Question) (const Asking *asking, GError **error);

static const char *
show (const char *text)
{
  return text != NULL ? text : "-";
}

static gboolean
ask_identity (const Asking *asking, GError **error)
{
  g_autoptr (ResiteWindowsIdentity) identity = resite_windows_identify (asking->cim, NULL, error);

  if (identity == NULL)
    return FALSE;
  g_print ("%s\n%s\n%s\n%s\n%u\n", show (identity->name), show (identity->uuid),
           show (identity->serial), show (identity->model), g_strv_length (identity->macs));
  g_print ("%" G_GINT64_FORMAT "\n", identity->booted_at / G_USEC_PER_SEC);
  return TRUE;
}

static gboolean
ask_services (const Asking *asking, GError **error)
{
  g_autoptr (GPtrArray) services = resite_windows_list_sms_services (asking->cim, NULL, error);

  for (guint i = 0; services != NULL && i < services->len; i++)
    {
      const ResiteWindowsService *service = services->pdata[i];

      g_print ("%s|%s|%s|%s\n", service->name, service->display, service->state,
               service->start_mode);
    }
  return services != NULL;
}

static gboolean
ask_service (const Asking *asking, GError **error)
{
  GError *local = NULL;
  g_autoptr (ResiteWindowsService) service =
      resite_windows_get_service (asking->cim, asking->arguments[0], NULL, &local);

  if (local != NULL)
    g_propagate_error (error, local);
  else
    g_print ("%s\n", service != NULL ? service->state : "none");
  return local == NULL;
}

static gboolean
start_service (const Asking *asking, GError **error)
{
  return resite_windows_start_service (asking->cim, asking->arguments[0], 30, NULL, error);
}

static gboolean
ask_shares (const Asking *asking, GError **error)
{
  g_autoptr (GPtrArray) shares = resite_windows_list_shares (asking->cim, NULL, error);

  for (guint i = 0; shares != NULL && i < shares->len; i++)
    g_print ("%s\n", ((ResiteWindowsShare *)shares->pdata[i])->name);
  return shares != NULL;
}

static gboolean
print_list (GStrv list)
{
  for (guint i = 0; list != NULL && list[i] != NULL; i++)
    g_print ("%s\n", list[i]);
  return list != NULL;
}

static gboolean
ask_drives (const Asking *asking, GError **error)
{
  g_auto (GStrv) drives = resite_windows_list_drives (asking->cim, NULL, error);

  return print_list (drives);
}

static gboolean
ask_users (const Asking *asking, GError **error)
{
  g_auto (GStrv) users =
      resite_windows_list_local_users (asking->cim, asking->arguments[0], NULL, error);

  return print_list (users);
}

static gboolean
ask_group (const Asking *asking, GError **error)
{
  g_auto (GStrv) members =
      resite_windows_list_group (asking->cim, asking->arguments[0], NULL, error);

  return print_list (members);
}

static gboolean
ask_text (const Asking *asking, GError **error)
{
  GError *local = NULL;
  g_autofree char *text = resite_windows_get_registry_string (asking->cim, asking->arguments[0],
                                                              asking->arguments[1], NULL, &local);

  if (local != NULL)
    g_propagate_error (error, local);
  else
    g_print ("%s\n", show (text));
  return local == NULL;
}

static gboolean
ask_number (const Asking *asking, GError **error)
{
  GError *local = NULL;
  const gint64 number = resite_windows_get_registry_dword (asking->cim, asking->arguments[0],
                                                           asking->arguments[1], NULL, &local);

  if (local != NULL)
    g_propagate_error (error, local);
  else
    g_print ("%" G_GINT64_FORMAT "\n", number);
  return local == NULL;
}

static gboolean
ask_key (const Asking *asking, GError **error)
{
  gboolean there;

  if (!resite_windows_has_registry_key (asking->cim, asking->arguments[0], &there, NULL, error))
    return FALSE;
  g_print ("%s\n", there ? "yes" : "no");
  return TRUE;
}

static gboolean
ask_folder (const Asking *asking, GError **error)
{
  gboolean there;

  if (!resite_windows_has_folder (asking->cim, asking->arguments[0], &there, NULL, error))
    return FALSE;
  g_print ("%s\n", there ? "yes" : "no");
  return TRUE;
}

static gboolean
rename_folder (const Asking *asking, GError **error)
{
  return resite_windows_rename_folder (asking->cim, asking->arguments[0], asking->arguments[1],
                                       NULL, error);
}

static gboolean
set_dhcp (const Asking *asking, GError **error)
{
  return resite_windows_set_dhcp (asking->cim, 1, NULL, error);
}

static gboolean
start_process (const Asking *asking, GError **error)
{
  return resite_windows_start_process (asking->cim, asking->arguments[0], NULL, NULL, NULL, error);
}

static gboolean
rename_member (const Asking *asking, GError **error)
{
  return resite_rpc_cim_rename_member (asking->rpc, asking->arguments[0], asking->credentials, NULL,
                                       error);
}

/* With an account of its own and a password that is of no importance. */
static gboolean
rename_as (const Asking *asking, GError **error)
{
  g_autoptr (ResiteCredentials) account = resite_credentials_new (asking->arguments[1], "another");
  const gboolean done =
      resite_rpc_cim_rename_member (asking->rpc, asking->arguments[0], account, NULL, error);

  g_print ("%s\n", resite_credentials_is_refused (account) ? "refused" : "open");
  return done;
}

static gboolean
ask_share_users (const Asking *asking, GError **error)
{
  g_autoptr (GPtrArray) users =
      resite_windows_list_share_users (asking->cim, asking->arguments[0], NULL, error);

  for (guint i = 0; users != NULL && i < users->len; i++)
    {
      const ResiteWindowsShareUser *user = users->pdata[i];

      g_print ("%s|%u\n", user->user, user->n_files);
    }
  return users != NULL;
}

static gboolean
ask_wql (const Asking *asking, GError **error)
{
  g_autoptr (GPtrArray) rows =
      resite_cim_list (asking->cim, asking->arguments[0], asking->arguments[1], NULL, error);

  if (rows != NULL)
    g_print ("%u\n", rows->len);
  return rows != NULL;
}

static const struct
{
  const char *name;
  guint n_arguments;
  Question ask;
} questions[] = {
  { "identity", 0, ask_identity },
  { "services", 0, ask_services },
  { "service", 1, ask_service },
  { "start", 1, start_service },
  { "shares", 0, ask_shares },
  { "drives", 0, ask_drives },
  { "users", 1, ask_users },
  { "group", 1, ask_group },
  { "text", 2, ask_text },
  { "number", 2, ask_number },
  { "key", 1, ask_key },
  { "folder", 1, ask_folder },
  { "rename-folder", 2, rename_folder },
  { "dhcp", 0, set_dhcp },
  { "process", 1, start_process },
  { "rename", 1, rename_member },
  { "rename-as", 2, rename_as },
  { "share-users", 1, ask_share_users },
  { "wql", 2, ask_wql },
};

typedef struct
{
  Asking asking;
  Question ask;
  GMainLoop *loop;
  gboolean good;
} Work;

/* Questions wait, so they are asked beside the loop on which the talking is done. */
static gpointer
work (gpointer data)
{
  Work *self = data;
  g_autoptr (GError) error = NULL;

  self->good = self->ask (&self->asking, &error);
  if (!self->good)
    g_printerr ("%d %s\n", error->code, error->message);
  g_main_loop_quit (self->loop);
  return NULL;
}

static Question
find_question (const char *name, guint n_arguments)
{
  for (guint i = 0; i < G_N_ELEMENTS (questions); i++)
    if (g_strcmp0 (questions[i].name, name) == 0 && questions[i].n_arguments == n_arguments)
      return questions[i].ask;
  return NULL;
}

static const char *
describe (ResiteCredentials *credentials)
{
  if (credentials == NULL)
    return "none";
  if (resite_credentials_is_refused (credentials))
    return "refused";
  return resite_credentials_is_proven (credentials) ? "proven" : "open";
}

int
main (int argc, char **argv)
{
  const gboolean old = argc > 3 && g_str_equal (argv[3], "--smb1");
  const int at = old ? 4 : 3;
  Work self = { .ask = argc > at ? find_question (argv[at], argc - at - 1) : NULL };
  ResiteRpcOptions options = { .host = argv[1], .allow_smb1 = old, .patience_seconds = 30 };
  g_autoptr (GError) error = NULL;

  if (self.ask == NULL)
    return 2;
  if (!g_str_equal (argv[2], "-"))
    options.credentials = resite_credentials_new_from_fd (argv[2], 0, &error);
  self.asking = (Asking){ .rpc = resite_rpc_cim_new (&options, &error),
                          .credentials = options.credentials,
                          .arguments = argv + at + 1 };
  self.asking.cim = RESITE_CIM (self.asking.rpc);
  self.loop = g_main_loop_new (NULL, FALSE);
  g_thread_unref (g_thread_new ("work", work, &self));
  g_main_loop_run (self.loop);
  g_print ("password %s\n", describe (options.credentials));
  g_object_unref (self.asking.rpc);
  g_clear_pointer (&options.credentials, resite_credentials_unref);
  g_main_loop_unref (self.loop);
  return self.good ? EXIT_SUCCESS : EXIT_FAILURE;
}
