/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-cli.h"
#include "resite-credentials.h"
#include "resite-folder-smb.h"

G_BEGIN_DECLS

/* A folder that a person names at the terminal: on this desk, or in a share. */
typedef struct
{
  char *name;             /* absolute, or the address; the same for the same folder */
  ResiteSmbPlace *share;  /* NULL: on this desk */
  const char *descriptor; /* the option that may name where its password is read */
} ResiteCliPlace;

/* RESITE_ERROR_INVALID: no folder, no address of a share, or with a password in it. */
ResiteCliPlace *resite_cli_place_parse (const char *word, const char *descriptor, GError **error);
void resite_cli_place_free (ResiteCliPlace *place);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteCliPlace, resite_cli_place_free)

/* A copy into itself would never end, and one onto itself would look well done. */
gboolean resite_cli_place_check_apart (const ResiteCliPlace *source, const ResiteCliPlace *target,
                                       GError **error);

typedef enum
{
  RESITE_CLI_PLACE_READ,    /* it has to be there */
  RESITE_CLI_PLACE_WRITE,   /* it is made where it is not */
  RESITE_CLI_PLACE_IMAGINE, /* it is looked at; where it is not, it counts as empty */
} ResiteCliPlaceUse;

/* Asks for the password where one is needed, and connects, so that what is wrong with the place is
 * known before anything begins. *@credentials (nullable): of the place before; taken where both are
 * for one person on one server, and then what was asked. */
ResiteFolder *resite_cli_place_open (ResiteCli *cli, const ResiteCliPlace *place,
                                     ResiteCliPlaceUse use, ResiteCredentials **credentials,
                                     GError **error);

G_END_DECLS
