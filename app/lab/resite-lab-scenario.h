/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a rehearsal tells and what goes wrong in it. Data, unchanging, counted by references; any
 * thread. */
typedef struct _ResiteLabScenario ResiteLabScenario;

typedef enum
{
  RESITE_LAB_FIRST, /* for the first time */
  RESITE_LAB_USUAL,
  RESITE_LAB_HARD
} ResiteLabLevel;

/* One thing that goes wrong: resite_lab_fault_names knows @name. */
typedef struct
{
  const char *name;
  const char *value; /* "yes" where the file says nothing */
  const char *at;    /* step at whose beginning it strikes ("C6", "C6@primary.1"); "": the start */
  guint count;       /* how often; 0: until it is remedied */
  double chance;     /* 0 to 1; the seed of the lab decides */
} ResiteLabScenarioFault;

/* The id of the one that is made from a seed. */
#define RESITE_LAB_SURPRISE "surprise"

/* (element-type ResiteLabScenario) (transfer none): all that come with the program, in the order in
 * which they are offered; without the surprise. */
GPtrArray *resite_lab_scenario_list (void);
/* (nullable) (transfer none): one of these. */
const ResiteLabScenario *resite_lab_scenario_find (const char *id);
/* (transfer full): from a file of one's own. RESITE_ERROR_INVALID with "file:line: what". Blocks. */
ResiteLabScenario *resite_lab_scenario_read (const char *path, GError **error);
/* (transfer full): @n_faults (0: two) faults out of those that come with the program, from different
 * scenarios, the same for the same @seed. */
ResiteLabScenario *resite_lab_scenario_new_surprise (guint32 seed, guint n_faults);
/* (transfer full): the one that @word means: an id, RESITE_LAB_SURPRISE, or else a file.
 * RESITE_ERROR_NOT_FOUND, _INVALID. */
ResiteLabScenario *resite_lab_scenario_choose (const char *word, guint32 seed, GError **error);

ResiteLabScenario *resite_lab_scenario_ref (const ResiteLabScenario *self);
void resite_lab_scenario_unref (ResiteLabScenario *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteLabScenario, resite_lab_scenario_unref)

const char *resite_lab_scenario_get_id (const ResiteLabScenario *self);
/* In the person's language, as are the story and its end. */
const char *resite_lab_scenario_get_title (const ResiteLabScenario *self);
const char *resite_lab_scenario_get_story (const ResiteLabScenario *self);
/* (nullable): what there was to learn, told at the end. */
const char *resite_lab_scenario_get_lesson (const ResiteLabScenario *self);
ResiteLabLevel resite_lab_scenario_get_level (const ResiteLabScenario *self);
/* "first", "usual", "hard". */
const char *resite_lab_level_to_word (ResiteLabLevel level);
/* What the site has where nobody says anything else; 0: as always. */
guint resite_lab_scenario_get_packages (const ResiteLabScenario *self);
guint64 resite_lab_scenario_get_bytes (const ResiteLabScenario *self);
/* (element-type ResiteLabScenarioFault) (transfer none). */
GPtrArray *resite_lab_scenario_get_faults (const ResiteLabScenario *self);

G_END_DECLS
