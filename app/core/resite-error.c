/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-error"

#include "config.h"

#include <errno.h>
#include <gio/gio.h>

#include "resite-error.h"

/* The name is one word, which clang-format cannot know. */
/* clang-format off */
G_DEFINE_QUARK (resite-error-quark, resite_error)
/* clang-format on */

static int
code_from_errno (int saved_errno)
{
  switch (saved_errno)
    {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return RESITE_ERROR_NO_SPACE;
    case EACCES:
    case EPERM:
    case EROFS:
      return RESITE_ERROR_NO_ACCESS;
    case ENOENT:
    case ENOTDIR:
      return RESITE_ERROR_NOT_FOUND;
    case ENAMETOOLONG:
    case EILSEQ:
    case EINVAL:
      return RESITE_ERROR_INVALID;
    case EEXIST:
    case ENOTEMPTY:
      return RESITE_ERROR_EXISTS;
    case EBUSY:
    case ETXTBSY:
      return RESITE_ERROR_IN_USE;
    case ETIMEDOUT:
      return RESITE_ERROR_TIMED_OUT;
    default:
      return RESITE_ERROR_FAILED;
    }
}

void
resite_error_set_from_errno (GError **error, int saved_errno, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list arguments;

  g_return_if_fail (format != NULL);

  va_start (arguments, format);
  what = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  g_set_error (error, RESITE_ERROR, code_from_errno (saved_errno), "%s: %s", what,
               g_strerror (saved_errno));
}

static int
code_from_gio (int gio_code)
{
  /* Not a switch: the enum has sixty values, and some share a number. */
  static const struct
  {
    int gio;
    int own;
  } codes[] = {
    { G_IO_ERROR_NOT_FOUND, RESITE_ERROR_NOT_FOUND },
    { G_IO_ERROR_NOT_DIRECTORY, RESITE_ERROR_NOT_FOUND },
    { G_IO_ERROR_NOT_MOUNTED, RESITE_ERROR_NOT_FOUND },
    { G_IO_ERROR_NO_SPACE, RESITE_ERROR_NO_SPACE },
    { G_IO_ERROR_PERMISSION_DENIED, RESITE_ERROR_NO_ACCESS },
    { G_IO_ERROR_READ_ONLY, RESITE_ERROR_NO_ACCESS },
    { G_IO_ERROR_TIMED_OUT, RESITE_ERROR_TIMED_OUT },
    { G_IO_ERROR_INVALID_ARGUMENT, RESITE_ERROR_INVALID },
    { G_IO_ERROR_INVALID_FILENAME, RESITE_ERROR_INVALID },
    { G_IO_ERROR_FILENAME_TOO_LONG, RESITE_ERROR_INVALID },
    { G_IO_ERROR_INVALID_DATA, RESITE_ERROR_INVALID },
    { G_IO_ERROR_IS_DIRECTORY, RESITE_ERROR_INVALID },
  };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (codes[i].gio == gio_code)
      return codes[i].own;
  return RESITE_ERROR_FAILED;
}

static int
code_from_file_error (int file_code)
{
  switch (file_code)
    {
    case G_FILE_ERROR_NOENT:
    case G_FILE_ERROR_NOTDIR:
      return RESITE_ERROR_NOT_FOUND;
    case G_FILE_ERROR_NOSPC:
      return RESITE_ERROR_NO_SPACE;
    case G_FILE_ERROR_ACCES:
    case G_FILE_ERROR_PERM:
    case G_FILE_ERROR_ROFS:
      return RESITE_ERROR_NO_ACCESS;
    case G_FILE_ERROR_ISDIR:
    case G_FILE_ERROR_INVAL:
    case G_FILE_ERROR_NAMETOOLONG:
      return RESITE_ERROR_INVALID;
    default:
      return RESITE_ERROR_FAILED;
    }
}

GError *
resite_error_from_gio (GError *error)
{
  GError *own;

  g_return_val_if_fail (error != NULL, NULL);

  if (error->domain == RESITE_ERROR || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return error;

  if (error->domain == G_IO_ERROR)
    own = g_error_new_literal (RESITE_ERROR, code_from_gio (error->code), error->message);
  else if (error->domain == G_FILE_ERROR)
    own = g_error_new_literal (RESITE_ERROR, code_from_file_error (error->code), error->message);
  else
    own = g_error_new_literal (RESITE_ERROR, RESITE_ERROR_FAILED, error->message);
  g_error_free (error);
  return own;
}

gboolean
resite_error_is_of_line (const GError *error)
{
  return g_error_matches (error, RESITE_ERROR, RESITE_ERROR_UNREACHABLE) ||
         g_error_matches (error, RESITE_ERROR, RESITE_ERROR_OUTCOME_UNKNOWN) ||
         g_error_matches (error, RESITE_ERROR, RESITE_ERROR_TIMED_OUT) ||
         g_error_matches (error, RESITE_ERROR, RESITE_ERROR_MALFORMED) ||
         g_error_matches (error, RESITE_ERROR, RESITE_ERROR_BUSY);
}
