/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-smb"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "resite-smb-serve.h"

/* Of libsmbconf, which has no header for it: what "--option" does for the programs of Samba. */
bool lp_set_cmdline (const char *name, const char *value);

/* Milliseconds that libsmbclient waits for one answer. */
#define PATIENCE    20000
#define FIRST_PIECE (1024 * 1024)
/* What libsmbclient says while it logs on comes at this level, and at none below. */
#define WORDY 4
/* So long ago the server may have been heard and is not asked whether it is still there. */
#define SILENCE (10 * G_USEC_PER_SEC)

/* The attributes lie in the bits of the mode as resite-smb-serve-name.c says. No names are asked
 * for by broadcast, nothing is kept on this desk. */
static const char configuration[] = "[global]\n"
                                    "  netbios name = RESITE\n"
                                    "  workgroup = WORKGROUP\n"
                                    "  disable netbios = yes\n"
                                    "  name resolve order = host\n"
                                    "  map archive = yes\n"
                                    "  map hidden = yes\n"
                                    "  map system = yes\n"
                                    "  client use kerberos = off\n"
                                    "  client ntlmv2 auth = yes\n"
                                    "  client lanman auth = no\n"
                                    "  client plaintext auth = no\n"
                                    "  client min protocol = SMB2_02\n"
                                    "  client max protocol = SMB3_11\n"
                                    "  log level = 0\n"
                                    "  lock directory = %s\n"
                                    "  state directory = %s\n"
                                    "  cache directory = %s\n"
                                    "  private dir = %s\n"
                                    "  pid directory = %s\n";

static ResiteSmbServer *server;

static smbc_add_cached_srv_fn add_server;
static smbc_remove_cached_srv_fn remove_server;
static smbc_check_server_fn check_server;

/* There is no other sign of a guest: the last keys of a log-on are not made for one. */
static gboolean
is_guest (void)
{
  return *server->user != '\0' && server->keys == 1;
}

static int
server_added_cb (SMBCCTX *context, SMBCSRV *added, const char *name, const char *share,
                 const char *domain, const char *user)
{
  server->guest = is_guest ();
  if (server->guest)
    {
      errno = EACCES;
      return 1;
    }
  server->connected = TRUE;
  smbc_setDebug (context, 0);
  return add_server (context, added, name, share, domain, user);
}

/* libsmbclient found the line broken and is about to log on anew. */
static int
server_removed_cb (SMBCCTX *context, SMBCSRV *removed)
{
  if (server != NULL)
    {
      server->connected = FALSE;
      server->lost = TRUE;
      smbc_setDebug (context, WORDY);
    }
  return remove_server (context, removed);
}

/* libsmbclient asks for an echo before a connection's second question. What can be asked twice tells
 * by itself that the line was cut. */
static int
check_server_cb (SMBCCTX *context, SMBCSRV *checked)
{
  if (server != NULL && server->repeats && g_get_monotonic_time () - server->heard < SILENCE)
    return 0;
  return check_server (context, checked);
}

/* Whoever waits to log on with the same secret need not wait for the rest. */
static void
tell_taken (void)
{
  const ResiteSmbReply reply = { .outcome = RESITE_SMB_TAKEN };

  if (!is_guest ())
    resite_smb_wire_send (server->fd, &reply, sizeof reply, NULL, 0);
}

static void
log_cb (void *data, int level, const char *text)
{
  static const char refused[] = "SPNEGO login failed: ";

  if (server == NULL || server->connected)
    return;
  if (g_str_has_prefix (text, "Got challenge flags"))
    server->met = TRUE;
  if (g_str_has_prefix (text, "NTLMSSP Sign/Seal"))
    server->keys++;
  if (strstr (text, "session setup ok") != NULL)
    tell_taken ();
  if (g_str_has_prefix (text, refused))
    g_string_assign (server->word, text + strlen (refused));
}

static void
authenticate_cb (SMBCCTX *context, const char *name, const char *share, char *domain,
                 int domain_size, char *user, int user_size, char *secret, int secret_size)
{
  if (*server->domain != '\0')
    g_strlcpy (domain, server->domain, domain_size);
  g_strlcpy (user, server->user, user_size);
  g_strlcpy (secret, server->secret, secret_size);
}

static gboolean
write_configuration (const char *folder)
{
  g_autofree char *below = g_build_filename (folder, ".smb", NULL);
  g_autofree char *path = g_build_filename (below, "smb.conf", NULL);
  g_autofree char *text = g_strdup_printf (configuration, folder, folder, folder, folder, folder);

  return g_mkdir (below, 0700) == 0 && g_file_set_contents (path, text, -1, NULL);
}

static void
remove_configuration (const char *folder)
{
  g_autofree char *below = g_build_filename (folder, ".smb", NULL);
  g_autofree char *path = g_build_filename (below, "smb.conf", NULL);

  g_unlink (path);
  g_rmdir (below);
  g_rmdir (folder);
}

static SMBCCTX *
make_context (void)
{
  SMBCCTX *context = smbc_new_context ();

  if (context == NULL)
    return NULL;
  smbc_setDebug (context, 0);
  smbc_setLogCallback (context, NULL, log_cb);
  smbc_setFunctionAuthDataWithContext (context, authenticate_cb);
  smbc_setOptionNoAutoAnonymousLogin (context, TRUE);
  smbc_setOptionUseKerberos (context, FALSE);
  smbc_setOptionUseCCache (context, FALSE);
  smbc_setTimeout (context, PATIENCE);
  /* Else it signs everything, which the server may not want and which costs half of the speed.
   * What the server does want it gets. */
  smbc_setOptionSmbEncryptionLevel (context, SMBC_ENCRYPTLEVEL_NONE);
  if (smbc_init_context (context) == NULL)
    {
      smbc_free_context (context, TRUE);
      return NULL;
    }
  add_server = smbc_getFunctionAddCachedServer (context);
  smbc_setFunctionAddCachedServer (context, server_added_cb);
  check_server = smbc_getFunctionCheckServer (context);
  smbc_setFunctionCheckServer (context, check_server_cb);
  remove_server = smbc_getFunctionRemoveCachedServer (context);
  smbc_setFunctionRemoveCachedServer (context, server_removed_cb);
  smbc_set_context (context);
  return context;
}

SMBCCTX *
resite_smb_serve_prepare (void)
{
  /* libsmbclient reads the configuration of the one whose home it sees. */
  g_autofree char *home = g_dir_make_tmp ("resite-smb-XXXXXX", NULL);
  SMBCCTX *context = NULL;

  if (home == NULL)
    return NULL;
  g_setenv ("HOME", home, TRUE);
  if (write_configuration (home))
    context = make_context ();
  remove_configuration (home);
  return context;
}

char *
resite_smb_serve_url (ResiteSmbServer *self, const char *name)
{
  g_autofree char *escaped = g_uri_escape_string (name, "/", FALSE);

  return *name == '\0' ? g_strdup (self->url) : g_strconcat (self->url, "/", escaped, NULL);
}

void
resite_smb_serve_step (ResiteSmbServer *self)
{
  ((volatile ResiteSmbMemory *)self->memory)->steps++;
}

static gboolean
is_line (int code)
{
  switch (code)
    {
    case ECONNABORTED:
    case ECONNRESET:
    case ECONNREFUSED:
    case ENOTCONN:
    case EPIPE:
    case EHOSTUNREACH:
    case EHOSTDOWN:
    case ENETUNREACH:
    case ENETDOWN:
    case ENETRESET:
    case ETIMEDOUT:
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
tells_of_line (const char *text)
{
  /* As libsmbclient names them, and as it puts some in a sentence. */
  static const char *const words[] = { "NT_STATUS_CONNECTION",
                                       "NT_STATUS_IO_TIMEOUT",
                                       "NT_STATUS_PIPE",
                                       "NT_STATUS_INVALID_NETWORK_RESPONSE",
                                       "NT_STATUS_LOCAL_DISC",
                                       "NT_STATUS_REMOTE_DISC",
                                       "NT_STATUS_INTERNAL",
                                       "transport connection",
                                       "transport-connection",
                                       "timed out",
                                       "time-out",
                                       "virtual circuit" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strstr (text, words[i]) != NULL)
      return TRUE;
  return FALSE;
}

/* A line that is cut within an answer is told as any of these, and so are other things. */
static gboolean
is_vague (int code)
{
  return code == EINVAL || code == EIO || code == EBADF;
}

/* TRUE: the line on which the last question was asked is gone, even if there is a new one. */
static gboolean
is_cut (ResiteSmbServer *self)
{
  struct stat status;

  if (self->lost || !self->connected)
    return TRUE;
  self->repeats = FALSE;
  return smbc_stat (self->url, &status) != 0 ? is_line (errno) || self->lost : self->lost;
}

static ResiteSmbOutcome
judge_failure (ResiteSmbServer *self, int code)
{
  if (self->guest)
    return RESITE_SMB_GUEST;
  if (is_line (code))
    return RESITE_SMB_NO_LINE;
  if (!self->connected && self->word->len > 0)
    return tells_of_line (self->word->str) ? RESITE_SMB_NO_LINE : RESITE_SMB_NOT_LOGGED_ON;
  if (is_vague (code) && is_cut (self))
    return RESITE_SMB_NO_LINE;
  if (self->connected)
    return RESITE_SMB_FAILED;
  /* Old servers log on without a challenge that libsmbclient tells of. */
  if ((code == EACCES || code == EPERM) && !self->met)
    return RESITE_SMB_NOT_LOGGED_ON;
  return RESITE_SMB_NO_SHARE;
}

static gboolean
calls_old_port (const char *url)
{
  const char *host = url + strlen ("smb://");

  return g_str_has_prefix (host + strcspn (host, ":/"), ":139/");
}

static void
set_up (ResiteSmbServer *self, char *bytes, gsize size)
{
  const char *strings[RESITE_SMB_SETUP_STRINGS];

  if (!resite_smb_wire_split (bytes, size, strings, RESITE_SMB_SETUP_STRINGS))
    _exit (1);
  self->url = g_strdup (strings[0]);
  self->domain = g_strdup (strings[1]);
  self->user = g_strdup (strings[2]);
  self->secret = g_strdup (strings[3]);
  smbc_setOptionProtocols (self->context, strings[4], strings[5]);
  /* Else the library does not call at port 139 at all; and with it, it would do so of itself. */
  if (calls_old_port (self->url))
    lp_set_cmdline ("disable netbios", "no");
}

static int
open_for (ResiteSmbServer *self, const ResiteSmbRequest *request, const char *name, gint64 *file)
{
  if (request->verb == RESITE_SMB_OPEN_READ)
    return resite_smb_serve_open (self, name, O_RDONLY, file);
  return resite_smb_serve_open (self, name, O_RDWR | O_CREAT | (request->flag ? 0 : O_TRUNC), file);
}

/* What costs one question: a name that nobody has. */
static int
connect_now (ResiteSmbServer *self)
{
  g_autofree char *url = resite_smb_serve_url (self, ".resite-nobody-has-this");
  const int fd = smbc_open (url, O_RDONLY, 0);
  const int code = errno;

  if (fd >= 0)
    smbc_close (fd);
  return fd >= 0 || self->connected ? 0 : code;
}

/* The folder itself: what lies below its share is made, too. */
static int
make_own_folder (ResiteSmbServer *self)
{
  char *url = self->url;
  const char *share = strchr (url + strlen ("smb://"), '/');
  const char *path = share != NULL ? strchr (share + 1, '/') : NULL;
  g_autofree char *below = path != NULL ? g_uri_unescape_string (path + 1, NULL) : NULL;
  g_autofree char *root = path != NULL ? g_strndup (url, path - url) : NULL;
  int code;

  if (below == NULL)
    return 0;
  self->url = root;
  code = resite_smb_serve_make_folder (self, below);
  self->url = url;
  return code;
}

static int
act_on_name (ResiteSmbServer *self, const ResiteSmbRequest *request, const char *name,
             const char *other, ResiteSmbReply *reply, GByteArray *bytes)
{
  switch ((ResiteSmbVerb)request->verb)
    {
    case RESITE_SMB_CONNECT:
      return connect_now (self);
    case RESITE_SMB_LIST:
      return resite_smb_serve_list (self, name, bytes);
    case RESITE_SMB_QUERY:
      return resite_smb_serve_query (self, name, &reply->entry);
    case RESITE_SMB_FETCH:
      return resite_smb_serve_fetch (self, name, request->size, &reply->value);
    case RESITE_SMB_STORE:
      return resite_smb_serve_store (self, name, request->size, request->modified,
                                     request->attributes);
    case RESITE_SMB_OPEN_READ:
    case RESITE_SMB_OPEN_WRITE:
      return open_for (self, request, name, &reply->value);
    case RESITE_SMB_MAKE_FOLDER:
      return *name != '\0' ? resite_smb_serve_make_folder (self, name) : make_own_folder (self);
    case RESITE_SMB_RENAME:
      return resite_smb_serve_rename (self, name, other, request->flag);
    case RESITE_SMB_REMOVE:
      return resite_smb_serve_remove (self, name);
    case RESITE_SMB_SET_TIME:
      return resite_smb_serve_set_time (self, name, request->modified);
    case RESITE_SMB_SET_READ_ONLY:
      return resite_smb_serve_set_read_only (self, name, request->flag);
    case RESITE_SMB_SET_MARKS:
      return resite_smb_serve_set_marks (self, name, request->modified, request->attributes);
    case RESITE_SMB_SPACE:
      return resite_smb_serve_space (self, &reply->value);
    case RESITE_SMB_READ_PERMISSIONS:
      return resite_smb_serve_read_permissions (self, name, request->flag, bytes);
    case RESITE_SMB_WRITE_PERMISSIONS:
      return resite_smb_serve_write_permissions (self, name, request->size);
    case RESITE_SMB_LIST_SHARES:
      return resite_smb_serve_list_shares (self, bytes);
    case RESITE_SMB_SETUP:
    case RESITE_SMB_READ:
    case RESITE_SMB_WRITE:
    case RESITE_SMB_CLOSE:
    default:
      return EINVAL;
    }
}

static int
act (ResiteSmbServer *self, const ResiteSmbRequest *request, char *names, ResiteSmbReply *reply,
     GByteArray *bytes)
{
  const char *strings[2];

  if (request->size > RESITE_SMB_DATA_SIZE)
    return EINVAL;
  if (request->verb == RESITE_SMB_READ)
    return resite_smb_serve_read (self, request->file, request->offset, request->size,
                                  &reply->value);
  if (request->verb == RESITE_SMB_WRITE)
    return resite_smb_serve_write (self, request->file, request->offset, request->size);
  if (request->verb == RESITE_SMB_CLOSE)
    return resite_smb_serve_close (self, request->file);
  if (!resite_smb_wire_split (names, request->length, strings, 2))
    return EINVAL;
  return act_on_name (self, request, strings[0], strings[1], reply, bytes);
}

static gboolean
answer (ResiteSmbServer *self, const ResiteSmbRequest *request, char *bytes)
{
  g_autoptr (GByteArray) payload = g_byte_array_new ();
  ResiteSmbReply reply = { .outcome = RESITE_SMB_DONE };

  g_string_truncate (self->word, 0);
  self->met = self->guest = self->lost = FALSE;
  self->keys = 0;
  self->repeats = request->repeats;
  if (request->verb == RESITE_SMB_SETUP)
    set_up (self, bytes, request->length);
  else if (self->url == NULL)
    reply.code = EINVAL;
  else
    reply.code = act (self, request, bytes, &reply, payload);
  if (reply.code != 0)
    {
      reply.outcome = judge_failure (self, reply.code);
      g_byte_array_set_size (payload, 0);
      g_byte_array_append (payload, (const guint8 *)self->word->str, self->word->len);
    }
  if (reply.outcome != RESITE_SMB_NO_LINE)
    self->heard = g_get_monotonic_time ();
  reply.connected = self->connected;
  reply.length = payload->len;
  return resite_smb_wire_send (self->fd, &reply, sizeof reply, payload->data, payload->len);
}

void
resite_smb_serve (SMBCCTX *context, int fd, gpointer memory)
{
  ResiteSmbServer self = { .fd = fd,
                           .memory = memory,
                           .context = context,
                           .piece = FIRST_PIECE,
                           .word = g_string_new (NULL),
                           .places = g_hash_table_new_full (NULL, NULL, NULL, g_free) };
  ResiteSmbRequest request;

  server = &self;
  smbc_setDebug (context, WORDY);
  while (resite_smb_wire_receive (fd, &request, sizeof request) &&
         request.length <= RESITE_SMB_REQUEST_LIMIT)
    {
      g_autofree char *bytes = g_malloc0 (request.length + 1);
      gboolean answered =
          resite_smb_wire_receive (fd, bytes, request.length) && answer (&self, &request, bytes);

      explicit_bzero (bytes, request.length);
      if (!answered)
        break;
    }
  explicit_bzero (self.secret, self.secret != NULL ? strlen (self.secret) : 0);
  server = NULL;
}
