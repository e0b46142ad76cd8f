/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-presence"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "resite-error.h"
#include "resite-presence-private.h"

/* A neighbour that is gone is given up by the kernel after three questions, a second apart. */
#define PATIENCE (4 * G_USEC_PER_SEC)
/* An old entry is first trusted, then asked about, then given up. */
#define NEIGHBOUR_PATIENCE (12 * G_USEC_PER_SEC)
#define NEIGHBOUR_INTERVAL 500 /* milliseconds */

static const guint16 windows_ports[] = { 135, 139, 445, 3389, 5985, 5986, 0 };
typedef enum
{
  KNOCK_WAITING,
  KNOCK_OPEN,
  KNOCK_REFUSED,
  KNOCK_SILENT,
  KNOCK_UNKNOWN
} KnockState;

typedef struct
{
  guint16 port;
  int fd;
  KnockState state;
  int reason; /* errno of what could not be looked at */
} Knock;

void
resite_presence_answer_free (ResitePresenceAnswer *self)
{
  if (self == NULL)
    return;
  g_free (self->how);
  g_free (self->mac);
  g_free (self);
}

static void
knock_clear (gpointer data)
{
  Knock *knock = data;

  if (knock->fd >= 0)
    close (knock->fd);
}

static KnockState
judge (int reason)
{
  switch (reason)
    {
    case 0:
      return KNOCK_OPEN;
    case ECONNREFUSED:
    case ECONNRESET:
      return KNOCK_REFUSED;
    case EHOSTUNREACH:
    case EHOSTDOWN:
    case ETIMEDOUT:
      return KNOCK_SILENT;
    default:
      return KNOCK_UNKNOWN;
    }
}

static void
settle (Knock *knock, int reason)
{
  knock->state = judge (reason);
  knock->reason = reason;
  if (knock->fd >= 0)
    close (knock->fd);
  knock->fd = -1;
}

static void
start_knock (Knock *knock, GInetAddress *address)
{
  g_autoptr (GSocketAddress) target = g_inet_socket_address_new (address, knock->port);
  struct sockaddr_storage native;
  const gssize length = g_socket_address_get_native_size (target);

  g_socket_address_to_native (target, &native, sizeof native, NULL);
  knock->fd = socket (native.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (knock->fd < 0)
    settle (knock, errno);
  else if (connect (knock->fd, (struct sockaddr *)&native, length) == 0)
    settle (knock, 0);
  else if (errno != EINPROGRESS)
    settle (knock, errno);
}

static void
add_knocks (GArray *knocks, const guint16 *ports, GInetAddress *address)
{
  for (guint i = 0; ports != NULL && ports[i] != 0; i++)
    {
      Knock knock = { ports[i], -1, KNOCK_WAITING, 0 };

      start_knock (&knock, address);
      g_array_append_val (knocks, knock);
    }
}

/* A port that is open at every address of this desk says nothing about one that it lends to
 * somebody: only who listens at just this one counts. */
static void
add_knocks_on_loopback (GArray *knocks, const char *host, GInetAddress *address)
{
  g_autoptr (GArray) ports = g_array_new (TRUE, TRUE, sizeof (guint16));
  g_autofree char *table = NULL;

  if (g_file_get_contents ("/proc/net/tcp", &table, NULL, NULL))
    resite_presence_add_listeners (table, host, ports);
  add_knocks (knocks, (const guint16 *)(void *)ports->data, address);
}

static void
read_result (Knock *knock)
{
  int reason = 0;
  socklen_t length = sizeof reason;

  if (getsockopt (knock->fd, SOL_SOCKET, SO_ERROR, &reason, &length) != 0)
    reason = errno;
  settle (knock, reason);
}

static Knock *
find_knock (GArray *knocks, KnockState state)
{
  for (guint i = 0; i < knocks->len; i++)
    {
      Knock *knock = &g_array_index (knocks, Knock, i);

      if (knock->state == state)
        return knock;
    }
  return NULL;
}

static GArray *
collect_waiting (GArray *knocks)
{
  GArray *fds = g_array_new (FALSE, TRUE, sizeof (GPollFD));

  for (guint i = 0; i < knocks->len; i++)
    {
      const Knock *knock = &g_array_index (knocks, Knock, i);
      const GPollFD fd = { knock->fd, G_IO_OUT | G_IO_ERR | G_IO_HUP, 0 };

      if (knock->state == KNOCK_WAITING)
        g_array_append_val (fds, fd);
    }
  return fds;
}

static void
take_results (GArray *knocks, GArray *fds)
{
  for (guint i = 0; i < fds->len; i++)
    {
      const GPollFD *fd = &g_array_index (fds, GPollFD, i);

      for (guint j = 0; j < knocks->len && fd->revents != 0; j++)
        {
          Knock *knock = &g_array_index (knocks, Knock, j);

          if (knock->state == KNOCK_WAITING && knock->fd == fd->fd)
            read_result (knock);
        }
    }
}

/* Until somebody answers, nobody is left to wait for, or patience ends: what is silent then stays
 * silent. */
static gboolean
wait_for_knocks (GArray *knocks, GCancellable *cancellable, GError **error)
{
  const gint64 end = g_get_monotonic_time () + PATIENCE;

  while (find_knock (knocks, KNOCK_OPEN) == NULL && find_knock (knocks, KNOCK_WAITING) != NULL)
    {
      g_autoptr (GArray) fds = collect_waiting (knocks);
      const gint64 left = end - g_get_monotonic_time ();
      GPollFD cancel_fd;
      gboolean watched = FALSE;

      if (left <= 0)
        return TRUE;
      if (cancellable != NULL && g_cancellable_make_pollfd (cancellable, &cancel_fd))
        {
          g_array_append_val (fds, cancel_fd);
          watched = TRUE;
        }
      g_poll ((GPollFD *)(void *)fds->data, fds->len, left / 1000 + 1);
      if (watched)
        {
          g_array_set_size (fds, fds->len - 1);
          g_cancellable_release_fd (cancellable);
        }
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      take_results (knocks, fds);
    }
  return TRUE;
}

static char *
read_neighbour (const char *address)
{
  g_autofree char *table = NULL;

  if (!g_file_get_contents ("/proc/net/arp", &table, NULL, NULL))
    return NULL;
  return resite_presence_find_neighbour (table, address);
}

/* Nobody opened a port, but a card may have said that it is there. An entry that is only old goes
 * away while we wait. */
static gboolean
wait_for_neighbour (const char *address, char **mac, GCancellable *cancellable, GError **error)
{
  const gint64 end = g_get_monotonic_time () + NEIGHBOUR_PATIENCE;

  *mac = read_neighbour (address);
  while (*mac != NULL && g_get_monotonic_time () < end)
    {
      g_usleep (NEIGHBOUR_INTERVAL * 1000);
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        {
          g_clear_pointer (mac, g_free);
          return FALSE;
        }
      g_free (*mac);
      *mac = read_neighbour (address);
    }
  return TRUE;
}

static ResitePresenceAnswer *
answer_new (ResitePresence presence, char *how, char *mac)
{
  ResitePresenceAnswer *answer = g_new0 (ResitePresenceAnswer, 1);

  answer->presence = presence;
  answer->how = how;
  answer->mac = mac;
  return answer;
}

static ResitePresenceAnswer *
tell_port (const char *address, const Knock *knock)
{
  char *mac = read_neighbour (address);
  g_autofree char *port =
      knock->state == KNOCK_OPEN
          ? g_strdup_printf (_ ("port %u answers"), knock->port)
          : g_strdup_printf (_ ("port %u is refused, which only a machine that is there does"),
                             knock->port);

  if (mac == NULL)
    return answer_new (RESITE_PRESENCE_ANSWERS, g_steal_pointer (&port), NULL);
  /* TRANSLATORS: "port 445 answers", then the address of a network card. */
  return answer_new (RESITE_PRESENCE_ANSWERS,
                     g_strdup_printf (_ ("%s, network card %s"), port, mac), mac);
}

static ResitePresenceAnswer *
tell_silence (const char *address, GArray *knocks, GCancellable *cancellable, GError **error)
{
  const Knock *unseen = find_knock (knocks, KNOCK_UNKNOWN);
  g_autofree char *mac = NULL;

  if (!wait_for_neighbour (address, &mac, cancellable, error))
    return NULL;
  if (mac != NULL)
    {
      char *how = g_strdup_printf (_ ("its network card answers: %s"), mac);

      return answer_new (RESITE_PRESENCE_ANSWERS, how, g_steal_pointer (&mac));
    }
  if (unseen != NULL)
    return answer_new (
        RESITE_PRESENCE_UNKNOWN,
        g_strdup_printf (_ ("this desk cannot look there: %s"), g_strerror (unseen->reason)), NULL);
  return answer_new (RESITE_PRESENCE_SILENT, g_strdup (_ ("nobody answers")), NULL);
}

ResitePresenceAnswer *
resite_presence_ask_address (const char *address, const guint16 *ports, GCancellable *cancellable,
                             GError **error)
{
  g_autoptr (GInetAddress) target = NULL;
  g_autoptr (GArray) knocks = NULL;
  gboolean loopback;
  const Knock *knock;

  g_return_val_if_fail (address != NULL, NULL);

  target = g_inet_address_new_from_string (address);
  if (target == NULL)
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID, _ ("%s is no IP address."), address);
      return NULL;
    }
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  loopback = g_inet_address_get_is_loopback (target);
  knocks = g_array_new (FALSE, FALSE, sizeof (Knock));
  g_array_set_clear_func (knocks, knock_clear);
  if (loopback)
    add_knocks_on_loopback (knocks, address, target);
  else
    add_knocks (knocks, windows_ports, target);
  add_knocks (knocks, ports, target);
  if (!wait_for_knocks (knocks, cancellable, error))
    return NULL;
  knock = find_knock (knocks, KNOCK_OPEN);
  if (knock == NULL && !loopback)
    knock = find_knock (knocks, KNOCK_REFUSED);
  return knock != NULL ? tell_port (address, knock)
                       : tell_silence (address, knocks, cancellable, error);
}
