
' The field kit's way: run at the site server by a person, with what it did written into a file that
' is brought back. Run once more it goes on; with "undo" behind the server's name it takes off what
' it assigned.

Dim fso, serverHere, result, resultName, listName, listed, preloaded, there, mine
Dim undo, writtenNow, waiting, sourcePath

Function IsListed(name)
  IsListed = True
  If Not listed Is Nothing Then IsListed = listed.Exists(name)
End Function

Function IsPreloaded(name)
  IsPreloaded = True
  If Not preloaded Is Nothing Then IsPreloaded = preloaded.Exists(name)
End Function

Sub Give(text)
  WScript.Echo text
  If Not result Is Nothing Then result.WriteLine text
  WScript.Quit 2
End Sub

Sub Leave(text)
  WScript.Echo text
  WScript.Quit 3
End Sub

Sub Tell(package, text, code)
  result.WriteLine markItem & actionName & " / " & package
  result.WriteLine text
  result.WriteLine markExit & code
  WScript.Echo package & "  " & text
End Sub

Function AskName()
  AskName = ""
  If WScript.Arguments.Count > 0 Then
    AskName = WScript.Arguments(0)
  Else
    WScript.StdOut.Write "Is this really " & serverName & "? Type its name to go on: "
    If Not WScript.StdIn.AtEndOfStream Then AskName = Trim(WScript.StdIn.ReadLine)
  End If
End Function

Sub CheckMachine()
  serverHere = CreateObject("WScript.Shell").Environment("PROCESS").Item("COMPUTERNAME")
  If LCase(serverHere) <> LCase(serverName) Then
    Leave "This computer is called " & serverHere & ". The script is for " & serverName & _
      ". Nothing was done."
  End If
  If LCase(AskName()) <> LCase(serverName) Then Leave "Nothing was done."
End Sub

Sub ReadArguments()
  Dim word
  undo = False
  word = ""
  If WScript.Arguments.Count > 1 Then word = UCase(WScript.Arguments(1))
  If word = "UNDO" Then
    undo = True
  ElseIf onlyOne And word <> "" Then
    onlyPackage = word
  End If
  If onlyOne And onlyPackage = "" And Not undo Then
    WScript.StdOut.Write "Which package? Its id, eight characters: "
    If Not WScript.StdIn.AtEndOfStream Then onlyPackage = UCase(Trim(WScript.StdIn.ReadLine))
    If onlyPackage = "" Then Leave "Nothing was done."
  End If
End Sub

' What an earlier pass assigned is ours, although it is there already.
Sub ReadEarlier()
  Dim file, line, package
  Set mine = CreateObject("Scripting.Dictionary")
  If Not fso.FileExists(resultName) Then Exit Sub
  Set file = fso.OpenTextFile(resultName, 1)
  package = ""
  Do Until file.AtEndOfStream
    line = file.ReadLine
    If Left(line, Len(markItem)) = markItem Then
      package = Mid(line, InStrRev(line, " ") + 1)
    ElseIf (Left(line, 8) = "assigned" Or Left(line, 7) = "unknown") And package <> "" Then
      mine(package) = True
    ElseIf Left(line, 7) = "removed" And mine.Exists(package) Then
      mine.Remove package
    End If
  Loop
  file.Close
End Sub

' Ids one a line, in a file beside this script; without it all are meant.
Sub ReadList()
  Dim file, line
  Set listed = Nothing
  If Not fso.FileExists(listName) Then Exit Sub
  Set listed = CreateObject("Scripting.Dictionary")
  Set file = fso.OpenTextFile(listName, 1)
  Do Until file.AtEndOfStream
    line = UCase(Left(Trim(file.ReadLine), 8))
    If Len(line) = 8 Then listed(line) = True
  Loop
  file.Close
End Sub

Sub OpenResult()
  Dim folder, here
  here = fso.GetParentFolderName(WScript.ScriptFullName)
  folder = fso.BuildPath(here, "results")
  If Not fso.FolderExists(folder) Then fso.CreateFolder folder
  resultName = fso.BuildPath(folder, stem & ".txt")
  listName = fso.BuildPath(here, stem & "-list.txt")
  ReadEarlier
  ReadList
  Set result = fso.OpenTextFile(resultName, 8, True)
  result.WriteLine markHead & "run " & runId & " step " & stepName & " machine " & serverHere & _
    " at " & Now
End Sub

Sub FindPoints()
  Dim point, site
  pointPath = ""
  sourcePath = ""
  pointSite = targetSite
  pointSiteName = ""
  For Each point In wmi.ExecQuery("SELECT * FROM SMS_SystemResourceList WHERE " & _
      "RoleName='SMS Distribution Point'")
    If LCase(point.ServerName) = LCase(targetServer) And LCase(point.SiteCode) = _
        LCase(targetSite) Then pointPath = point.NALPath
    If LCase(point.ServerName) = LCase(sourceServer) Then sourcePath = point.NALPath
  Next
  If pointPath = "" Then
    Give "The provider knows no distribution point " & targetServer & " of site " & targetSite
  End If
  For Each site In wmi.ExecQuery("SELECT * FROM SMS_Site WHERE SiteCode=" & WqlText(targetSite))
    pointSiteName = site.SiteName
  Next
End Sub

Sub ReadThere()
  Dim row
  Set there = CreateObject("Scripting.Dictionary")
  For Each row In wmi.ExecQuery("SELECT * FROM SMS_DistributionPoint WHERE ServerNALPath=" & _
      WqlText(pointPath) & " AND Status<>3")
    there(UCase(row.PackageID)) = True
  Next
End Sub

' What the site's own copy is known of at its parents comes down as information only.
Sub ReadPreloaded()
  Dim row
  Set preloaded = Nothing
  If Not onlyPreloaded Then Exit Sub
  Set preloaded = CreateObject("Scripting.Dictionary")
  For Each row In wmi.ExecQuery("SELECT * FROM SMS_PackageStatus WHERE SiteCode=" & _
      WqlText(targetSite) & " AND Type=1 AND Status=3")
    preloaded(UCase(row.PackageID)) = True
  Next
End Sub

Sub Assign(package)
  Dim text
  Select Case AddRow(package, text)
    Case "ok"
      writtenNow = writtenNow + 1
      Tell package, "assigned", 0
    Case "already"
      If mine.Exists(package) Then
        Tell package, "assigned by an earlier pass", 0
      Else
        Tell package, "already", 0
      End If
    Case "unknown"
      writtenNow = writtenNow + 1
      Tell package, "unknown: " & text, 1
    Case "busy"
      Tell package, "failed: it is being taken off there (Status 3). Try later.", 1
    Case "wrong"
      Tell package, "failed: a row of it names site " & text & _
        ". Take it off this distribution point in the console first.", 1
    Case Else
      Tell package, "failed: " & text, 1
  End Select
End Sub

Sub Consider(package)
  If there.Exists(package) Then
    Assign package
  ElseIf Not IsListed(package) Then
    Tell package, "left out: it is not in the list", 0
  ElseIf Not IsPreloaded(package) Then
    Tell package, "left out: it is not preloaded at " & targetSite & _
      ", and would come down the line", 0
  ElseIf most > 0 And writtenNow >= most Then
    waiting = waiting + 1
    Tell package, "waits for the next pass", 0
  Else
    Assign package
  End If
End Sub

Sub AssignAll()
  Dim row
  If sourcePath = "" Then Give "The provider knows no distribution point " & sourceServer
  ReadThere
  ReadPreloaded
  For Each row In wmi.ExecQuery("SELECT * FROM SMS_DistributionPoint WHERE ServerNALPath=" & _
      WqlText(sourcePath) & " AND Status<>3")
    Consider UCase(row.PackageID)
  Next
  If waiting > 0 Then
    WScript.Echo waiting & " packages wait. Look at sender.log and at the Package Status of " & _
      "these " & writtenNow & " first; when they are installed, run this once more."
  End If
End Sub

Sub UndoAll()
  Dim package, text, word
  For Each package In mine.Keys
    word = RemoveRow(package, text)
    If word = "removed" Or word = "absent" Then
      Tell package, "removed", 0
    Else
      Tell package, "failed: not removed. " & text, 1
    End If
  Next
End Sub

Sub Connect()
  On Error Resume Next
  Set wmi = GetObject("winmgmts:{impersonationLevel=impersonate}!root/sms/site_" & siteCode)
  If Err.Number <> 0 Then Give "The provider of site " & siteCode & " does not answer: " & _
    DescribeError()
End Sub

Sub Main()
  Set result = Nothing
  writtenNow = 0
  waiting = 0
  Set fso = CreateObject("Scripting.FileSystemObject")
  CheckMachine
  ReadArguments
  OpenResult
  Connect
  FindPoints
  If undo Then
    UndoAll
  ElseIf onlyPackage <> "" Then
    Assign onlyPackage
  Else
    AssignAll
  End If
  result.WriteLine markEnd
  result.Close
  WScript.Echo "The results are in " & resultName
End Sub

Main
