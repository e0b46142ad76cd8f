/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-lab-server-service.h"

G_BEGIN_DECLS

/* What is asked of WMI in one request. */
typedef struct
{
  ResiteLabService *service;
  ResiteLabExchange *exchange;
  ResiteLabSoapRequest *request;
  char *space;           /* as asked, in slashes */
  char *class_name;      /* as asked; "*" */
  ResiteCimObject *keys; /* the selectors, without those that only name the namespace */
} ResiteLabQuestion;

/* FALSE: the request's resource is none of WMI. */
gboolean resite_lab_question_read (ResiteLabQuestion *self, ResiteLabService *service,
                                   ResiteLabExchange *exchange);
void resite_lab_question_clear (ResiteLabQuestion *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ResiteLabQuestion, resite_lab_question_clear)

/* (nullable) (transfer none): what the action names behind the resource's address and a slash. */
const char *resite_lab_question_get_method (ResiteLabQuestion *self);
/* As the class itself is spelled, which is how clients expect elements; as asked when there is
 * none. */
const char *resite_lab_question_spell (ResiteLabQuestion *self);
/* (nullable): answered already then. */
GPtrArray *resite_lab_question_perform (ResiteLabQuestion *self, ResiteCimRequest *cim);

/* Answers Enumerate. */
void resite_lab_question_answer_list (ResiteLabQuestion *self);

G_END_DECLS
