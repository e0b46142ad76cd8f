/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the maker of a machine wrote into it: the table "system" (type 1) of SMBIOS, DSP0134. Windows
 * keeps all tables in its registry, SYSTEM\CurrentControlSet\Services\mssmbios\Data, SMBiosData,
 * behind a head of eight bytes (RawSMBIOSData of GetSystemFirmwareTable). */
typedef struct
{
  char *uuid; /* as WMI writes it, upper case; (nullable) */
  char *serial;
  char *maker;
  char *model;
} ResiteSmbios;

/* Of the registry's value. NULL: it holds no such table. Pure. */
ResiteSmbios *resite_smbios_read (GBytes *bytes);
void resite_smbios_free (ResiteSmbios *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteSmbios, resite_smbios_free)

G_END_DECLS
