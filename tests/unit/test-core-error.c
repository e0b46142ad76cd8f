/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <gio/gio.h>

#include "resite-error.h"

static void
test_errno_codes (void)
{
  static const struct
  {
    int number;
    int code;
  } cases[] = {
    { ENOSPC, RESITE_ERROR_NO_SPACE },  { EDQUOT, RESITE_ERROR_NO_SPACE },
    { EACCES, RESITE_ERROR_NO_ACCESS }, { EPERM, RESITE_ERROR_NO_ACCESS },
    { EROFS, RESITE_ERROR_NO_ACCESS },  { ENOENT, RESITE_ERROR_NOT_FOUND },
    { EIO, RESITE_ERROR_FAILED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *message = g_strdup_printf ("Writing a: %s", g_strerror (cases[i].number));

      resite_error_set_from_errno (&error, cases[i].number, "Writing %s", "a");
      g_assert_error (error, RESITE_ERROR, cases[i].code);
      g_assert_cmpstr (error->message, ==, message);
    }
}

static void
test_errno_without_error (void)
{
  resite_error_set_from_errno (NULL, ENOSPC, "Writing %s", "a");
}

static void
test_gio_codes (void)
{
  static const struct
  {
    int gio;
    int code;
  } cases[] = {
    { G_IO_ERROR_NOT_FOUND, RESITE_ERROR_NOT_FOUND },
    { G_IO_ERROR_NO_SPACE, RESITE_ERROR_NO_SPACE },
    { G_IO_ERROR_PERMISSION_DENIED, RESITE_ERROR_NO_ACCESS },
    { G_IO_ERROR_TIMED_OUT, RESITE_ERROR_TIMED_OUT },
    { G_IO_ERROR_HOST_UNREACHABLE, RESITE_ERROR_FAILED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error =
          resite_error_from_gio (g_error_new_literal (G_IO_ERROR, cases[i].gio, "why"));

      g_assert_error (error, RESITE_ERROR, cases[i].code);
      g_assert_cmpstr (error->message, ==, "why");
    }
}

static void
test_file_error (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  g_assert_false (g_file_get_contents ("/nowhere/at/all", &text, NULL, &error));
  error = resite_error_from_gio (error);
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND);
}

static void
test_passes_through (void)
{
  g_autoptr (GError) cancelled =
      resite_error_from_gio (g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "stopped"));
  g_autoptr (GError) own =
      resite_error_from_gio (g_error_new_literal (RESITE_ERROR, RESITE_ERROR_DIFFERS, "other"));

  g_assert_error (cancelled, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_error (own, RESITE_ERROR, RESITE_ERROR_DIFFERS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/error/errno/codes", test_errno_codes);
  g_test_add_func ("/error/errno/no-error-wanted", test_errno_without_error);
  g_test_add_func ("/error/gio/codes", test_gio_codes);
  g_test_add_func ("/error/gio/file-error", test_file_error);
  g_test_add_func ("/error/gio/passes-through", test_passes_through);
  return g_test_run ();
}
