' Rows of SMS_DistributionPoint: each is one package on one distribution point.
' What includes this sets wmi, pointPath, pointSite and pointSiteName first. The path is written as
' the provider spells it, and the site is that of the distribution point: with the code of the site
' that is connected to, every distribution to a secondary site fails (status message 2302).
' For the script hosts of Windows 2000 and later.

Dim wmi, pointPath, pointSite, pointSiteName

Const ROW_DELETED = 3

Function WqlText(text)
  WqlText = "'" & Replace(Replace(text, "\", "\\"), "'", "\'") & "'"
End Function

' The point's own row in row; the code of another site that stands there in wrongCode.
Function FindRow(package, row, wrongCode)
  Dim candidate
  FindRow = False
  wrongCode = ""
  For Each candidate In wmi.ExecQuery("SELECT * FROM SMS_DistributionPoint WHERE PackageID=" & _
      WqlText(package) & " AND ServerNALPath=" & WqlText(pointPath))
    If LCase(candidate.SiteCode) = LCase(pointSite) Then
      Set row = candidate
      FindRow = True
    Else
      wrongCode = candidate.SiteCode
    End If
  Next
End Function

Function IsDeleted(row)
  IsDeleted = False
  If Not IsNull(row.Status) Then IsDeleted = (CLng(row.Status) = ROW_DELETED)
End Function

' "0x80041001 Generic failure", and what the provider adds to it.
Function DescribeError()
  Dim number, text, more
  number = Err.Number
  text = Err.Description
  On Error Resume Next
  more = ""
  more = CreateObject("WbemScripting.SWbemLastError").Description
  If more <> "" And more <> text Then text = text & " " & more
  DescribeError = "0x" & Hex(number) & " " & text
End Function

Sub PutRow(package)
  Dim instance
  Set instance = wmi.Get("SMS_DistributionPoint").SpawnInstance_()
  instance.PackageID = package
  instance.ServerNALPath = pointPath
  instance.SiteCode = pointSite
  instance.SiteName = pointSiteName
  instance.Put_
End Sub

' ok, already, busy, wrong, failed, or unknown: it was taken, and does not show yet. What there is to
' say is in text.
Function AddRow(package, text)
  Dim row, wrongCode, found, deleted
  AddRow = "failed"
  text = ""
  deleted = False
  On Error Resume Next
  found = FindRow(package, row, wrongCode)
  If Err.Number = 0 And found Then deleted = IsDeleted(row)
  If Err.Number <> 0 Then
    text = DescribeError()
  ElseIf wrongCode <> "" Then
    AddRow = "wrong"
    text = wrongCode
  ElseIf deleted Then
    AddRow = "busy"
  ElseIf found Then
    AddRow = "already"
  Else
    PutRow package
    If Err.Number <> 0 Then
      text = DescribeError()
    Else
      AddRow = "unknown"
      found = FindRow(package, row, wrongCode)
      If Err.Number <> 0 Then
        text = "The provider took the row; reading it failed: " & DescribeError()
      ElseIf found Then
        AddRow = "ok"
      Else
        text = "The provider took the row, but does not show it."
      End If
    End If
  End If
End Function

' removed, absent, wrong or failed.
Function RemoveRow(package, text)
  Dim row, wrongCode, found, deleted
  RemoveRow = "failed"
  text = ""
  deleted = False
  On Error Resume Next
  found = FindRow(package, row, wrongCode)
  If Err.Number = 0 And found Then deleted = IsDeleted(row)
  If Err.Number <> 0 Then
    text = DescribeError()
  ElseIf deleted Then
    RemoveRow = "removed"
  ElseIf found Then
    row.Delete_
    If Err.Number = 0 Then
      RemoveRow = "removed"
    Else
      text = DescribeError()
    End If
  ElseIf wrongCode <> "" Then
    RemoveRow = "wrong"
    text = wrongCode
  Else
    RemoveRow = "absent"
  End If
End Function
