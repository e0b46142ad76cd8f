/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-action-section"

#include "config.h"
#include <glib/gi18n.h>
#include "resite-action-section.h"
#include "resite-block-view.h"
#include "resite-check-section.h"
#include "resite-form-section.h"
#include "resite-label.h"
#include "resite-sign-off.h"
#include "resite-step-page.h"
#include "resite-step-words.h"
#include "resite-watch-section.h"
#include "resite-work-section.h"

typedef struct
{
  ResitePage *page; /* unowned: we are inside it */
  ResiteAction *action;
  GtkWidget *mark;
  GtkWidget *outcome;
  GtkWidget *why_by_hand;
  GtkWidget *blocks;
  GtkWidget *message;
  GtkWidget *body;
  GtkWidget *sign_off;
  GListModel *items;
  char *items_key;
  gboolean its_turn;
} ResiteActionSectionPrivate;

G_DEFINE_TYPE_WITH_PRIVATE (ResiteActionSection, resite_action_section, GTK_TYPE_BOX)

static ResiteActionSectionPrivate *
private_of (ResiteActionSection *self)
{
  return resite_action_section_get_instance_private (self);
}

static void
resite_action_section_dispose (GObject *object)
{
  ResiteActionSectionPrivate *priv = private_of (RESITE_ACTION_SECTION (object));

  g_clear_object (&priv->action);
  g_clear_object (&priv->items);
  g_clear_pointer (&priv->items_key, g_free);
  G_OBJECT_CLASS (resite_action_section_parent_class)->dispose (object);
}

static void
resite_action_section_class_init (ResiteActionSectionClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = resite_action_section_dispose;
}

static void
resite_action_section_init (ResiteActionSection *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  gtk_style_context_add_class (gtk_widget_get_style_context (GTK_WIDGET (self)), "resite-section");
}

static GtkWidget *
make_heading (ResiteActionSectionPrivate *priv, const char *title)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *heading = resite_label_new (title, "resite-heading");

  priv->mark = resite_label_new ("", "resite-glyph");
  gtk_label_set_width_chars (GTK_LABEL (priv->mark), 2);
  priv->outcome = resite_label_new ("", "resite-small");
  gtk_label_set_line_wrap (GTK_LABEL (priv->outcome), FALSE);
  gtk_box_pack_start (GTK_BOX (row), heading, TRUE, TRUE, 0);
  gtk_box_pack_end (GTK_BOX (row), priv->outcome, FALSE, FALSE, 0);
  gtk_box_pack_end (GTK_BOX (row), priv->mark, FALSE, FALSE, 0);
  atk_object_set_role (gtk_widget_get_accessible (heading), ATK_ROLE_HEADING);
  gtk_widget_show (row);
  return row;
}

static void
done_cb (ResiteActionSection *self)
{
  ResiteActionSectionPrivate *priv = private_of (self);
  g_autoptr (ResiteMove) move = resite_page_new_move (priv->page, RESITE_MOVE_DONE);

  resite_move_set (move, "action", resite_action_get_id (priv->action));
  resite_sign_off_fill (RESITE_SIGN_OFF (priv->sign_off), move);
  resite_step_page_perform (RESITE_STEP_PAGE (priv->page), move);
}

static GtkWidget *
make_sign_off (ResiteActionSection *self)
{
  const char *word = RESITE_ACTION_SECTION_GET_CLASS (self)->word;
  GtkWidget *sign_off = resite_sign_off_new ();

  gtk_widget_hide (sign_off);
  if (word != NULL)
    resite_sign_off_set_label (RESITE_SIGN_OFF (sign_off), _ (word));
  g_signal_connect_object (sign_off, "done", G_CALLBACK (done_cb), self, G_CONNECT_SWAPPED);
  return sign_off;
}

static void
build (ResiteActionSection *self)
{
  ResiteActionSectionPrivate *priv = private_of (self);
  ResiteRun *run = resite_page_get_run (priv->page);
  ResiteStepRun *step = resite_page_get_step_run (priv->page);
  g_autofree char *title = resite_step_words_action_title (run, step, priv->action);

  priv->why_by_hand = resite_label_new ("", "dim-label");
  priv->message = resite_label_new ("", NULL);
  priv->blocks = resite_block_view_new ();
  priv->body = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_show (priv->body);
  gtk_box_pack_start (GTK_BOX (self), make_heading (priv, title), FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (self), priv->why_by_hand, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (self), priv->blocks, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (self), priv->body, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (self), priv->message, FALSE, FALSE, 0);
  priv->sign_off = make_sign_off (self);
  gtk_box_pack_start (GTK_BOX (self), priv->sign_off, FALSE, FALSE, 0);
  resite_label_set_accessible_name (GTK_WIDGET (self), title);
}

static GType
get_type_of (ResiteActionKind kind)
{
  switch (kind)
    {
    case RESITE_ACTION_FORM:
      return RESITE_TYPE_FORM_SECTION;
    case RESITE_ACTION_CHECK:
      return RESITE_TYPE_CHECK_SECTION;
    case RESITE_ACTION_WATCH:
      return RESITE_TYPE_WATCH_SECTION;
    case RESITE_ACTION_COPY:
    case RESITE_ACTION_BULK:
    case RESITE_ACTION_WAIT:
    case RESITE_ACTION_COMMAND:
    case RESITE_ACTION_DIRECTORY:
      return RESITE_TYPE_WORK_SECTION;
    case RESITE_ACTION_INSTRUCTION:
    default:
      return RESITE_TYPE_ACTION_SECTION;
    }
}

GtkWidget *
resite_action_section_new (ResitePage *page, ResiteAction *action)
{
  ResiteActionSection *self =
      g_object_new (get_type_of (resite_action_get_kind (action)), "visible", TRUE, NULL);
  ResiteActionSectionPrivate *priv = private_of (self);

  priv->page = page;
  priv->action = g_object_ref (action);
  build (self);
  return GTK_WIDGET (self);
}

ResitePage *
resite_action_section_get_page (ResiteActionSection *self)
{
  g_return_val_if_fail (RESITE_IS_ACTION_SECTION (self), NULL);

  return private_of (self)->page;
}

ResiteAction *
resite_action_section_get_action (ResiteActionSection *self)
{
  g_return_val_if_fail (RESITE_IS_ACTION_SECTION (self), NULL);

  return private_of (self)->action;
}

GtkBox *
resite_action_section_get_body (ResiteActionSection *self)
{
  g_return_val_if_fail (RESITE_IS_ACTION_SECTION (self), NULL);

  return GTK_BOX (private_of (self)->body);
}

const ResiteActionState *
resite_action_section_get_state (ResiteActionSection *self)
{
  ResiteActionSectionPrivate *priv = private_of (self);
  const ResiteStepState *state = resite_step_run_get_state (resite_page_get_step_run (priv->page));

  return state != NULL ? resite_step_state_get_action (state, resite_action_get_id (priv->action))
                       : NULL;
}

/* A step has one job at a time: it belongs to the action that runs, or to the one that ended
 * last. */
static ResiteJob *
find_job (ResiteActionSection *self)
{
  ResiteActionSectionPrivate *priv = private_of (self);
  ResiteStepRun *step = resite_page_get_step_run (priv->page);
  const ResiteStepState *state = resite_step_run_get_state (step);
  const ResiteActionState *last = NULL;

  for (guint i = 0; state != NULL && i < state->actions->len; i++)
    {
      const ResiteActionState *action = g_ptr_array_index (state->actions, i);

      if (last == NULL || action->started_at >= last->started_at)
        last = action;
    }
  if (last == NULL || g_strcmp0 (last->id, resite_action_get_id (priv->action)) != 0)
    return NULL;
  return g_strcmp0 (last->outcome, "told") != 0 ? resite_step_run_get_job (step) : NULL;
}

GListModel *
resite_action_section_get_items (ResiteActionSection *self)
{
  ResiteActionSectionPrivate *priv = private_of (self);
  ResiteStepRun *step = resite_page_get_step_run (priv->page);
  const ResiteActionState *state = resite_action_section_get_state (self);
  g_autofree char *key =
      g_strdup_printf ("%u %p %s", resite_step_run_get_attempt (step), (void *)find_job (self),
                       state != NULL ? state->outcome : "");

  if (priv->items == NULL || g_strcmp0 (key, priv->items_key) != 0)
    {
      g_clear_object (&priv->items);
      priv->items = resite_step_run_get_items (step, priv->action);
      g_free (priv->items_key);
      priv->items_key = g_steal_pointer (&key);
    }
  return priv->items;
}

const char *
resite_action_section_get_command (ResiteActionSection *self)
{
  g_return_val_if_fail (RESITE_IS_ACTION_SECTION (self), NULL);

  return resite_block_view_get_command (RESITE_BLOCK_VIEW (private_of (self)->blocks));
}

gboolean
resite_action_section_is_automatic (ResiteActionSection *self)
{
  ResiteActionSectionPrivate *priv = private_of (self);

  return resite_step_run_is_automatic (resite_page_get_step_run (priv->page), priv->action, NULL);
}

gboolean
resite_action_section_is_settled (ResiteActionSection *self)
{
  const ResiteActionState *state = resite_action_section_get_state (self);

  return state != NULL &&
         (g_strcmp0 (state->outcome, "ok") == 0 || g_strcmp0 (state->outcome, "warning") == 0 ||
          g_strcmp0 (state->outcome, "told") == 0);
}

void
resite_action_section_set_its_turn (ResiteActionSection *self, gboolean its_turn)
{
  g_return_if_fail (RESITE_IS_ACTION_SECTION (self));

  private_of (self)->its_turn = its_turn;
}

static void
set_text (GtkWidget *label, const char *text)
{
  gtk_label_set_text (GTK_LABEL (label), text != NULL ? text : "");
  gtk_widget_set_visible (label, text != NULL && *text != '\0');
}

static void
show_outcome (ResiteActionSectionPrivate *priv, const ResiteActionState *state)
{
  const char *style = resite_step_words_outcome_style (state);
  const char *how = resite_step_words_knows (state) ? resite_step_words_how (state->how) : "";
  g_autofree char *words = g_strdup_printf (*how != '\0' ? "%s (%s)" : "%s%s",
                                            resite_step_words_outcome_word (state), how);

  gtk_label_set_text (GTK_LABEL (priv->mark), resite_step_words_outcome_glyph (state));
  gtk_label_set_text (GTK_LABEL (priv->outcome), words);
  resite_label_set_style (priv->mark, style);
  resite_label_set_style (priv->outcome, style);
}

static void
show_by_hand (ResiteActionSectionPrivate *priv)
{
  ResiteStepRun *step = resite_page_get_step_run (priv->page);
  g_autofree char *reason = NULL;
  ResiteActionKind kind = resite_action_get_kind (priv->action);
  gboolean persons_own = kind == RESITE_ACTION_FORM || kind == RESITE_ACTION_INSTRUCTION;

  gboolean runs =
      kind == RESITE_ACTION_COMMAND && resite_step_run_is_automatic (step, priv->action, NULL);
  GtkStyleContext *style = gtk_widget_get_style_context (priv->why_by_hand);

  if (runs)
    gtk_style_context_remove_class (style, "dim-label");
  else
    gtk_style_context_add_class (style, "dim-label");
  resite_block_view_set_automatic (RESITE_BLOCK_VIEW (priv->blocks), runs);
  if (!persons_own && resite_step_run_is_automatic (step, priv->action, &reason))
    reason = resite_step_words_automatic (resite_page_get_run (priv->page), step, priv->action);
  set_text (priv->why_by_hand, reason);
}

/* A person's word is asked for where Resite cannot do it or could not see it. */
static gboolean
wants_word (ResiteActionSection *self)
{
  ResiteActionSectionPrivate *priv = private_of (self);
  ResiteStepRun *step = resite_page_get_step_run (priv->page);
  ResiteStepStatus status = resite_step_run_get_status (step);
  const ResiteActionState *state = resite_action_section_get_state (self);
  gboolean unseen = state != NULL && g_strcmp0 (state->outcome, "unknown") == 0;

  if (!priv->its_turn || !resite_page_is_editable (priv->page) ||
      resite_action_get_kind (priv->action) == RESITE_ACTION_FORM ||
      resite_step_is_pause (resite_step_run_get_step (step)))
    return FALSE;
  if (resite_step_status_is_closed (status) || status == RESITE_STEP_RUNNING)
    return FALSE;
  return unseen || !resite_action_section_is_automatic (self);
}

static void
refresh_sign_off (ResiteActionSection *self)
{
  ResiteActionSectionPrivate *priv = private_of (self);
  ResiteStepPage *page = RESITE_STEP_PAGE (priv->page);
  const char *reason = NULL;

  if (!resite_step_page_is_unlocked (page))
    reason = _ ("First unlock this step: type the name of the machine above.");
  else if (resite_step_page_is_busy (page))
    reason = "";
  resite_sign_off_set_reason (RESITE_SIGN_OFF (priv->sign_off), reason);
  gtk_widget_set_visible (priv->sign_off, wants_word (self));
}

/* Before it begins one reads what will be done; from then on what is being done comes first. */
static void
order_parts (ResiteActionSection *self, gboolean begun)
{
  ResiteActionSectionPrivate *priv = private_of (self);
  int blocks, body;

  gtk_container_child_get (GTK_CONTAINER (self), priv->blocks, "position", &blocks, NULL);
  gtk_container_child_get (GTK_CONTAINER (self), priv->body, "position", &body, NULL);
  if ((body < blocks) != begun)
    gtk_box_reorder_child (GTK_BOX (self), priv->body, blocks);
}

void
resite_action_section_refresh (ResiteActionSection *self)
{
  ResiteActionSectionPrivate *priv = private_of (self);
  ResiteActionSectionClass *klass = RESITE_ACTION_SECTION_GET_CLASS (self);
  const ResiteActionState *state = resite_action_section_get_state (self);
  ResiteJob *job = find_job (self);

  g_return_if_fail (RESITE_IS_ACTION_SECTION (self));

  show_outcome (priv, state);
  show_by_hand (priv);
  order_parts (self, state != NULL &&
                         resite_action_get_kind (priv->action) == RESITE_ACTION_COMMAND &&
                         resite_action_section_is_automatic (self));
  resite_block_view_set_blocks (RESITE_BLOCK_VIEW (priv->blocks), resite_page_get_run (priv->page),
                                resite_page_get_step_run (priv->page),
                                resite_action_get_blocks (priv->action));
  gtk_widget_set_visible (priv->blocks,
                          !resite_block_view_is_empty (RESITE_BLOCK_VIEW (priv->blocks)));
  set_text (priv->message, state != NULL && job == NULL ? state->message : NULL);
  if (klass->refresh != NULL)
    klass->refresh (self, state, job);
  refresh_sign_off (self);
}

char *
resite_action_section_dup_next_reason (ResiteActionSection *self)
{
  ResiteActionSectionClass *klass = RESITE_ACTION_SECTION_GET_CLASS (self);
  const char *word = klass->word != NULL ? _ (klass->word) : _ ("I have done it");

  if (wants_word (self))
    /* TRANSLATORS: what Next waits for; %s is the label of a button. */
    return g_strdup_printf (_ ("your word: press “%s”"), word);
  return klass->dup_next_reason != NULL ? klass->dup_next_reason (self) : NULL;
}

gboolean
resite_action_section_grab_first_focus (ResiteActionSection *self)
{
  ResiteActionSectionClass *klass = RESITE_ACTION_SECTION_GET_CLASS (self);

  if (klass->grab_first_focus != NULL && klass->grab_first_focus (self))
    return TRUE;
  if (!gtk_widget_get_visible (private_of (self)->sign_off))
    return FALSE;
  resite_sign_off_grab (RESITE_SIGN_OFF (private_of (self)->sign_off));
  return TRUE;
}
