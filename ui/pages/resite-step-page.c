/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-step-page"

#include "config.h"
#include <glib/gi18n.h>
#include "resite-block-view.h"
#include "resite-by-hand-box.h"
#include "resite-evidence-box.h"
#include "resite-directory-box.h"
#include "resite-guard.h"
#include "resite-gate-panel.h"
#include "resite-label.h"
#include "resite-reach-table.h"
#include "resite-step-reach.h"
#include "resite-step-controls.h"
#include "resite-step-page-actions.h"
#include "resite-step-page.h"
#include "resite-step-words.h"
#include "resite-trouble-panel.h"
#include "resite-watch-job.h"

typedef struct
{
  GtkWidget *why;
  GtkWidget *controls;
  GtkWidget *trouble;
  GtkWidget *gate;
  GtkWidget *reach;    /* NULL: no machine is to be reached here */
  GPtrArray *sections; /* ResiteActionSection, unowned */
  GtkWidget *by_hand;
  GtkWidget *end; /* of a subclass, or NULL */
  GtkWidget *evidence;
  GPtrArray *more; /* ResiteBlockView of the expanders, unowned */
  gboolean by_hand_wanted;
  gboolean busy;
  guint focus_id;
} ResiteStepPagePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (ResiteStepPage, resite_step_page, RESITE_TYPE_PAGE)

static ResiteStepPagePrivate *
private_of (ResiteStepPage *self)
{
  return resite_step_page_get_instance_private (self);
}

static ResiteStep *
get_step (ResiteStepPage *self)
{
  return resite_step_run_get_step (resite_page_get_step_run (RESITE_PAGE (self)));
}

static void
add (ResiteStepPage *self, GtkWidget *widget)
{
  gtk_box_pack_start (GTK_BOX (self), widget, FALSE, FALSE, 0);
}

static gboolean
is_emphasised (ResiteStepPage *self, ResiteAction *action)
{
  return (RESITE_STEP_PAGE_GET_CLASS (self)->emphasis & (1u << resite_action_get_kind (action))) !=
         0;
}

static void
add_sections (ResiteStepPage *self)
{
  ResitePage *page = RESITE_PAGE (self);
  GPtrArray *actions = resite_step_get_actions (get_step (self));

  for (guint i = 0; i < actions->len; i++)
    {
      ResiteAction *action = g_ptr_array_index (actions, i);
      GtkWidget *section;

      if (!resite_step_words_holds (resite_page_get_run (page), resite_page_get_step_run (page),
                                    resite_action_get (action, "when")))
        continue;
      section = resite_action_section_new (page, action);
      g_ptr_array_add (private_of (self)->sections, section);
      gtk_box_pack_start (GTK_BOX (self), section, is_emphasised (self, action),
                          is_emphasised (self, action), 0);
    }
}

/* A step that looks whether machines are reached shows them in one table. */
static void
add_reach (ResiteStepPage *self)
{
  GtkWidget *table = resite_step_reach_new (RESITE_PAGE (self));

  private_of (self)->reach = table;
  if (table != NULL)
    add (self, table);
}

static void
add_evidence (ResiteStepPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  private_of (self)->evidence = resite_evidence_box_new (RESITE_PAGE (self));
  gtk_style_context_add_class (gtk_widget_get_style_context (box), "resite-section");
  gtk_box_pack_start (GTK_BOX (box), resite_label_new (_ ("Evidence and notes"), "resite-heading"),
                      FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), private_of (self)->evidence, FALSE, FALSE, 0);
  gtk_widget_show (box);
  add (self, box);
}

static void
add_more (ResiteStepPage *self, const char *title, GPtrArray *blocks)
{
  GtkWidget *expander;
  GtkWidget *view;

  if (blocks->len == 0)
    return;
  expander = gtk_expander_new (title);
  view = resite_block_view_new ();
  gtk_widget_set_margin_top (view, 6);
  gtk_widget_set_margin_start (view, 18);
  gtk_container_add (GTK_CONTAINER (expander), view);
  /* What is folded away is not there for a screen reader either. */
  g_object_bind_property (expander, "expanded", view, "visible", G_BINDING_SYNC_CREATE);
  gtk_widget_show (expander);
  g_object_set_data (G_OBJECT (view), "resite-blocks", blocks);
  g_ptr_array_add (private_of (self)->more, view);
  add (self, expander);
}

static void
by_hand_cb (ResiteStepPage *self, gboolean wanted)
{
  private_of (self)->by_hand_wanted = wanted;
  resite_page_refresh (RESITE_PAGE (self));
  if (wanted)
    resite_by_hand_box_grab (RESITE_BY_HAND_BOX (private_of (self)->by_hand));
}

static void
add_end (ResiteStepPage *self)
{
  ResiteStepPagePrivate *priv = private_of (self);
  ResiteStepPageClass *klass = RESITE_STEP_PAGE_GET_CLASS (self);

  priv->by_hand = resite_by_hand_box_new (self);
  add (self, priv->by_hand);
  if (klass->make_end == NULL)
    return;
  priv->end = klass->make_end (self);
  add (self, priv->end);
}

static void
resite_step_page_constructed (GObject *object)
{
  ResiteStepPage *self = RESITE_STEP_PAGE (object);
  ResiteStepPagePrivate *priv = private_of (self);
  ResiteStep *step;

  G_OBJECT_CLASS (resite_step_page_parent_class)->constructed (object);
  step = get_step (self);
  priv->why = resite_label_new ("", "resite-why");
  priv->controls = resite_step_controls_new (self);
  g_signal_connect_object (priv->controls, "by-hand", G_CALLBACK (by_hand_cb), self,
                           G_CONNECT_SWAPPED);
  priv->trouble = resite_trouble_panel_new (RESITE_PAGE (self));
  priv->gate = resite_gate_panel_new (RESITE_PAGE (self));
  add (self, priv->why);
  add (self, priv->controls);
  add (self, priv->trouble);
  add (self, priv->gate);
  if (resite_run_deletes_in_directory (resite_page_get_run (RESITE_PAGE (self)),
                                       resite_page_get_step_run (RESITE_PAGE (self))))
    add (self, resite_directory_box_new (resite_page_get_run (RESITE_PAGE (self)),
                                         resite_page_get_step_run (RESITE_PAGE (self))));
  if (resite_page_get_guard (RESITE_PAGE (self)) != NULL)
    add (self, resite_page_get_guard (RESITE_PAGE (self)));
  if (resite_step_reach_is_asked (RESITE_PAGE (self)))
    add_reach (self);
  add_sections (self);
  if (priv->reach == NULL)
    add_reach (self);
  add_end (self);
  add_evidence (self);
  add_more (self, _ ("Advice"), resite_step_get_advice (step));
  add_more (self, _ ("How all of it is done by hand"), resite_step_get_by_hand (step));
  add_more (self, _ ("What can go wrong"), resite_step_get_wrong (step));
  add_more (self, _ ("The way back"), resite_step_get_way_back (step));
  resite_step_page_add_actions (self, RESITE_STEP_CONTROLS (priv->controls),
                                RESITE_EVIDENCE_BOX (priv->evidence));
}

static void
refresh_by_hand (ResiteStepPage *self)
{
  ResiteStepPagePrivate *priv = private_of (self);

  if (priv->by_hand_wanted)
    resite_by_hand_box_refresh (RESITE_BY_HAND_BOX (priv->by_hand));
  gtk_widget_set_visible (priv->by_hand, priv->by_hand_wanted);
}

static void
refresh_sections (ResiteStepPage *self)
{
  GPtrArray *sections = private_of (self)->sections;
  gboolean before_settled = !private_of (self)->by_hand_wanted;

  for (guint i = 0; i < sections->len; i++)
    {
      ResiteActionSection *section = g_ptr_array_index (sections, i);
      gboolean settled = resite_action_section_is_settled (section);

      resite_action_section_set_its_turn (section, before_settled && !settled);
      resite_action_section_refresh (section);
      before_settled = before_settled && settled;
    }
}

/* The focus must never be nowhere: a button that hid or went grey hands it on. */
static gboolean
keep_focus_cb (gpointer user_data)
{
  ResiteStepPage *self = user_data;
  GtkWidget *window = gtk_widget_get_toplevel (GTK_WIDGET (self));
  GtkWidget *focus = GTK_IS_WINDOW (window) ? gtk_window_get_focus (GTK_WINDOW (window)) : NULL;

  private_of (self)->focus_id = 0;
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return G_SOURCE_REMOVE;
  if (focus != NULL && gtk_widget_is_sensitive (focus) && gtk_widget_get_mapped (focus))
    return G_SOURCE_REMOVE;
  if (!resite_page_grab_first_focus (RESITE_PAGE (self)))
    resite_step_controls_grab_state (RESITE_STEP_CONTROLS (private_of (self)->controls));
  return G_SOURCE_REMOVE;
}

static void
refresh_more (ResiteStepPage *self)
{
  ResitePage *page = RESITE_PAGE (self);
  GPtrArray *more = private_of (self)->more;

  for (guint i = 0; i < more->len; i++)
    {
      GtkWidget *view = g_ptr_array_index (more, i);

      resite_block_view_set_blocks (RESITE_BLOCK_VIEW (view), resite_page_get_run (page),
                                    resite_page_get_step_run (page),
                                    g_object_get_data (G_OBJECT (view), "resite-blocks"));
    }
}

static void
resite_step_page_refresh (ResitePage *page)
{
  ResiteStepPage *self = RESITE_STEP_PAGE (page);
  ResiteStepPagePrivate *priv = private_of (self);
  ResiteStepRun *step = resite_page_get_step_run (page);
  g_autofree char *why = resite_step_run_get_why (step);

  if (resite_step_run_get_status (step) == RESITE_STEP_RUNNING)
    priv->busy = FALSE;
  gtk_label_set_text (GTK_LABEL (priv->why), why);
  resite_trouble_panel_refresh (RESITE_TROUBLE_PANEL (priv->trouble));
  resite_gate_panel_refresh (RESITE_GATE_PANEL (priv->gate));
  if (priv->reach != NULL)
    resite_reach_table_refresh (RESITE_REACH_TABLE (priv->reach));
  refresh_sections (self);
  resite_step_controls_refresh (RESITE_STEP_CONTROLS (priv->controls));
  refresh_by_hand (self);
  if (priv->end != NULL)
    RESITE_STEP_PAGE_GET_CLASS (self)->refresh_end (self);
  resite_evidence_box_set_editable (RESITE_EVIDENCE_BOX (priv->evidence),
                                    resite_run_may_act (resite_page_get_run (page)));
  refresh_more (self);
  if (priv->focus_id == 0)
    priv->focus_id = g_idle_add (keep_focus_cb, self);
}

static char *
find_section_reason (ResiteStepPage *self)
{
  GPtrArray *sections = private_of (self)->sections;

  for (guint i = 0; i < sections->len; i++)
    {
      char *reason = resite_action_section_dup_next_reason (g_ptr_array_index (sections, i));

      if (reason != NULL)
        return reason;
    }
  return NULL;
}

/* (nullable): what the start button does for the step as it stands. */
static char *
describe_start (ResiteStepPage *self, const char *button)
{
  ResiteStepStatus status =
      resite_step_run_get_status (resite_page_get_step_run (RESITE_PAGE (self)));

  /* TRANSLATORS: four texts for what Next waits for; %s is the label of a button. */
  if (status == RESITE_STEP_STOPPED || status == RESITE_STEP_INTERRUPTED)
    return g_strdup_printf (_ ("the rest of the work: press “%s”, or do it by hand"), button);
  if (status == RESITE_STEP_FAILED)
    return g_strdup_printf (_ ("what failed: mend it and press “%s”, or do it by hand"), button);
  if (status != RESITE_STEP_TODO && status != RESITE_STEP_LOOK_AGAIN)
    return NULL;
  if (resite_step_is_pause (get_step (self)))
    return g_strdup_printf (_ ("a look at each line: press “%s”, then sign"), button);
  return g_strdup_printf (_ ("the work itself: press “%s”, or do it by hand"), button);
}

static char *
find_own_reason (ResiteStepPage *self)
{
  ResiteStepPagePrivate *priv = private_of (self);
  ResiteStepPageClass *klass = RESITE_STEP_PAGE_GET_CLASS (self);
  g_autofree char *section = find_section_reason (self);
  g_autofree char *label =
      resite_step_controls_dup_start_label (RESITE_STEP_CONTROLS (priv->controls));
  g_autofree char *start = label != NULL ? describe_start (self, label) : NULL;

  /* Until then neither a form nor a button takes anything. */
  if (gtk_widget_get_visible (priv->gate))
    return g_strdup (_ ("the proof with one, or a reason: press “Begin all the same…”"));
  if (section != NULL)
    return g_steal_pointer (&section);
  if (start != NULL)
    return g_steal_pointer (&start);
  if (klass->dup_end_reason != NULL)
    return klass->dup_end_reason (self);
  return RESITE_PAGE_CLASS (resite_step_page_parent_class)->dup_next_reason (RESITE_PAGE (self));
}

/* What runs by itself says how far it is; a watch may need a word. */
static char *
find_running_reason (ResiteStepPage *self)
{
  ResiteJob *job = resite_step_run_get_job (resite_page_get_step_run (RESITE_PAGE (self)));
  g_autofree char *section = NULL;

  if (RESITE_IS_WATCH_JOB (job))
    section = find_section_reason (self);
  if (section != NULL)
    return g_steal_pointer (&section);
  if (job != NULL && *resite_job_get_detail (job) != '\0')
    /* TRANSLATORS: what Next waits for; %s: "312 of 415 packages, about 18 min left". */
    return g_strdup_printf (_ ("the work in hand: %s"), resite_job_get_detail (job));
  return RESITE_PAGE_CLASS (resite_step_page_parent_class)->dup_next_reason (RESITE_PAGE (self));
}

static char *
resite_step_page_dup_next_reason (ResitePage *page)
{
  ResiteStepPage *self = RESITE_STEP_PAGE (page);
  ResiteStepRun *step = resite_page_get_step_run (page);
  ResiteStepStatus status = resite_step_run_get_status (step);

  if (status == RESITE_STEP_RUNNING)
    return find_running_reason (self);
  if (resite_step_status_is_closed (status))
    return RESITE_PAGE_CLASS (resite_step_page_parent_class)->dup_next_reason (page);
  if (!resite_page_is_editable (page) || !resite_step_page_is_unlocked (self))
    return RESITE_PAGE_CLASS (resite_step_page_parent_class)->dup_next_reason (page);
  return find_own_reason (self);
}

static gboolean
grab_section (ResiteStepPage *self, gboolean emphasised)
{
  GPtrArray *sections = private_of (self)->sections;

  for (guint i = 0; i < sections->len; i++)
    {
      ResiteActionSection *section = g_ptr_array_index (sections, i);

      if (is_emphasised (self, resite_action_section_get_action (section)) == emphasised &&
          resite_action_section_grab_first_focus (section))
        return TRUE;
    }
  return FALSE;
}

static gboolean
resite_step_page_grab_first_focus (ResitePage *page)
{
  ResiteStepPage *self = RESITE_STEP_PAGE (page);
  ResiteStepPagePrivate *priv = private_of (self);

  if (!resite_page_is_editable (page) ||
      resite_step_status_is_closed (resite_step_run_get_status (resite_page_get_step_run (page))))
    return FALSE;
  if (!resite_step_page_is_unlocked (self) && gtk_widget_get_visible (resite_page_get_guard (page)))
    return gtk_widget_child_focus (resite_page_get_guard (page), GTK_DIR_TAB_FORWARD);
  if (gtk_widget_get_visible (priv->gate))
    return gtk_widget_child_focus (priv->gate, GTK_DIR_TAB_FORWARD);
  if (grab_section (self, TRUE) || grab_section (self, FALSE))
    return TRUE;
  if (resite_step_controls_grab_start (RESITE_STEP_CONTROLS (priv->controls)))
    return TRUE;
  return resite_by_hand_box_grab (RESITE_BY_HAND_BOX (priv->by_hand));
}

static void
resite_step_page_dispose (GObject *object)
{
  g_clear_handle_id (&private_of (RESITE_STEP_PAGE (object))->focus_id, g_source_remove);
  G_OBJECT_CLASS (resite_step_page_parent_class)->dispose (object);
}

static void
resite_step_page_finalize (GObject *object)
{
  g_ptr_array_unref (private_of (RESITE_STEP_PAGE (object))->sections);
  g_ptr_array_unref (private_of (RESITE_STEP_PAGE (object))->more);
  G_OBJECT_CLASS (resite_step_page_parent_class)->finalize (object);
}

static void
resite_step_page_class_init (ResiteStepPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  ResitePageClass *page_class = RESITE_PAGE_CLASS (klass);

  object_class->constructed = resite_step_page_constructed;
  object_class->dispose = resite_step_page_dispose;
  object_class->finalize = resite_step_page_finalize;
  page_class->refresh = resite_step_page_refresh;
  page_class->dup_next_reason = resite_step_page_dup_next_reason;
  page_class->grab_first_focus = resite_step_page_grab_first_focus;
}

static void
resite_step_page_init (ResiteStepPage *self)
{
  private_of (self)->sections = g_ptr_array_new ();
  private_of (self)->more = g_ptr_array_new ();
}

GPtrArray *
resite_step_page_get_sections (ResiteStepPage *self)
{
  g_return_val_if_fail (RESITE_IS_STEP_PAGE (self), NULL);

  return private_of (self)->sections;
}

static void
performed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  ResiteStepPage *self = RESITE_STEP_PAGE (object);
  g_autoptr (GError) error = NULL;

  private_of (self)->busy = FALSE;
  if (!resite_page_perform_finish (RESITE_PAGE (object), result, &error))
    resite_page_complain (RESITE_PAGE (object), error);
  if (gtk_widget_get_parent (GTK_WIDGET (self)) != NULL)
    resite_page_refresh (RESITE_PAGE (self));
}

void
resite_step_page_perform (ResiteStepPage *self, ResiteMove *move)
{
  g_return_if_fail (RESITE_IS_STEP_PAGE (self));

  if (private_of (self)->busy)
    return;
  private_of (self)->busy = TRUE;
  resite_page_perform_async (RESITE_PAGE (self), move, NULL, performed_cb, NULL);
  resite_page_refresh (RESITE_PAGE (self));
}

char *
resite_step_page_dup_obstacle (ResiteStepPage *self, ResiteMoveKind kind)
{
  g_autoptr (ResiteMove) move = NULL;
  g_autoptr (GError) error = NULL;

  g_return_val_if_fail (RESITE_IS_STEP_PAGE (self), NULL);

  move = resite_page_new_move (RESITE_PAGE (self), kind);
  /* What the person would still type is no obstacle to a button that asks for it. */
  resite_move_set (move, "reason", "-");
  resite_move_set (move, "confirm", "yes");
  if (resite_run_check_move (resite_page_get_run (RESITE_PAGE (self)), move, &error))
    return NULL;
  return g_strdup (error->message);
}

gboolean
resite_step_page_is_busy (ResiteStepPage *self)
{
  g_return_val_if_fail (RESITE_IS_STEP_PAGE (self), FALSE);

  return private_of (self)->busy;
}

gboolean
resite_step_page_is_unlocked (ResiteStepPage *self)
{
  GtkWidget *guard;

  g_return_val_if_fail (RESITE_IS_STEP_PAGE (self), FALSE);

  guard = resite_page_get_guard (RESITE_PAGE (self));
  return guard == NULL || resite_guard_is_unlocked (RESITE_GUARD (guard));
}

void
resite_step_page_keep_text (ResiteStepPage *self, const char *name, const char *text)
{
  g_return_if_fail (RESITE_IS_STEP_PAGE (self));

  resite_evidence_box_keep_text (RESITE_EVIDENCE_BOX (private_of (self)->evidence), name, text);
}
