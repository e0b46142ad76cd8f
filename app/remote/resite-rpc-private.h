/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-cim.h"
#include "resite-rpc-line.h"
#include "resite-rpc-query.h"
#include "resite-rpc-text.h"
#include "resite-smbios.h"

G_BEGIN_DECLS

/* What the maker wrote into the machine: an answer to one question, and soon after to the next ones of
 * the same look. */
typedef struct
{
  GMutex lock;
  GBytes *tables; /* NULL: Windows did not write it down */
  gint64 read_at; /* monotonic, microseconds; 0: never */
} ResiteRpcFirmware;

/* One question or order, in a worker thread. */
typedef struct
{
  ResiteRpcLine *line;
  ResiteCredentials *credentials;
  gboolean allow_smb1;
  GCancellable *cancellable;
  ResiteRpcFirmware *firmware;
} ResiteRpcCall;

/* Rows of a class; the caller leaves out what does not fit. */
typedef GPtrArray *(*ResiteRpcLister) (ResiteRpcCall *call, ResiteRpcQuery *query, GError **error);
/* Out parameters. */
typedef ResiteCimObject *(*ResiteRpcMethod) (ResiteRpcCall *call, ResiteCimObject *keys,
                                             ResiteCimObject *in, GError **error);

struct _ResiteRpcCim;
ResiteRpcLine *_resite_rpc_cim_get_line (struct _ResiteRpcCim *self);

#define RESITE_RPC_NO_VALUE 2 /* what StdRegProv answers */

GPtrArray *_resite_rpc_rows_new (void);
ResiteCimObject *_resite_rpc_row_add (GPtrArray *rows, const char *class_name);
ResiteCimObject *_resite_rpc_answer_code (gint64 code);
/* RESITE_ERROR_REFUSED; @what: N_() of what RPC cannot do. */
void _resite_rpc_refuse (GError **error, const char *what);

/* "net rpc" and its words, ending with NULL. */
ResiteRpcAnswer *_resite_rpc_net (ResiteRpcCall *call, gboolean changes, GError **error,
                                  ...) G_GNUC_NULL_TERMINATED;
/* Of an answer that is no success: the number that it names; 0: none is known. */
guint32 _resite_rpc_get_number (const ResiteRpcAnswer *answer);
/* FALSE and "WHAT: ...", of an answer that is no success. */
gboolean _resite_rpc_fail (ResiteRpcCall *call, const ResiteRpcAnswer *answer, const char *what,
                           GError **error);

/* resite-rpc-registry.c; keys below HKEY_LOCAL_MACHINE. NULL without @error: none. */
ResiteRpcValue *_resite_rpc_registry_get (ResiteRpcCall *call, const char *key, const char *name,
                                          guint32 *code, GError **error);
char *_resite_rpc_registry_dup_text (ResiteRpcCall *call, const char *key, const char *name,
                                     GError **error);
/* (element-type ResiteRpcValue): of @key and all below it; empty where it is not there. */
GPtrArray *_resite_rpc_registry_export (ResiteRpcCall *call, const char *key, GError **error);
/* The machine answered; its @code is 0, or why not. */
gboolean _resite_rpc_registry_set_number (ResiteRpcCall *call, const char *key, const char *name,
                                          guint number, guint32 *code, GError **error);
ResiteCimObject *_resite_rpc_registry_get_string (ResiteRpcCall *call, ResiteCimObject *keys,
                                                  ResiteCimObject *in, GError **error);
ResiteCimObject *_resite_rpc_registry_get_dword (ResiteRpcCall *call, ResiteCimObject *keys,
                                                 ResiteCimObject *in, GError **error);
ResiteCimObject *_resite_rpc_registry_enum_key (ResiteRpcCall *call, ResiteCimObject *keys,
                                                ResiteCimObject *in, GError **error);

/* resite-rpc-service.c */
GPtrArray *_resite_rpc_list_services (ResiteRpcCall *call, ResiteRpcQuery *query, GError **error);
ResiteCimObject *_resite_rpc_start_service (ResiteRpcCall *call, ResiteCimObject *keys,
                                            ResiteCimObject *in, GError **error);
ResiteCimObject *_resite_rpc_stop_service (ResiteRpcCall *call, ResiteCimObject *keys,
                                           ResiteCimObject *in, GError **error);
ResiteCimObject *_resite_rpc_change_start (ResiteRpcCall *call, ResiteCimObject *keys,
                                           ResiteCimObject *in, GError **error);

/* resite-rpc-share.c */
GPtrArray *_resite_rpc_list_shares (ResiteRpcCall *call, ResiteRpcQuery *query, GError **error);
GPtrArray *_resite_rpc_list_disks (ResiteRpcCall *call, ResiteRpcQuery *query, GError **error);
GPtrArray *_resite_rpc_list_share_users (ResiteRpcCall *call, ResiteRpcQuery *query,
                                         GError **error);
ResiteCimObject *_resite_rpc_delete_share (ResiteRpcCall *call, ResiteCimObject *keys,
                                           ResiteCimObject *in, GError **error);

/* resite-rpc-files.c */
GPtrArray *_resite_rpc_find_folder (ResiteRpcCall *call, ResiteRpcQuery *query, GError **error);
GPtrArray *_resite_rpc_find_file (ResiteRpcCall *call, ResiteRpcQuery *query, GError **error);
ResiteCimObject *_resite_rpc_rename_folder (ResiteRpcCall *call, ResiteCimObject *keys,
                                            ResiteCimObject *in, GError **error);

/* resite-rpc-system.c */
GPtrArray *_resite_rpc_list_computer (ResiteRpcCall *call, ResiteRpcQuery *query, GError **error);
GPtrArray *_resite_rpc_list_system (ResiteRpcCall *call, ResiteRpcQuery *query, GError **error);
GPtrArray *_resite_rpc_list_product (ResiteRpcCall *call, ResiteRpcQuery *query, GError **error);
GPtrArray *_resite_rpc_list_bios (ResiteRpcCall *call, ResiteRpcQuery *query, GError **error);
ResiteCimObject *_resite_rpc_restart (ResiteRpcCall *call, ResiteCimObject *keys,
                                      ResiteCimObject *in, GError **error);

/* resite-rpc-network.c */
/* All methods of a network card: RESITE_ERROR_NEEDS_PERSON. */
ResiteCimObject *_resite_rpc_change_adapter (ResiteRpcCall *call, ResiteCimObject *keys,
                                             ResiteCimObject *in, GError **error);
GPtrArray *_resite_rpc_list_adapters (ResiteRpcCall *call, ResiteRpcQuery *query, GError **error);

/* resite-rpc-user.c */
GPtrArray *_resite_rpc_list_users (ResiteRpcCall *call, ResiteRpcQuery *query, GError **error);
GPtrArray *_resite_rpc_list_members (ResiteRpcCall *call, ResiteRpcQuery *query, GError **error);

G_END_DECLS
