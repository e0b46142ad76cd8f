/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* delay-proxy [ADDRESS:]PORT MILLISECONDS: a port of this machine, printed on the first line, that
 * leads to another one as if so long a way (there and back) lay between. For kernels that cannot
 * delay by themselves. What a line is opened with waits one way there and back more, as it would
 * for the handshake of TCP. */
#include "config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <glib.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PIECE       (256 * 1024)
#define UNDER_WAY   (64 * 1024 * 1024) /* bytes that one direction of a line can hold */
#define SOCKET_ROOM (4 * 1024 * 1024)

typedef struct
{
  gint64 due;
  gsize at;
  gsize size;
  guint8 bytes[];
} Piece;

typedef struct
{
  int from;
  int to;
  GQueue pieces;
  gsize held;
  gboolean ended; /* nothing more comes */
  gboolean shut;  /* and that was passed on */
} Way;

typedef struct
{
  gint64 open_from; /* the handshake is over */
  Way ways[2];
} Line;

static gint64 one_way; /* microseconds */
static struct sockaddr_in target;

static Way *
get_other (Line *line, Way *way)
{
  return way == &line->ways[0] ? &line->ways[1] : &line->ways[0];
}

static gboolean
is_waiting (gssize result)
{
  return result < 0 && (errno == EAGAIN || errno == EINTR);
}

static void
tune (int fd)
{
  const int on = 1, room = SOCKET_ROOM;

  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  setsockopt (fd, SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
  setsockopt (fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
}

static void
take_in (Line *line, Way *way, gint64 now)
{
  g_autofree Piece *piece = g_malloc (sizeof (Piece) + PIECE);
  const gssize size = recv (way->from, piece->bytes, PIECE, MSG_DONTWAIT);

  if (is_waiting (size))
    return;
  if (size <= 0)
    {
      way->ended = TRUE;
      return;
    }
  piece = g_realloc (piece, sizeof (Piece) + size);
  piece->due = MAX (now, line->open_from) + one_way;
  piece->at = 0;
  piece->size = size;
  way->held += size;
  g_queue_push_tail (&way->pieces, g_steal_pointer (&piece));
}

/* FALSE: the other end takes no more for now. */
static gboolean
give_one (Line *line, Way *way, Piece *piece)
{
  const gssize size = send (way->to, piece->bytes + piece->at, piece->size - piece->at,
                            MSG_DONTWAIT | MSG_NOSIGNAL);

  if (is_waiting (size))
    return FALSE;
  if (size < 0)
    {
      way->ended = TRUE;
      get_other (line, way)->ended = TRUE;
    }
  way->held -= size < 0 ? piece->size - piece->at : (gsize)size;
  piece->at = size < 0 ? piece->size : piece->at + size;
  return piece->at == piece->size;
}

static void
give_out (Line *line, Way *way, gint64 now)
{
  Piece *piece;

  while ((piece = g_queue_peek_head (&way->pieces)) != NULL && piece->due <= now &&
         give_one (line, way, piece))
    g_free (g_queue_pop_head (&way->pieces));
  if (way->ended && way->shut == FALSE && g_queue_is_empty (&way->pieces))
    {
      shutdown (way->to, SHUT_WR);
      way->shut = TRUE;
    }
}

static gboolean
is_over (const Line *line)
{
  return line->ways[0].shut && line->ways[1].shut;
}

static void
line_free (gpointer data)
{
  Line *line = data;

  for (guint i = 0; i < G_N_ELEMENTS (line->ways); i++)
    g_queue_clear_full (&line->ways[i].pieces, g_free);
  close (line->ways[0].from);
  close (line->ways[0].to);
  g_free (line);
}

static void
take_caller (int listener, GPtrArray *lines, gint64 now)
{
  const int near = accept4 (listener, NULL, NULL, SOCK_CLOEXEC);
  const int far = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  Line *line;

  if (near < 0 || connect (far, (struct sockaddr *)&target, sizeof target) != 0)
    {
      close (near);
      close (far);
      return;
    }
  tune (near);
  tune (far);
  line = g_new0 (Line, 1);
  line->open_from = now + 2 * one_way;
  line->ways[0] = (Way){ .from = near, .to = far, .pieces = G_QUEUE_INIT };
  line->ways[1] = (Way){ .from = far, .to = near, .pieces = G_QUEUE_INIT };
  g_ptr_array_add (lines, line);
}

/* What to wait for on both ends of a line; *@next: when the first piece of it is due. */
static void
ask_for (Line *line, struct pollfd *polls, gint64 now, gint64 *next)
{
  polls[0] = (struct pollfd){ .fd = line->ways[0].from };
  polls[1] = (struct pollfd){ .fd = line->ways[1].from };
  for (guint i = 0; i < G_N_ELEMENTS (line->ways); i++)
    {
      const Way *way = &line->ways[i];
      const Piece *piece = g_queue_peek_head ((GQueue *)&way->pieces);

      if (!way->ended && way->held < UNDER_WAY)
        polls[i].events |= POLLIN;
      if (piece != NULL && piece->due <= now)
        polls[1 - i].events |= POLLOUT;
      else if (piece != NULL)
        *next = MIN (*next, piece->due);
    }
  for (guint i = 0; i < G_N_ELEMENTS (line->ways); i++)
    if (polls[i].events == 0)
      polls[i].fd = -1;
}

static void
wait_for_something (GPtrArray *lines, GArray *polls, int listener)
{
  const gint64 now = g_get_monotonic_time ();
  gint64 next = G_MAXINT64;
  struct timespec pause;

  g_array_set_size (polls, 1 + 2 * lines->len);
  g_array_index (polls, struct pollfd, 0) = (struct pollfd){ .fd = listener, .events = POLLIN };
  for (guint i = 0; i < lines->len; i++)
    ask_for (lines->pdata[i], &g_array_index (polls, struct pollfd, 1 + 2 * i), now, &next);
  pause.tv_sec = next == G_MAXINT64 ? 3600 : (next - now) / G_USEC_PER_SEC;
  pause.tv_nsec = next == G_MAXINT64 ? 0 : (next - now) % G_USEC_PER_SEC * 1000;
  ppoll ((struct pollfd *)polls->data, polls->len, &pause, NULL);
}

static void
serve (int listener)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (line_free);
  g_autoptr (GArray) polls = g_array_new (FALSE, TRUE, sizeof (struct pollfd));

  for (;;)
    {
      gint64 now;

      wait_for_something (lines, polls, listener);
      now = g_get_monotonic_time ();
      for (guint i = lines->len; i > 0; i--)
        {
          Line *line = lines->pdata[i - 1];

          for (guint k = 0; k < G_N_ELEMENTS (line->ways); k++)
            {
              const struct pollfd *poll = &g_array_index (polls, struct pollfd, 2 * i - 1 + k);

              if ((poll->revents & (POLLIN | POLLHUP | POLLERR)) != 0 && !line->ways[k].ended)
                take_in (line, &line->ways[k], now);
              give_out (line, &line->ways[k], now);
            }
          if (is_over (line))
            g_ptr_array_remove_index_fast (lines, i - 1);
        }
      if ((g_array_index (polls, struct pollfd, 0).revents & POLLIN) != 0)
        take_caller (listener, lines, now);
    }
}

static int
listen_anywhere (void)
{
  struct sockaddr_in address = { .sin_family = AF_INET,
                                 .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  const int listener = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  socklen_t size = sizeof address;

  if (bind (listener, (struct sockaddr *)&address, sizeof address) != 0 ||
      listen (listener, SOMAXCONN) != 0 ||
      getsockname (listener, (struct sockaddr *)&address, &size) != 0)
    g_error ("no port: %s", g_strerror (errno));
  g_print ("%u\n", ntohs (address.sin_port));
  return listener;
}

/* "PORT" of this machine, or "127.40.1.2:PORT". */
static void
parse_target (const char *text, struct sockaddr_in *address)
{
  const char *colon = strchr (text, ':');
  g_autofree char *host = colon != NULL ? g_strndup (text, colon - text) : g_strdup ("127.0.0.1");

  address->sin_family = AF_INET;
  address->sin_port = htons (atoi (colon != NULL ? colon + 1 : text));
  if (inet_pton (AF_INET, host, &address->sin_addr) != 1)
    g_error ("%s is no address", host);
}

int
main (int argc, char **argv)
{
  if (argc != 3)
    {
      g_printerr ("delay-proxy [ADDRESS:]PORT MILLISECONDS\n");
      return 2;
    }
  parse_target (argv[1], &target);
  one_way = (gint64)(g_ascii_strtod (argv[2], NULL) * 500);
  serve (listen_anywhere ());
}
