/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-smb"

#include "config.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "resite-smb-wire.h"

#define MOST_FDS 2

gboolean
resite_smb_wire_send (int fd, gconstpointer head, gsize head_size, gconstpointer bytes, gsize size)
{
  struct iovec parts[2] = { { (gpointer)head, head_size }, { (gpointer)bytes, size } };
  struct msghdr message = { .msg_iov = parts, .msg_iovlen = size > 0 ? 2 : 1 };

  while (message.msg_iovlen > 0)
    {
      gssize n = sendmsg (fd, &message, MSG_NOSIGNAL);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return FALSE;
      while (message.msg_iovlen > 0 && (gsize)n >= message.msg_iov->iov_len)
        {
          n -= message.msg_iov->iov_len;
          message.msg_iov++;
          message.msg_iovlen--;
        }
      if (message.msg_iovlen > 0)
        {
          message.msg_iov->iov_base = (char *)message.msg_iov->iov_base + n;
          message.msg_iov->iov_len -= n;
        }
    }
  return TRUE;
}

gboolean
resite_smb_wire_receive (int fd, gpointer bytes, gsize size)
{
  gsize done = 0;

  while (done < size)
    {
      gssize n = read (fd, (char *)bytes + done, size - done);

      if (n < 0 && errno == EINTR)
        continue;
      if (n == 0)
        errno = 0;
      if (n <= 0)
        return FALSE;
      done += n;
    }
  return TRUE;
}

gboolean
resite_smb_wire_split (char *bytes, gsize size, const char **strings, guint count)
{
  char *end = bytes + size;

  for (guint i = 0; i < count; i++)
    {
      char *nul = bytes < end ? memchr (bytes, '\0', end - bytes) : NULL;

      if (nul == NULL)
        return FALSE;
      strings[i] = bytes;
      bytes = nul + 1;
    }
  return bytes == end;
}

gboolean
resite_smb_wire_send_fds (int fd, gconstpointer bytes, gsize size, const int *fds, guint count)
{
  union
  {
    struct cmsghdr header;
    char space[CMSG_SPACE (MOST_FDS * sizeof (int))];
  } control = { .space = "" };
  struct iovec part = { (gpointer)bytes, size };
  struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };
  gssize n;

  g_return_val_if_fail (count <= MOST_FDS, FALSE);

  if (count > 0)
    {
      message.msg_control = &control;
      message.msg_controllen = CMSG_SPACE (count * sizeof (int));
      control.header.cmsg_level = SOL_SOCKET;
      control.header.cmsg_type = SCM_RIGHTS;
      control.header.cmsg_len = CMSG_LEN (count * sizeof (int));
      memcpy (CMSG_DATA (&control.header), fds, count * sizeof (int));
    }
  do
    n = sendmsg (fd, &message, MSG_NOSIGNAL);
  while (n < 0 && errno == EINTR);
  return n == (gssize)size;
}

gssize
resite_smb_wire_receive_fds (int fd, gpointer bytes, gsize size, int *fds, guint count)
{
  union
  {
    struct cmsghdr header;
    char space[CMSG_SPACE (MOST_FDS * sizeof (int))];
  } control = { .space = "" };
  struct iovec part = { bytes, size };
  struct msghdr message = {
    .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control
  };
  struct cmsghdr *header;
  gssize n;

  for (guint i = 0; i < count; i++)
    fds[i] = -1;
  do
    n = recvmsg (fd, &message, MSG_CMSG_CLOEXEC);
  while (n < 0 && errno == EINTR);
  header = n > 0 ? CMSG_FIRSTHDR (&message) : NULL;
  if (header != NULL && header->cmsg_type == SCM_RIGHTS)
    memcpy (fds, CMSG_DATA (header), MIN (header->cmsg_len - CMSG_LEN (0), count * sizeof (int)));
  return n;
}
