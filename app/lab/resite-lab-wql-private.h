/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-lab-wql.h"

G_BEGIN_DECLS

typedef enum
{
  RESITE_LAB_WQL_EQUAL,
  RESITE_LAB_WQL_DIFFERENT,
  RESITE_LAB_WQL_LESS,
  RESITE_LAB_WQL_GREATER,
  RESITE_LAB_WQL_AT_MOST,
  RESITE_LAB_WQL_AT_LEAST,
  RESITE_LAB_WQL_LIKE,
  RESITE_LAB_WQL_IS_NULL,
  RESITE_LAB_WQL_AND,
  RESITE_LAB_WQL_OR,
  RESITE_LAB_WQL_NOT
} ResiteLabWqlOperation;

typedef struct _ResiteLabWqlNode ResiteLabWqlNode;
struct _ResiteLabWqlNode
{
  ResiteLabWqlOperation operation;
  ResiteLabWqlNode *left, *right; /* of AND, OR; NOT has left only */
  char *name;
  char *text; /* the constant */
};

struct _ResiteLabWql
{
  char *class_name;
  GStrv selected; /* NULL: all */
  GStrv used;
  ResiteLabWqlNode *condition; /* NULL: none */
};

void resite_lab_wql_node_free (ResiteLabWqlNode *node);
gboolean resite_lab_wql_node_holds (const ResiteLabWqlNode *node, ResiteCimObject *row);

G_END_DECLS
