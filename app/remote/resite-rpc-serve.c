/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-rpc"

#include "config.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <netapi.h>

#include "resite-rpc-serve.h"

/* Of libsmbconf, which has no header for it: what "--option" does for the programs of Samba. The
 * library itself would only read the system's smb.conf. */
bool lp_set_cmdline (const char *name, const char *value);

#define MOST          ((uint32_t)-1)
#define NOT_SUPPORTED 50
#define FORCED        1
#define RESTARTS      1
#define RESTART_IN    0

struct libnetapi_ctx *
resite_rpc_serve_prepare (const ResiteRpcSetup *setup)
{
  struct libnetapi_ctx *context = NULL;

  /* Names that it keeps are of another moment; it finds no place to keep any. */
  lp_set_cmdline ("lock directory", "/dev/null");
  lp_set_cmdline ("name resolve order", "host");
  lp_set_cmdline ("client min protocol", setup->least);
  lp_set_cmdline ("client ipc min protocol", setup->least);
  if (strcmp (setup->least, "NT1") == 0)
    lp_set_cmdline ("client ipc signing", "desired");
  if (libnetapi_init (&context) != NET_API_STATUS_SUCCESS)
    return NULL;
  if (*setup->secret == '\0')
    {
      libnetapi_set_use_kerberos (context);
      libnetapi_set_use_ccache (context);
      return context;
    }
  libnetapi_set_username (context, setup->user);
  libnetapi_set_password (context, setup->secret);
  if (*setup->domain != '\0')
    libnetapi_set_workgroup (context, setup->domain);
  return context;
}

static void
put_number (GByteArray *out, uint32_t number)
{
  g_autofree char *text = g_strdup_printf ("%u", number);

  resite_rpc_put (out, text);
}

static guint32
serve_server (const char *host, GByteArray *out)
{
  uint8_t *buffer = NULL;
  const NET_API_STATUS status = NetServerGetInfo (host, 101, &buffer);

  if (status == NET_API_STATUS_SUCCESS)
    {
      const struct SERVER_INFO_101 *info = (gpointer)buffer;

      resite_rpc_put (out, info->sv101_name);
      resite_rpc_put (out, info->sv101_comment);
      put_number (out, info->sv101_type);
    }
  NetApiBufferFree (buffer);
  return status;
}

static guint32
serve_time (const char *host, GByteArray *out)
{
  uint8_t *buffer = NULL;
  const NET_API_STATUS status = NetRemoteTOD (host, &buffer);

  if (status == NET_API_STATUS_SUCCESS)
    {
      const struct TIME_OF_DAY_INFO *info = (gpointer)buffer;

      put_number (out, info->tod_elapsedt);
      put_number (out, info->tod_msecs);
    }
  NetApiBufferFree (buffer);
  return status;
}

static guint32
serve_join (const char *host, GByteArray *out)
{
  const char *name = NULL;
  uint16_t kind = 0;
  const NET_API_STATUS status = NetGetJoinInformation (host, &name, &kind);

  if (status == NET_API_STATUS_SUCCESS)
    {
      resite_rpc_put (out, name);
      put_number (out, kind);
    }
  NetApiBufferFree ((gpointer)name);
  return status;
}

static guint32
serve_shares (const char *host, GByteArray *out)
{
  uint8_t *buffer = NULL;
  uint32_t count = 0, total = 0, resume = 0;
  const NET_API_STATUS status = NetShareEnum (host, 2, &buffer, MOST, &count, &total, &resume);
  const struct SHARE_INFO_2 *info = (gpointer)buffer;

  for (uint32_t i = 0; status == NET_API_STATUS_SUCCESS && i < count; i++)
    {
      resite_rpc_put (out, info[i].shi2_netname);
      put_number (out, info[i].shi2_type);
      resite_rpc_put (out, info[i].shi2_path);
      resite_rpc_put (out, info[i].shi2_remark);
    }
  NetApiBufferFree (buffer);
  return status;
}

static guint32
serve_files (const char *host, GByteArray *out)
{
  uint8_t *buffer = NULL;
  uint32_t count = 0, total = 0, resume = 0;
  const NET_API_STATUS status =
      NetFileEnum (host, NULL, NULL, 3, &buffer, MOST, &count, &total, &resume);
  const struct FILE_INFO_3 *info = (gpointer)buffer;

  for (uint32_t i = 0; status == NET_API_STATUS_SUCCESS && i < count; i++)
    {
      resite_rpc_put (out, info[i].fi3_pathname);
      resite_rpc_put (out, info[i].fi3_username);
    }
  NetApiBufferFree (buffer);
  return status;
}

static guint32
serve_users (const char *host, GByteArray *out)
{
  uint8_t *buffer = NULL;
  uint32_t count = 0, total = 0, resume = 0;
  const NET_API_STATUS status = NetUserEnum (host, 0, 0, &buffer, MOST, &count, &total, &resume);
  const struct USER_INFO_0 *info = (gpointer)buffer;

  for (uint32_t i = 0; status == NET_API_STATUS_SUCCESS && i < count; i++)
    resite_rpc_put (out, info[i].usri0_name);
  NetApiBufferFree (buffer);
  return status;
}

/* A ticket is for a name. */
static const char *
get_server (const ResiteRpcSetup *setup)
{
  return *setup->secret == '\0' || *setup->address == '\0' ? setup->host : setup->address;
}

guint32
resite_rpc_serve (struct libnetapi_ctx *context, const ResiteRpcSetup *setup, ResiteRpcVerb verb,
                  char **arguments, GByteArray *out)
{
  const char *host = get_server (setup);

  switch (verb)
    {
    case RESITE_RPC_SERVER:
      return serve_server (host, out);
    case RESITE_RPC_TIME:
      return serve_time (host, out);
    case RESITE_RPC_JOIN:
      return serve_join (host, out);
    case RESITE_RPC_SHARES:
      return serve_shares (host, out);
    case RESITE_RPC_DELETE_SHARE:
      return NetShareDel (host, arguments[0], 0);
    case RESITE_RPC_FILES:
      return serve_files (host, out);
    case RESITE_RPC_USERS:
      return serve_users (host, out);
    case RESITE_RPC_RENAME:
      return NetRenameMachineInDomain (host, arguments[0], arguments[1], arguments[2],
                                       NETSETUP_ACCT_CREATE);
    case RESITE_RPC_RESTART:
      return NetShutdownInit (host, arguments[0], RESTART_IN, FORCED, RESTARTS);
    case RESITE_RPC_SETUP:
    case RESITE_RPC_NET:
    default:
      return NOT_SUPPORTED;
    }
}
