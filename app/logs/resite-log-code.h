/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The numbers that lines give instead of a reason, in words. Any thread. */
typedef enum
{
  RESITE_LOG_CODE_WIN32,     /* Windows' own errors */
  RESITE_LOG_CODE_INSTALLER, /* what Windows Installer ends with */
  RESITE_LOG_CODE_SETUP,     /* what SMS's installation packages report */
  RESITE_LOG_CODE_HTTP,      /* the answer of a management point */
  RESITE_LOG_CODE_COM,       /* HRESULT */
  RESITE_LOG_CODE_UNPACK,    /* SMS's tool that unpacks */
  RESITE_LOG_CODE_STATUS     /* status messages of SMS */
} ResiteLogCodeType;

typedef struct
{
  ResiteLogCodeType type;
  guint32 number;
} ResiteLogCode;

/* The first code in a line that is known by the words before it. FALSE: none. */
gboolean resite_log_code_find (const char *text, gsize length, ResiteLogCode *code);
/* "Windows error 53", translated. (transfer full) */
char *resite_log_code_get_title (const ResiteLogCode *code);
/* (nullable): what it means here and what to look at, translated. */
const char *resite_log_code_explain (const ResiteLogCode *code);

G_END_DECLS
