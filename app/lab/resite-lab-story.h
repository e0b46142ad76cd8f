/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-lab-class.h"

G_BEGIN_DECLS

/* What the logs of the machines tell, line by line as time goes: a story is a list of lines with the
 * seconds of the lab's time before each of them. A story that is being told goes on in the next
 * program that opens the lab. */

/* @package (nullable): the one that it is about. Lines without a wait before them are written at
 * once. */
void resite_lab_story_begin (ResiteLabMachine *machine, const char *name, const char *package);
/* What an order to go on does when it is due. */
void resite_lab_story_go_on (ResiteLabMachine *machine, const ResiteLabRecord *order);

typedef struct
{
  double after;
  const char *role;      /* whose log; NULL: the machine's that the story is of */
  const char *log;       /* Windows path; NULL: no line but a turn of events, named by the text */
  const char *component; /* NULL: a line of a setup log */
  guint thread;
  const char *text; /* {package}, {name} and {folder} stand for what they are at the time */
} ResiteLabStoryLine;

typedef struct
{
  const char *name;
  const ResiteLabStoryLine *lines;
  guint n;
} ResiteLabStory;

/* (nullable). */
const ResiteLabStory *resite_lab_story_find (const char *name);

G_END_DECLS
