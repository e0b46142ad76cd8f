/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-cli.h"
#include "resite-run-reach.h"

G_BEGIN_DECLS

/* Answers at the terminal what @run asks: passwords, certificates, boxes. Without a terminal and
 * without --password-fd nobody answers. */
void resite_cli_ask_for_run (ResiteCli *cli, ResiteRun *run);

G_END_DECLS
