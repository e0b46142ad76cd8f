/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The fixed strings of WS-Management. Names are compared by namespace and local name; prefixes
 * mean nothing, except that the lab writes the customary ones because some clients match text. */

#define RESITE_NS_SOAP      "http://www.w3.org/2003/05/soap-envelope"
#define RESITE_NS_ADDRESS   "http://schemas.xmlsoap.org/ws/2004/08/addressing"
#define RESITE_NS_WSMAN     "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"
#define RESITE_NS_MICROSOFT "http://schemas.microsoft.com/wbem/wsman/1/wsman.xsd"
#define RESITE_NS_ENUMERATE "http://schemas.xmlsoap.org/ws/2004/09/enumeration"
#define RESITE_NS_TRANSFER  "http://schemas.xmlsoap.org/ws/2004/09/transfer"
#define RESITE_NS_BINDING   "http://schemas.dmtf.org/wbem/wsman/1/cimbinding.xsd"
#define RESITE_NS_SHELL     "http://schemas.microsoft.com/wbem/wsman/1/windows/shell"
#define RESITE_NS_FAULT     "http://schemas.microsoft.com/wbem/wsman/1/wsmanfault"
#define RESITE_NS_IDENTITY  "http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd"
#define RESITE_NS_CIM       "http://schemas.dmtf.org/wbem/wscim/1/common"
#define RESITE_NS_XSI       "http://www.w3.org/2001/XMLSchema-instance"

#define RESITE_WSMAN_ANONYMOUS    RESITE_NS_ADDRESS "/role/anonymous"
#define RESITE_WSMAN_CONTENT_TYPE "application/soap+xml;charset=UTF-8"

/* Actions; a reply has the same with "Response" at the end. */
#define RESITE_ACTION_GET       RESITE_NS_TRANSFER "/Get"
#define RESITE_ACTION_PUT       RESITE_NS_TRANSFER "/Put"
#define RESITE_ACTION_CREATE    RESITE_NS_TRANSFER "/Create"
#define RESITE_ACTION_DELETE    RESITE_NS_TRANSFER "/Delete"
#define RESITE_ACTION_ENUMERATE RESITE_NS_ENUMERATE "/Enumerate"
#define RESITE_ACTION_PULL      RESITE_NS_ENUMERATE "/Pull"
#define RESITE_ACTION_RELEASE   RESITE_NS_ENUMERATE "/Release"
#define RESITE_ACTION_COMMAND   RESITE_NS_SHELL "/Command"
#define RESITE_ACTION_RECEIVE   RESITE_NS_SHELL "/Receive"
#define RESITE_ACTION_SEND      RESITE_NS_SHELL "/Send"
#define RESITE_ACTION_SIGNAL    RESITE_NS_SHELL "/Signal"
/* Newer clients close an operation with it. */
#define RESITE_ACTION_END     "http://schemas.microsoft.com/wbem/wsman/1/wsman/End"
#define RESITE_RESOURCE_CLOSE "http://schemas.microsoft.com/wbem/wsman/1/wsman/FullDuplex"

#define RESITE_ACTION_FAULT_ADDRESS   RESITE_NS_ADDRESS "/fault"
#define RESITE_ACTION_FAULT_ENUMERATE RESITE_NS_ENUMERATE "/fault"
#define RESITE_ACTION_FAULT_TRANSFER  RESITE_NS_TRANSFER "/fault"
#define RESITE_ACTION_FAULT_WSMAN     "http://schemas.dmtf.org/wbem/wsman/1/wsman/fault"

/* + NAMESPACE/CLASS, or NAMESPACE/ * for a query. */
#define RESITE_RESOURCE_WMI       "http://schemas.microsoft.com/wbem/wsman/1/wmi/"
#define RESITE_RESOURCE_CMD       RESITE_NS_SHELL "/cmd"
#define RESITE_RESOURCE_SHELLS    RESITE_NS_SHELL
#define RESITE_RESOURCE_CONFIG    "http://schemas.microsoft.com/wbem/wsman/1/config"
#define RESITE_DIALECT_WQL        "http://schemas.microsoft.com/wbem/wsman/1/WQL"
#define RESITE_FAULT_DETAIL       "http://schemas.dmtf.org/wbem/wsman/1/wsman/faultDetail/"
#define RESITE_SHELL_STATE        RESITE_NS_SHELL "/CommandState/"
#define RESITE_SIGNAL_TERMINATE   RESITE_NS_SHELL "/signal/terminate"
#define RESITE_SIGNAL_CTRL_C      RESITE_NS_SHELL "/signal/ctrl_c"
#define RESITE_SIGNAL_CTRL_BREAK  RESITE_NS_SHELL "/signal/ctrl_break"
#define RESITE_SHELL_SELECTOR     "ShellId"
#define RESITE_IDENTIFY_ANONYMOUS "WSMANIDENTIFY"

/* f:WSManFault's Code, where something is done about it. */
#define RESITE_WSMAN_CODE_ACCESS_DENIED     5u
#define RESITE_WSMAN_CODE_ABORTED           995u
#define RESITE_WSMAN_CODE_CANCELLED         1223u
#define RESITE_WSMAN_CODE_LINE_TOO_LONG     0x800700CEu
#define RESITE_WSMAN_CODE_NO_RESOURCE       0x80338000u
#define RESITE_WSMAN_CODE_UNREACHABLE       0x80338012u
#define RESITE_WSMAN_CODE_NO_ACTION         0x80338013u
#define RESITE_WSMAN_CODE_NO_DIALECT        0x80338019u
#define RESITE_WSMAN_CODE_BAD_FILTER        0x8033801Au
#define RESITE_WSMAN_CODE_NO_CONTEXT        0x8033801Bu
#define RESITE_WSMAN_CODE_CONTEXT_TIMED_OUT 0x8033801Cu
#define RESITE_WSMAN_CODE_TOO_LARGE         0x80338026u
#define RESITE_WSMAN_CODE_TIMED_OUT         0x80338029u
#define RESITE_WSMAN_CODE_CONCURRENCY       0x80338032u
#define RESITE_WSMAN_CODE_EXISTS            0x80338033u
#define RESITE_WSMAN_CODE_ENCODING_LIMIT    0x80338035u
#define RESITE_WSMAN_CODE_BAD_URI           0x8033803Bu
#define RESITE_WSMAN_CODE_BAD_SELECTORS     0x8033803Du
#define RESITE_WSMAN_CODE_QUOTA             0x8033803Fu
#define RESITE_WSMAN_CODE_SCHEMA            0x80338041u
#define RESITE_WSMAN_CODE_UNSUPPORTED       0x80338042u
#define RESITE_WSMAN_CODE_ENVELOPE_BAD      0x80338047u
#define RESITE_WSMAN_CODE_ENVELOPE_EXCEEDED 0x80338048u
#define RESITE_WSMAN_CODE_ENVELOPE_SERVER   0x80338049u
#define RESITE_WSMAN_CODE_FEW_SELECTORS     0x8033805Au
#define RESITE_WSMAN_CODE_SHELL_GONE        0x8033805Bu
#define RESITE_WSMAN_CODE_TOO_MANY_SHELLS   0x803381A5u
#define RESITE_WSMAN_CODE_TOO_MANY_CALLS    0x803381A6u
#define RESITE_WSMAN_CODE_QUOTA_USER        0x803381A7u
#define RESITE_WSMAN_CODE_QUOTA_SYSTEM      0x803381A8u
#define RESITE_WSMAN_CODE_QUOTA_SHELL_USERS 0x803381ABu
#define RESITE_WSMAN_CODE_PULL_DIFFERS      0x803381ADu
