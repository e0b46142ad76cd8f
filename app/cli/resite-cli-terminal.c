/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-cli"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "resite-cli-terminal.h"
#include "resite-error.h"

#define LINE_LIMIT 4096

typedef struct
{
  int fd;
  struct termios before;
  gboolean changed;
  GMainLoop *loop;
} Terminal;

static int
open_terminal (void)
{
  int fd;

  do
    fd = open ("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
  while (fd < 0 && errno == EINTR);
  return fd;
}

gboolean
resite_cli_terminal_is_there (void)
{
  int fd = open_terminal ();

  if (fd < 0)
    return FALSE;
  close (fd);
  return TRUE;
}

void
resite_cli_terminal_write (int fd, const char *text)
{
  gsize left = strlen (text);

  while (left > 0)
    {
      gssize count = write (fd, text, left);

      if (count < 0 && errno != EINTR)
        return;
      text += MAX (count, 0);
      left -= MAX (count, 0);
    }
}

/* Keys that would end or stop the program past its own handlers do nothing while the echo is off:
 * the terminal would be left dumb. */
static void
hide (Terminal *terminal)
{
  struct termios now;

  if (tcgetattr (terminal->fd, &terminal->before) != 0)
    return;
  now = terminal->before;
  now.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | ECHONL);
  now.c_lflag |= ICANON | ISIG;
  now.c_cc[VQUIT] = _POSIX_VDISABLE;
  now.c_cc[VSUSP] = _POSIX_VDISABLE;
  terminal->changed = tcsetattr (terminal->fd, TCSAFLUSH, &now) == 0;
}

static void
put_back (Terminal *terminal)
{
  if (!terminal->changed)
    return;
  tcsetattr (terminal->fd, TCSAFLUSH, &terminal->before);
  resite_cli_terminal_write (terminal->fd, "\n");
}

static gboolean
readable_cb (int fd, GIOCondition condition, gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

static void
cancelled_cb (GCancellable *cancellable, gpointer data)
{
  g_main_loop_quit (data);
}

/* Until something can be read, or a signal came. */
static gboolean
wait_for_line (Terminal *terminal, GCancellable *cancellable, GError **error)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  guint source = g_unix_fd_add (terminal->fd, G_IO_IN | G_IO_HUP | G_IO_ERR, readable_cb, loop);
  gulong handler = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), loop, NULL);
  GSource *left;

  if (!g_cancellable_is_cancelled (cancellable))
    g_main_loop_run (loop);
  g_cancellable_disconnect (cancellable, handler);
  left = g_main_context_find_source_by_id (NULL, source);
  if (left != NULL)
    g_source_destroy (left);
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

static char *
read_line (Terminal *terminal, GError **error)
{
  char *line = g_malloc0 (LINE_LIMIT + 1);
  gssize count;

  do
    count = read (terminal->fd, line, LINE_LIMIT);
  while (count < 0 && errno == EINTR);
  if (count > 0 && line[count - 1] == '\n')
    {
      line[strcspn (line, "\r\n")] = '\0';
      return line;
    }
  explicit_bzero (line, LINE_LIMIT);
  g_free (line);
  g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                       _ ("nothing was typed at the terminal"));
  return NULL;
}

char *
resite_cli_terminal_ask (ResiteCli *cli, const char *question, gboolean hidden, GError **error)
{
  Terminal terminal = { .fd = open_terminal () };
  char *line = NULL;

  if (terminal.fd < 0)
    {
      g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND,
                           _ ("there is no terminal to ask at"));
      return NULL;
    }
  resite_cli_watch_signals (cli);
  if (hidden)
    hide (&terminal);
  resite_cli_terminal_write (terminal.fd, question);
  if (wait_for_line (&terminal, resite_cli_get_cancellable (cli), error))
    line = read_line (&terminal, error);
  put_back (&terminal);
  close (terminal.fd);
  return line;
}

void
resite_cli_terminal_forget (char *line)
{
  if (line == NULL)
    return;
  explicit_bzero (line, strlen (line));
  g_free (line);
}

gboolean
resite_cli_terminal_says_yes (const char *line)
{
  g_autofree char *answer = g_strstrip (g_utf8_casefold (line, -1));
  g_autofree char *yes = g_utf8_casefold (_ ("yes"), -1);

  return g_str_equal (answer, yes) || g_str_equal (answer, "yes");
}
