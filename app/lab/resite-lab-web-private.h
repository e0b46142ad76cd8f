/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "resite-lab-world-private.h"

G_BEGIN_DECLS

#define LAB_WEB_MACHINE "new"
#define LAB_WEB_FOLDER  "SMS_DP_SMSPKGE$"

/* A request to the new server's IIS, whose path is decoded and begins with a slash. */
typedef struct
{
  ResiteLabMachine *machine;
  SoupServerMessage *message;
  const char *path;
} ResiteLabWebRequest;

typedef enum
{
  RESITE_LAB_WEB_ANSWERED,
  RESITE_LAB_WEB_SILENT, /* the line stays open, and nothing comes */
  RESITE_LAB_WEB_CUT
} ResiteLabWebVerdict;

ResiteLabWebVerdict resite_lab_web_answer (const ResiteLabWebRequest *request);
/* What IIS says, as a page. */
void resite_lab_web_say (const ResiteLabWebRequest *request, guint status, const char *title);
void resite_lab_web_send (const ResiteLabWebRequest *request, guint status, const char *type,
                          const char *text);
/* Below LAB_WEB_FOLDER; @below: what follows its name, "" or "/...". */
void resite_lab_web_answer_files (const ResiteLabWebRequest *request, const char *below);

G_END_DECLS
