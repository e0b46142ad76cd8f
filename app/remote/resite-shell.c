/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-shell"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-error.h"
#include "resite-shell-private.h"

#define CREATE_SECONDS 60
/* Longer than the client's own tries take. */
#define CREATE_LIMIT_SECONDS 150
/* How long a shell that nobody uses stays on the server, when we could not delete it. */
#define IDLE_SECONDS 900
#define UTF_8        65001
/* Servers do not give back the place of a command that ended: a new shell for every few. */
#define COMMANDS_LIMIT 5

static const guint quota_pauses[] = { 5, 15, 45 };

struct _ResiteShell
{
  GObject parent_instance;

  ResiteWsman *wsman;
  ResiteShellBook book;

  GMutex mutex; /* one command at a time */
  char *id;     /* (nullable) */
  guint n_commands;
  char *settings;      /* of the open one: directory and environment, to be compared */
  gboolean has_looked; /* for what an earlier program left */
  GPtrArray *left;     /* of this object: could not be deleted */
};

G_DEFINE_FINAL_TYPE (ResiteShell, resite_shell, G_TYPE_OBJECT)

static void
resite_shell_finalize (GObject *object)
{
  ResiteShell *self = RESITE_SHELL (object);

  if (self->id != NULL)
    resite_shell_drop (self->wsman, self->id);
  g_free (self->id);
  g_free (self->settings);
  g_ptr_array_unref (self->left);
  g_mutex_clear (&self->mutex);
  g_clear_object (&self->wsman);

  G_OBJECT_CLASS (resite_shell_parent_class)->finalize (object);
}

static void
resite_shell_class_init (ResiteShellClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = resite_shell_finalize;
}

static void
resite_shell_init (ResiteShell *self)
{
  g_mutex_init (&self->mutex);
  self->left = g_ptr_array_new_with_free_func (g_free);
}

ResiteShell *
resite_shell_new (ResiteWsman *wsman, const ResiteShellBook *book)
{
  ResiteShell *self;

  g_return_val_if_fail (RESITE_IS_WSMAN (wsman), NULL);

  self = g_object_new (RESITE_TYPE_SHELL, NULL);
  self->wsman = g_object_ref (wsman);
  if (book != NULL)
    self->book = *book;
  return self;
}

static void
note_closed (ResiteShell *self, const char *id)
{
  if (self->book.closed != NULL)
    self->book.closed (resite_wsman_get_url (self->wsman), id, self->book.user_data);
}

static gboolean
delete_one (ResiteShell *self, const char *id)
{
  g_autoptr (GError) error = NULL;

  if (!resite_shell_delete (self->wsman, id, NULL, &error))
    {
      g_debug ("A shell stays for later: %s", error->message);
      return FALSE;
    }
  note_closed (self, id);
  return TRUE;
}

static void
close_open (ResiteShell *self)
{
  g_autofree char *id = g_steal_pointer (&self->id);

  g_clear_pointer (&self->settings, g_free);
  self->n_commands = 0;
  if (id != NULL && !delete_one (self, id))
    g_ptr_array_add (self->left, g_steal_pointer (&id));
}

/* TRUE: at least one is gone now. Only those that are known to be ours, by their ids. */
static gboolean
delete_left (ResiteShell *self)
{
  g_auto (GStrv) ids =
      self->book.list_left != NULL
          ? self->book.list_left (resite_wsman_get_url (self->wsman), self->book.user_data)
          : NULL;
  gboolean some = FALSE;

  self->has_looked = TRUE;
  for (guint i = 0; ids != NULL && ids[i] != NULL; i++)
    some |= delete_one (self, ids[i]);
  for (guint i = self->left->len; i > 0; i--)
    if (delete_one (self, g_ptr_array_index (self->left, i - 1)))
      {
        g_ptr_array_remove_index (self->left, i - 1);
        some = TRUE;
      }
  return some;
}

static gboolean
may_choose_ids (ResiteShell *self, GCancellable *cancellable, gboolean *may, GError **error)
{
  g_autoptr (GError) local = NULL;
  const ResiteWsmanIdentity *identity = resite_wsman_identify (self->wsman, cancellable, &local);

  *may = identity != NULL && identity->stack >= 2.0;
  /* Small servers do not know the question; it is answered for the cautious side then. */
  if (identity != NULL || g_error_matches (local, RESITE_ERROR, RESITE_ERROR_FAILED) ||
      g_error_matches (local, RESITE_ERROR, RESITE_ERROR_REFUSED) ||
      g_error_matches (local, RESITE_ERROR, RESITE_ERROR_MALFORMED))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* Nothing was run yet, so a lost answer is no unknown outcome for who asked for a program. */
static GError *
soften (GError *error)
{
  GError *soft;

  if (!g_error_matches (error, RESITE_ERROR, RESITE_ERROR_OUTCOME_UNKNOWN))
    return error;
  soft = g_error_new (RESITE_ERROR, RESITE_ERROR_UNREACHABLE, _ ("%s No program was started."),
                      error->message);
  g_error_free (error);
  return soft;
}

static char *
create_once (ResiteShell *self, const ResiteWsmanMessage *message, GCancellable *cancellable,
             ResiteWsmanFaultFlags *flags, GError **error)
{
  g_autoptr (ResiteWsmanReply) reply = resite_shell_exchange (
      self->wsman, message, CREATE_SECONDS, CREATE_LIMIT_SECONDS, cancellable, error);
  const ResiteWsmanFault *fault;

  *flags = 0;
  if (reply == NULL)
    return NULL;
  fault = resite_wsman_reply_get_fault (reply);
  if (fault == NULL)
    return resite_wsman_reply_read_shell_id (reply, error);
  *flags = fault->flags;
  g_propagate_error (error, resite_shell_error_from_fault (self->wsman, fault, TRUE));
  return NULL;
}

static char *
create (ResiteShell *self, const ResiteShellOptions *options, GCancellable *cancellable,
        GError **error)
{
  ResiteWsmanShellSettings settings = {
    .directory = options->directory,
    .environment = options->environment,
    .idle_seconds = IDLE_SECONDS,
    .code_page = UTF_8,
    .no_profile = TRUE,
  };
  g_autoptr (ResiteWsmanMessage) message = resite_wsman_message_new_shell (&settings, error);

  for (guint i = 0; message != NULL; i++)
    {
      ResiteWsmanFaultFlags flags;
      GError *local = NULL;
      char *id = create_once (self, message, cancellable, &flags, &local);

      if (id != NULL)
        return id;
      if ((flags & (RESITE_WSMAN_FAULT_SHELLS_FULL | RESITE_WSMAN_FAULT_RETRY |
                    RESITE_WSMAN_FAULT_NEW_SHELL)) == 0 ||
          i == G_N_ELEMENTS (quota_pauses) || g_cancellable_is_cancelled (cancellable))
        {
          g_propagate_error (error, soften (local));
          return NULL;
        }
      g_error_free (local);
      if (!delete_left (self))
        resite_shell_pause (quota_pauses[i], cancellable);
    }
  return NULL;
}

static char *
describe_settings (const ResiteShellOptions *options)
{
  g_autofree char *environment =
      options->environment != NULL ? g_strjoinv ("\n", (char **)options->environment) : NULL;

  return g_strdup_printf ("%s\n%s", options->directory != NULL ? options->directory : "",
                          environment != NULL ? environment : "");
}

static gboolean
write_down (ResiteShell *self, const char *id, GError **error)
{
  return self->book.opened == NULL ||
         self->book.opened (resite_wsman_get_url (self->wsman), id, self->book.user_data, error);
}

static gboolean
ensure_open (ResiteShell *self, const ResiteShellOptions *options, GCancellable *cancellable,
             GError **error)
{
  g_autofree char *settings = describe_settings (options);

  if (self->id != NULL &&
      (self->n_commands >= COMMANDS_LIMIT || !g_str_equal (self->settings, settings)))
    close_open (self);
  if (self->id != NULL)
    return TRUE;
  if (!self->has_looked)
    delete_left (self);
  self->id = create (self, options, cancellable, error);
  if (self->id == NULL)
    return FALSE;
  self->settings = g_steal_pointer (&settings);
  if (write_down (self, self->id, error))
    return TRUE;
  close_open (self);
  return FALSE;
}

static gboolean
check_line (const char *line, gboolean skip_cmd, GError **error)
{
  const glong limit = skip_cmd ? RESITE_SHELL_DIRECT_LINE_LIMIT : RESITE_SHELL_LINE_LIMIT;
  const gboolean valid = g_utf8_validate (line, -1, NULL);
  g_autofree char *number = g_strdup_printf ("%ld", limit);

  if (valid && *line != '\0' && strpbrk (line, "\r\n") == NULL && g_utf8_strlen (line, -1) <= limit)
    return TRUE;
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
               _ ("The command line cannot be run on Windows: it must be one line of text, with no "
                  "more than %s characters."),
               number);
  return FALSE;
}

/* From a line that begins with a quotation mark cmd.exe takes the first mark and the last. */
static char *
make_line (const char *command_line, gboolean skip_cmd)
{
  return *command_line == '"' && !skip_cmd ? g_strdup_printf ("\"%s\"", command_line)
                                           : g_strdup (command_line);
}

static ResiteShellResult *
run (ResiteShell *self, const char *line, const ResiteShellOptions *options,
     GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local = NULL;
  gboolean may_choose_id;

  if (!may_choose_ids (self, cancellable, &may_choose_id, error))
    return NULL;
  for (guint i = 0; i < 2; i++)
    {
      ResiteShellResult *result = NULL;
      ResiteShellOutcome outcome;

      g_clear_error (&local);
      if (!ensure_open (self, options, cancellable, error))
        return NULL;
      outcome = resite_shell_command (self->wsman, self->id, may_choose_id, line, options,
                                      cancellable, &result, &local);
      self->n_commands++;
      if (outcome != RESITE_SHELL_ENDED)
        close_open (self);
      if (result != NULL)
        return result;
      if (outcome != RESITE_SHELL_NOT_BEGUN)
        break;
    }
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

ResiteShellResult *
resite_shell_run (ResiteShell *self, const char *command_line, const ResiteShellOptions *options,
                  GCancellable *cancellable, GError **error)
{
  static const ResiteShellOptions none = { NULL };
  g_autoptr (GMutexLocker) locker = NULL;
  g_autofree char *line = NULL;

  g_return_val_if_fail (RESITE_IS_SHELL (self), NULL);
  g_return_val_if_fail (command_line != NULL, NULL);
  g_return_val_if_fail (!g_main_context_is_owner (g_main_context_default ()), NULL);

  if (options == NULL)
    options = &none;
  line = make_line (command_line, options->skip_cmd);
  if (!check_line (line, options->skip_cmd, error) ||
      g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  locker = g_mutex_locker_new (&self->mutex);
  return run (self, line, options, cancellable, error);
}

void
resite_shell_close (ResiteShell *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_if_fail (RESITE_IS_SHELL (self));
  g_return_if_fail (!g_main_context_is_owner (g_main_context_default ()));

  locker = g_mutex_locker_new (&self->mutex);
  close_open (self);
}
