/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-cim.h"
#include "resite-folder.h"

G_BEGIN_DECLS

/* A folder of a Windows machine that is reached by WMI alone: it can be listed, what is in it renamed
 * and removed, and its NTFS permissions read and set; contents cannot be read or written
 * (RESITE_ERROR_REFUSED). Names come as Windows tells them here, in small letters, but for IDs of packages. Sources:
 * Win32_Directory, CIM_DataFile, Win32_LogicalFileSecuritySetting. */
#define RESITE_TYPE_FOLDER_CIM (resite_folder_cim_get_type ())
G_DECLARE_FINAL_TYPE (ResiteFolderCim, resite_folder_cim, RESITE, FOLDER_CIM, GObject)

/* @path: "E:\\" or "E:\\SMSPKGE$". @cancellable (nullable): ends every call. */
ResiteFolder *resite_folder_cim_new (ResiteCim *cim, const char *path, GCancellable *cancellable);

G_END_DECLS
