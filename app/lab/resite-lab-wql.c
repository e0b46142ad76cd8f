/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-wql"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-error.h"
#include "resite-lab-wql-private.h"

/* Deep enough for any statement that a program writes, and far from the end of the stack. */
#define DEPTH_LIMIT 200

typedef enum
{
  TOKEN_END,
  TOKEN_WORD,
  TOKEN_TEXT,
  TOKEN_SIGN
} TokenKind;

typedef struct
{
  const char *statement;
  const char *at;   /* behind the token */
  const char *from; /* the token */
  TokenKind kind;
  char *token; /* without quotes and escapes */
  GPtrArray *used;
  guint depth;
  GError **error;
} Parser;

static gboolean
complain (Parser *parser, const char *expected)
{
  if (parser->error != NULL && *parser->error == NULL)
    g_set_error (parser->error, RESITE_ERROR, RESITE_ERROR_INVALID,
                 _ ("The query cannot be read at character %d: %s is missing."),
                 (int)(parser->from - parser->statement) + 1, expected);
  return FALSE;
}

static gboolean
read_text (Parser *parser)
{
  const char quote = *parser->at++;
  g_autoptr (GString) text = g_string_new (NULL);

  while (*parser->at != quote)
    {
      if (*parser->at == '\\' && parser->at[1] != '\0')
        parser->at++;
      if (*parser->at == '\0')
        return complain (parser, _ ("the quotation mark at the end"));
      g_string_append_c (text, *parser->at++);
    }
  parser->at++;
  parser->token = g_strdup (text->str);
  parser->kind = TOKEN_TEXT;
  return TRUE;
}

static gsize
measure_sign (const char *at)
{
  static const char *const signs[] = { "<=", ">=", "<>", "!=" };

  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    {
      if (strncmp (at, signs[i], 2) == 0)
        return 2;
    }
  return 1;
}

static gboolean
next (Parser *parser)
{
  gsize length;

  g_clear_pointer (&parser->token, g_free);
  parser->kind = TOKEN_END;
  while (g_ascii_isspace (*parser->at))
    parser->at++;
  parser->from = parser->at;
  if (*parser->at == '\0')
    return TRUE;
  if (*parser->at == '\'' || *parser->at == '"')
    return read_text (parser);
  length = strcspn (parser->at, " \t\r\n'\"=<>!(),*");
  parser->kind = length > 0 ? TOKEN_WORD : TOKEN_SIGN;
  if (length == 0)
    length = measure_sign (parser->at);
  parser->token = g_strndup (parser->at, length);
  parser->at += length;
  return TRUE;
}

static gboolean
is_word (Parser *parser, const char *word)
{
  return parser->kind == TOKEN_WORD && g_ascii_strcasecmp (parser->token, word) == 0;
}

static gboolean
is_sign (Parser *parser, const char *sign)
{
  return parser->kind == TOKEN_SIGN && g_str_equal (parser->token, sign);
}

static gboolean
expect_word (Parser *parser, const char *word)
{
  return is_word (parser, word) ? next (parser) : complain (parser, word);
}

static ResiteLabWqlNode *
node_new (ResiteLabWqlOperation operation, ResiteLabWqlNode *left, ResiteLabWqlNode *right)
{
  ResiteLabWqlNode *node = g_new0 (ResiteLabWqlNode, 1);

  node->operation = operation;
  node->left = left;
  node->right = right;
  return node;
}

void
resite_lab_wql_node_free (ResiteLabWqlNode *node)
{
  if (node == NULL)
    return;
  resite_lab_wql_node_free (node->left);
  resite_lab_wql_node_free (node->right);
  g_free (node->name);
  g_free (node->text);
  g_free (node);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteLabWqlNode, resite_lab_wql_node_free)

static gboolean
read_operation (Parser *parser, ResiteLabWqlOperation *operation)
{
  static const struct
  {
    const char *sign;
    ResiteLabWqlOperation operation;
  } signs[] = {
    { "=", RESITE_LAB_WQL_EQUAL },      { "<>", RESITE_LAB_WQL_DIFFERENT },
    { "!=", RESITE_LAB_WQL_DIFFERENT }, { "<", RESITE_LAB_WQL_LESS },
    { ">", RESITE_LAB_WQL_GREATER },    { "<=", RESITE_LAB_WQL_AT_MOST },
    { ">=", RESITE_LAB_WQL_AT_LEAST },
  };

  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    {
      if (is_sign (parser, signs[i].sign))
        {
          *operation = signs[i].operation;
          return TRUE;
        }
    }
  *operation = RESITE_LAB_WQL_LIKE;
  return is_word (parser, "LIKE") ? TRUE : complain (parser, _ ("a comparison"));
}

/* "1 = Type" is the same as "Type = 1". */
static ResiteLabWqlOperation
turn_around (ResiteLabWqlOperation operation)
{
  switch ((guint)operation)
    {
    case RESITE_LAB_WQL_LESS:
      return RESITE_LAB_WQL_GREATER;
    case RESITE_LAB_WQL_GREATER:
      return RESITE_LAB_WQL_LESS;
    case RESITE_LAB_WQL_AT_MOST:
      return RESITE_LAB_WQL_AT_LEAST;
    case RESITE_LAB_WQL_AT_LEAST:
      return RESITE_LAB_WQL_AT_MOST;
    default:
      return operation;
    }
}

static gboolean
is_constant (Parser *parser)
{
  return parser->kind == TOKEN_TEXT || is_word (parser, "TRUE") || is_word (parser, "FALSE") ||
         is_word (parser, "NULL") ||
         (parser->kind == TOKEN_WORD &&
          (g_ascii_isdigit (*parser->token) || strchr ("+-.", *parser->token) != NULL));
}

static ResiteLabWqlNode *
parse_null (Parser *parser, ResiteLabWqlNode *node)
{
  gboolean negated;

  node->operation = RESITE_LAB_WQL_IS_NULL;
  if (!next (parser))
    return node;
  negated = is_word (parser, "NOT");
  if ((negated && !next (parser)) || !expect_word (parser, "NULL"))
    return node;
  return negated ? node_new (RESITE_LAB_WQL_NOT, node, NULL) : node;
}

/* "= NULL" is IS NULL, "<> NULL" is IS NOT NULL. */
static ResiteLabWqlNode *
finish_null (ResiteLabWqlNode *node)
{
  const gboolean negated = node->operation == RESITE_LAB_WQL_DIFFERENT;

  node->operation = RESITE_LAB_WQL_IS_NULL;
  return negated ? node_new (RESITE_LAB_WQL_NOT, node, NULL) : node;
}

static char *
take_constant (Parser *parser, gboolean *is_null)
{
  char *text;

  *is_null = is_word (parser, "NULL");
  if (!is_constant (parser))
    {
      complain (parser, _ ("a value"));
      return NULL;
    }
  text = g_steal_pointer (&parser->token);
  next (parser);
  return text;
}

static char *
take_name (Parser *parser)
{
  char *name;

  if (parser->kind != TOKEN_WORD || is_constant (parser))
    {
      complain (parser, _ ("a name"));
      return NULL;
    }
  name = g_steal_pointer (&parser->token);
  g_ptr_array_add (parser->used, g_strdup (name));
  next (parser);
  return name;
}

/* NULL after a complaint. */
static ResiteLabWqlNode *
parse_comparison (Parser *parser)
{
  g_autoptr (ResiteLabWqlNode) node = node_new (RESITE_LAB_WQL_EQUAL, NULL, NULL);
  const gboolean turned = is_constant (parser);
  gboolean is_null = FALSE;

  if (turned)
    node->text = take_constant (parser, &is_null);
  else
    node->name = take_name (parser);
  if (node->text == NULL && node->name == NULL)
    return NULL;
  if (!turned && is_word (parser, "IS"))
    return parse_null (parser, g_steal_pointer (&node));
  if (!read_operation (parser, &node->operation) || !next (parser))
    return NULL;
  if (turned)
    {
      node->operation = turn_around (node->operation);
      node->name = take_name (parser);
    }
  else
    node->text = take_constant (parser, &is_null);
  if (node->text == NULL || node->name == NULL)
    return NULL;
  return is_null ? finish_null (g_steal_pointer (&node)) : g_steal_pointer (&node);
}

static ResiteLabWqlNode *parse_or (Parser *parser);

static ResiteLabWqlNode *
parse_factor (Parser *parser)
{
  g_autoptr (ResiteLabWqlNode) node = NULL;

  if (++parser->depth > DEPTH_LIMIT)
    {
      complain (parser, _ ("a simpler condition"));
      return NULL;
    }
  if (is_word (parser, "NOT") && next (parser))
    {
      node = parse_factor (parser);
      parser->depth--;
      return node != NULL ? node_new (RESITE_LAB_WQL_NOT, g_steal_pointer (&node), NULL) : NULL;
    }
  if (!is_sign (parser, "("))
    {
      parser->depth--;
      return parse_comparison (parser);
    }
  if (next (parser))
    node = parse_or (parser);
  parser->depth--;
  if (node == NULL || (!is_sign (parser, ")") && !complain (parser, ")")) || !next (parser))
    return NULL;
  return g_steal_pointer (&node);
}

static ResiteLabWqlNode *
parse_chain (Parser *parser, const char *word, ResiteLabWqlOperation operation,
             ResiteLabWqlNode *(*parse_part) (Parser *parser))
{
  g_autoptr (ResiteLabWqlNode) node = parse_part (parser);

  while (node != NULL && is_word (parser, word) && next (parser))
    {
      ResiteLabWqlNode *right = parse_part (parser);

      if (right == NULL)
        return NULL;
      node = node_new (operation, g_steal_pointer (&node), right);
    }
  return g_steal_pointer (&node);
}

static ResiteLabWqlNode *
parse_and (Parser *parser)
{
  return parse_chain (parser, "AND", RESITE_LAB_WQL_AND, parse_factor);
}

static ResiteLabWqlNode *
parse_or (Parser *parser)
{
  return parse_chain (parser, "OR", RESITE_LAB_WQL_OR, parse_and);
}

static gboolean
parse_selection (Parser *parser, ResiteLabWql *wql)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  if (is_sign (parser, "*"))
    return next (parser);
  for (;;)
    {
      if (parser->kind != TOKEN_WORD)
        return complain (parser, _ ("a name"));
      g_ptr_array_add (names, g_steal_pointer (&parser->token));
      if (!next (parser))
        return FALSE;
      if (!is_sign (parser, ","))
        break;
      if (!next (parser))
        return FALSE;
    }
  g_ptr_array_add (names, NULL);
  wql->selected = (GStrv)g_ptr_array_free (g_steal_pointer (&names), FALSE);
  return TRUE;
}

static gboolean
parse_statement (Parser *parser, ResiteLabWql *wql)
{
  if (!next (parser) || !expect_word (parser, "SELECT") || !parse_selection (parser, wql) ||
      !expect_word (parser, "FROM"))
    return FALSE;
  if (parser->kind != TOKEN_WORD)
    return complain (parser, _ ("the name of a class"));
  wql->class_name = g_steal_pointer (&parser->token);
  if (!next (parser))
    return FALSE;
  if (is_word (parser, "WHERE"))
    {
      if (!next (parser))
        return FALSE;
      wql->condition = parse_or (parser);
      if (wql->condition == NULL)
        return FALSE;
    }
  return parser->kind == TOKEN_END ? TRUE : complain (parser, _ ("the end of the statement"));
}

ResiteLabWql *
resite_lab_wql_new (const char *statement, GError **error)
{
  g_autoptr (ResiteLabWql) self = g_new0 (ResiteLabWql, 1);
  g_autoptr (GPtrArray) used = g_ptr_array_new ();
  g_autoptr (GError) failure = NULL;
  Parser parser = {
    .statement = statement, .at = statement, .from = statement, .used = used, .error = &failure
  };
  gboolean good;

  g_return_val_if_fail (statement != NULL, NULL);

  good = parse_statement (&parser, self) && failure == NULL;
  g_free (parser.token);
  g_ptr_array_add (used, NULL);
  self->used = (GStrv)g_ptr_array_free (g_steal_pointer (&used), FALSE);
  if (good)
    return g_steal_pointer (&self);
  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}

void
resite_lab_wql_free (ResiteLabWql *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->class_name);
  g_strfreev (self->selected);
  g_strfreev (self->used);
  resite_lab_wql_node_free (self->condition);
  g_free (self);
}
