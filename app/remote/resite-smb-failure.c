/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-smb"

#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-smb-worker.h"

static void
set_no_log_on (GError **error, const ResiteSmbPlace *place, const char *user, const char *word)
{
  if (user == NULL || *user == '\0')
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_NO_ACCESS,
                 _ ("%s lets nobody in without a user and a password."), place->server);
  else if (word != NULL && *word != '\0')
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_NO_ACCESS,
                 _ ("%s does not let %s in, or the password is wrong. It says: %s"), place->server,
                 user, word);
  else
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_NO_ACCESS,
                 _ ("%s does not let %s in, or the password is wrong."), place->server, user);
}

static void
set_no_share (GError **error, const ResiteSmbPlace *place, const char *user, int code)
{
  if (code == ENOENT || code == ENODEV)
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND, _ ("%s has no share named %s."),
                 place->server, place->share);
  else if (code == EACCES || code == EPERM)
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_NO_ACCESS,
                 _ ("%s takes the password of %s, but %s has no right to the share %s."),
                 place->server, user, user, place->share);
  else
    resite_error_set_from_errno (error, code, _ ("The share %s of %s cannot be used"), place->share,
                                 place->server);
}

static void
set_no_line (GError **error, const ResiteSmbPlace *place, const char *what, int code)
{
  if (code == ETIMEDOUT)
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_TIMED_OUT, _ ("%s: %s did not answer in time."),
                 what, place->server);
  else
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_UNREACHABLE,
                 _ ("%s: the line to %s is cut (%s)."), what, place->server,
                 g_strerror (code != 0 ? code : ECONNRESET));
}

static char *
tell_verb (const ResiteSmbPlace *place, const ResiteSmbCall *call)
{
  g_autofree char *folder = resite_smb_place_to_text (place);
  const char *name = call->name != NULL ? call->name : "";
  g_autofree char *path = g_strconcat (folder, *name != '\0' ? "/" : "", name, NULL);

  switch ((ResiteSmbVerb)call->request.verb)
    {
    case RESITE_SMB_LIST:
      return g_strdup_printf (_ ("Cannot list %s"), path);
    case RESITE_SMB_FETCH:
    case RESITE_SMB_OPEN_READ:
    case RESITE_SMB_READ:
      return g_strdup_printf (_ ("Cannot read %s"), path);
    case RESITE_SMB_STORE:
    case RESITE_SMB_OPEN_WRITE:
    case RESITE_SMB_WRITE:
    case RESITE_SMB_CLOSE:
      return g_strdup_printf (_ ("Cannot write %s"), path);
    case RESITE_SMB_MAKE_FOLDER:
      return g_strdup_printf (_ ("Cannot make the folder %s"), path);
    case RESITE_SMB_RENAME:
      return g_strdup_printf (_ ("Cannot rename %s"), path);
    case RESITE_SMB_REMOVE:
      return g_strdup_printf (_ ("Cannot remove %s"), path);
    case RESITE_SMB_SET_TIME:
      return g_strdup_printf (_ ("Cannot set the time of %s"), path);
    case RESITE_SMB_SET_READ_ONLY:
    case RESITE_SMB_SET_MARKS:
      return g_strdup_printf (_ ("Cannot set the attributes of %s"), path);
    case RESITE_SMB_SPACE:
      return g_strdup_printf (_ ("Cannot tell the free space of %s"), path);
    case RESITE_SMB_READ_PERMISSIONS:
      return g_strdup_printf (_ ("Cannot read the permissions of %s"), path);
    case RESITE_SMB_WRITE_PERMISSIONS:
      return g_strdup_printf (_ ("Cannot set the permissions of %s"), path);
    case RESITE_SMB_LIST_SHARES:
      return g_strdup_printf (_ ("Cannot list the shares of %s"), place->server);
    case RESITE_SMB_SETUP:
    case RESITE_SMB_CONNECT:
    case RESITE_SMB_QUERY:
    default:
      return g_strdup_printf (_ ("Cannot look at %s"), path);
    }
}

void
resite_smb_failure_set (GError **error, const ResiteSmbPlace *place, const char *user,
                        const ResiteSmbCall *call, const ResiteSmbReply *reply, const char *word)
{
  g_autofree char *what = tell_verb (place, call);

  switch ((ResiteSmbOutcome)reply->outcome)
    {
    case RESITE_SMB_NOT_LOGGED_ON:
      set_no_log_on (error, place, user, word);
      break;
    case RESITE_SMB_NO_SHARE:
      set_no_share (error, place, user, reply->code);
      break;
    case RESITE_SMB_GUEST:
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_NO_ACCESS,
                   _ ("%s does not know %s and would let anybody in as a guest. Resite does not "
                      "work as a guest."),
                   place->server, user);
      break;
    case RESITE_SMB_NO_LINE:
      set_no_line (error, place, what, reply->code);
      break;
    case RESITE_SMB_DONE:
    case RESITE_SMB_FAILED:
    case RESITE_SMB_TAKEN:
    default:
      resite_error_set_from_errno (error, reply->code, "%s", what);
    }
}
