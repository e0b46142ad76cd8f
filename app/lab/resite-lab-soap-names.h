/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Namespaces and addresses of WS-Management as Windows uses them. */
#define LAB_NS_SOAP     "http://www.w3.org/2003/05/soap-envelope"
#define LAB_NS_ADDRESS  "http://schemas.xmlsoap.org/ws/2004/08/addressing"
#define LAB_NS_WSMAN    "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"
#define LAB_NS_WINDOWS  "http://schemas.microsoft.com/wbem/wsman/1/wsman.xsd"
#define LAB_NS_LIST     "http://schemas.xmlsoap.org/ws/2004/09/enumeration"
#define LAB_NS_TRANSFER "http://schemas.xmlsoap.org/ws/2004/09/transfer"
#define LAB_NS_SHELL    "http://schemas.microsoft.com/wbem/wsman/1/windows/shell"
#define LAB_NS_FAULT    "http://schemas.microsoft.com/wbem/wsman/1/wsmanfault"
#define LAB_NS_IDENTITY "http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd"
#define LAB_NS_CIM      "http://schemas.dmtf.org/wbem/wscim/1/common"
#define LAB_NS_XSI      "http://www.w3.org/2001/XMLSchema-instance"

#define LAB_ANONYMOUS       LAB_NS_ADDRESS "/role/anonymous"
#define LAB_DETAIL          "http://schemas.dmtf.org/wbem/wsman/1/wsman/faultDetail/"
#define LAB_WMI             "http://schemas.microsoft.com/wbem/wsman/1/wmi/"
#define LAB_CIM_SCHEMA      "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/"
#define LAB_WINDOWS_SCHEMA  "http://schemas.microsoft.com/wbem/wscim/1/cim-schema/2/"
#define LAB_ALL_CLASSES     "http://schemas.dmtf.org/wbem/wscim/1/"
#define LAB_CONFIG          "http://schemas.microsoft.com/wbem/wsman/1/config"
#define LAB_CMD             LAB_NS_SHELL "/cmd"
#define LAB_END             "http://schemas.microsoft.com/wbem/wsman/1/wsman/End"
#define LAB_WQL             "http://schemas.microsoft.com/wbem/wsman/1/WQL"
#define LAB_SELECTOR_FILTER "http://schemas.dmtf.org/wbem/wsman/1/wsman/SelectorFilter"
