/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-cmd"

#include "config.h"

#include <string.h>

#include "resite-error.h"
#include "resite-lab-cmd.h"

/* Lines of cmd.exe: & && || | ( ) < > >> 2>&1, quotation marks, ^ and "if". Messages are Windows'
 * own and not translated. */

#define DEPTH_LIMIT 100

typedef struct
{
  const char *at;
  guint depth;
  GError **error;
} Parser;

ResiteLabCmdNode *
resite_lab_cmd_node_ref (ResiteLabCmdNode *node)
{
  g_atomic_ref_count_inc (&node->references);
  return node;
}

void
resite_lab_cmd_node_unref (ResiteLabCmdNode *node)
{
  if (node == NULL || !g_atomic_ref_count_dec (&node->references))
    return;
  g_clear_pointer (&node->left, resite_lab_cmd_node_unref);
  g_clear_pointer (&node->right, resite_lab_cmd_node_unref);
  g_clear_pointer (&node->redirections, g_ptr_array_unref);
  g_free (node->text);
  g_free (node);
}

static ResiteLabCmdNode *
node_new (ResiteLabCmdKind kind)
{
  ResiteLabCmdNode *node = g_new0 (ResiteLabCmdNode, 1);

  g_atomic_ref_count_init (&node->references);
  node->kind = kind;
  return node;
}

ResiteLabCmdNode *
resite_lab_cmd_node_new_simple (const char *text)
{
  ResiteLabCmdNode *node = node_new (RESITE_LAB_CMD_SIMPLE);

  node->text = g_strdup (text);
  return node;
}

static void
redirection_free (gpointer data)
{
  ResiteLabCmdRedirection *redirection = data;

  g_free (redirection->path);
  g_free (redirection);
}

static void
complain (Parser *parser)
{
  g_autofree char *word = g_strndup (parser->at, strcspn (parser->at, " \t"));

  if (parser->error != NULL && *parser->error == NULL)
    g_set_error (parser->error, RESITE_ERROR, RESITE_ERROR_INVALID,
                 *word != '\0' ? "%s was unexpected at this time."
                               : "The syntax of the command is incorrect.%s",
                 word);
}

static void
skip_blanks (Parser *parser)
{
  while (*parser->at == ' ' || *parser->at == '\t' || *parser->at == '\r' || *parser->at == '\n')
    parser->at++;
}

/* One piece of a word: quoted text, an escaped character, or a plain one. */
static void
take_piece (Parser *parser, GString *text)
{
  if (*parser->at == '"')
    {
      const char *end = strchr (parser->at + 1, '"');
      const gsize length = end != NULL ? (gsize)(end - parser->at) + 1 : strlen (parser->at);

      g_string_append_len (text, parser->at, length);
      parser->at += length;
      return;
    }
  if (*parser->at == '^' && parser->at[1] != '\0')
    parser->at++;
  g_string_append_c (text, *parser->at++);
}

/* The file behind ">". NULL: there is none. */
static char *
take_path (Parser *parser)
{
  g_autoptr (GString) path = g_string_new (NULL);
  g_auto (GStrv) parts = NULL;

  skip_blanks (parser);
  while (*parser->at != '\0' && strchr (" \t&|<>()\r\n", *parser->at) == NULL)
    take_piece (parser, path);
  if (path->len == 0)
    return NULL;
  parts = g_strsplit (path->str, "\"", -1);
  return g_strjoinv ("", parts);
}

/* At "<", ">" or the digit before. */
static gboolean
parse_redirection (Parser *parser, ResiteLabCmdNode *node)
{
  ResiteLabCmdRedirection *redirection = g_new0 (ResiteLabCmdRedirection, 1);

  if (node->redirections == NULL)
    node->redirections = g_ptr_array_new_with_free_func (redirection_free);
  g_ptr_array_add (node->redirections, redirection);
  redirection->stream = *parser->at == '<' ? 0 : 1;
  if (g_ascii_isdigit (*parser->at))
    redirection->stream = *parser->at++ - '0';
  redirection->from = -1;
  redirection->added = strncmp (parser->at, ">>", 2) == 0;
  parser->at += redirection->added ? 2 : 1;
  if (*parser->at == '&' && g_ascii_isdigit (parser->at[1]))
    {
      redirection->from = parser->at[1] - '0';
      parser->at += 2;
      return redirection->from <= 2;
    }
  redirection->path = take_path (parser);
  return redirection->path != NULL && redirection->stream <= 2;
}

static gboolean
is_redirection (Parser *parser, const GString *before)
{
  const char last = before->len > 0 ? before->str[before->len - 1] : ' ';

  if (*parser->at == '<' || *parser->at == '>')
    return TRUE;
  /* "echo 2>x": the digit is the stream only if it stands alone. */
  return (*parser->at == '1' || *parser->at == '2') &&
         (parser->at[1] == '>' || parser->at[1] == '<') && (last == ' ' || last == '\t');
}

static gboolean
is_end (Parser *parser)
{
  return *parser->at == '\0' || *parser->at == '&' || *parser->at == '|' ||
         (*parser->at == ')' && parser->depth > 0) || *parser->at == '\n' || *parser->at == '\r';
}

static ResiteLabCmdNode *
parse_simple (Parser *parser)
{
  g_autoptr (ResiteLabCmdNode) node = node_new (RESITE_LAB_CMD_SIMPLE);
  g_autoptr (GString) text = g_string_new (NULL);

  while (!is_end (parser))
    {
      if (!is_redirection (parser, text))
        take_piece (parser, text);
      else if (!parse_redirection (parser, node))
        {
          complain (parser);
          return NULL;
        }
    }
  node->text = g_strdup (text->str);
  if (*g_strchug (node->text) != '\0' || node->redirections != NULL)
    return g_steal_pointer (&node);
  complain (parser);
  return NULL;
}

static ResiteLabCmdNode *parse_line (Parser *parser);

static ResiteLabCmdNode *
parse_group (Parser *parser)
{
  g_autoptr (ResiteLabCmdNode) node = node_new (RESITE_LAB_CMD_GROUP);
  g_autoptr (GString) blank = g_string_new (" ");

  parser->at++;
  if (++parser->depth <= DEPTH_LIMIT)
    node->left = parse_line (parser);
  skip_blanks (parser);
  if (node->left == NULL || *parser->at != ')')
    {
      complain (parser);
      return NULL;
    }
  parser->at++;
  parser->depth--;
  skip_blanks (parser);
  while (is_redirection (parser, blank))
    {
      if (!parse_redirection (parser, node))
        return NULL;
      skip_blanks (parser);
    }
  return g_steal_pointer (&node);
}

static gboolean
take_word (Parser *parser, const char *word)
{
  const gsize length = strlen (word);

  if (g_ascii_strncasecmp (parser->at, word, length) != 0 ||
      strchr (" \t(\"", parser->at[length]) == NULL)
    return FALSE;
  parser->at += length;
  skip_blanks (parser);
  return TRUE;
}

/* "exist FILE", "errorlevel N", "defined NAME" or "A==B" or "A equ B", with "not" before. */
static char *
take_condition (Parser *parser)
{
  GString *text = g_string_new (NULL);
  guint words = 1;

  if (take_word (parser, "/i"))
    g_string_append (text, "/i ");
  if (take_word (parser, "not"))
    g_string_append (text, "not ");
  if (take_word (parser, "exist"))
    g_string_append (text, "exist ");
  else if (take_word (parser, "errorlevel"))
    g_string_append (text, "errorlevel ");
  else if (take_word (parser, "defined"))
    g_string_append (text, "defined ");
  else
    words = strstr (parser->at, "==") != NULL ? 1 : 3;
  for (guint i = 0; i < words; i++)
    {
      skip_blanks (parser);
      while (!is_end (parser) && *parser->at != ' ' && *parser->at != '(')
        take_piece (parser, text);
      g_string_append_c (text, ' ');
    }
  return g_string_free (text, FALSE);
}

static ResiteLabCmdNode *parse_chain (Parser *parser, guint level);

static ResiteLabCmdNode *
parse_if (Parser *parser)
{
  g_autoptr (ResiteLabCmdNode) node = node_new (RESITE_LAB_CMD_IF);

  node->text = take_condition (parser);
  skip_blanks (parser);
  node->left = *parser->at == '(' ? parse_group (parser) : parse_chain (parser, 0);
  if (node->left == NULL)
    {
      complain (parser);
      return NULL;
    }
  if (take_word (parser, "else"))
    {
      node->right = *parser->at == '(' ? parse_group (parser) : parse_chain (parser, 0);
      if (node->right == NULL)
        return NULL;
    }
  return g_steal_pointer (&node);
}

static ResiteLabCmdNode *
parse_command (Parser *parser)
{
  skip_blanks (parser);
  while (*parser->at == '@')
    parser->at++;
  if (*parser->at == '(')
    return parse_group (parser);
  if (take_word (parser, "if"))
    return parse_if (parser);
  return parse_simple (parser);
}

static const struct
{
  const char *sign;
  ResiteLabCmdKind kind;
} levels[] = {
  { "&", RESITE_LAB_CMD_THEN },
  { "||", RESITE_LAB_CMD_OR },
  { "&&", RESITE_LAB_CMD_AND },
  { "|", RESITE_LAB_CMD_PIPE },
};

static gboolean
take_sign (Parser *parser, const char *sign)
{
  const gsize length = strlen (sign);

  skip_blanks (parser);
  if (strncmp (parser->at, sign, length) != 0 || (length == 1 && parser->at[1] == *sign))
    return FALSE;
  parser->at += length;
  return TRUE;
}

static ResiteLabCmdNode *
parse_chain (Parser *parser, guint level)
{
  g_autoptr (ResiteLabCmdNode) node = NULL;

  if (level == G_N_ELEMENTS (levels))
    return parse_command (parser);
  node = parse_chain (parser, level + 1);
  while (node != NULL && take_sign (parser, levels[level].sign))
    {
      ResiteLabCmdNode *both = node_new (levels[level].kind);

      both->left = g_steal_pointer (&node);
      node = both;
      skip_blanks (parser);
      /* A single & may stand at the end. */
      if (level == 0 && (*parser->at == '\0' || *parser->at == ')'))
        break;
      both->right = parse_chain (parser, level + 1);
      if (both->right == NULL)
        return NULL;
    }
  return g_steal_pointer (&node);
}

static ResiteLabCmdNode *
parse_line (Parser *parser)
{
  return parse_chain (parser, 0);
}

ResiteLabCmdNode *
resite_lab_cmd_parse (const char *line, GError **error)
{
  Parser parser = { .at = line, .error = error };
  g_autoptr (ResiteLabCmdNode) node = NULL;

  g_return_val_if_fail (line != NULL, NULL);

  skip_blanks (&parser);
  if (*parser.at == '\0')
    return NULL;
  node = parse_line (&parser);
  if (node == NULL)
    return NULL;
  skip_blanks (&parser);
  if (*parser.at == '\0')
    return g_steal_pointer (&node);
  complain (&parser);
  return NULL;
}
