
' Orders come in by standard input, one a line, and nothing is done before the last of them, "go":
' a line that breaks off leaves everything as it was. All is ASCII: other characters and backslashes
' are \uXXXX both ways, since the code page of a console is anybody's guess.

Dim packages, verb, token, space

Function Plain(text)
  Dim parts, i
  parts = Split(text, "\u")
  Plain = parts(0)
  For i = 1 To UBound(parts)
    Plain = Plain & ChrW(CLng("&H" & Left(parts(i), 4))) & Mid(parts(i), 5)
  Next
End Function

Function Escaped(text)
  Dim i, code
  Escaped = ""
  For i = 1 To Len(text)
    code = AscW(Mid(text, i, 1)) And &HFFFF&
    If code < 32 Or code > 126 Or code = 92 Then
      Escaped = Escaped & "\u" & Right("000" & Hex(code), 4)
    Else
      Escaped = Escaped & Chr(code)
    End If
  Next
End Function

Sub Say(first, second, third)
  WScript.StdOut.WriteLine first & vbTab & second & vbTab & third
End Sub

Function ReadOrders()
  Dim parts
  ReadOrders = False
  Do Until WScript.StdIn.AtEndOfStream
    parts = Split(Replace(WScript.StdIn.ReadLine, vbCr, ""), vbTab)
    If UBound(parts) >= 0 Then
      Select Case parts(0)
        Case "token"
          token = parts(1)
        Case "verb"
          verb = parts(1)
        Case "space"
          space = Plain(parts(1))
        Case "nal"
          pointPath = Plain(parts(1))
        Case "site"
          pointSite = Plain(parts(1))
          pointSiteName = Plain(parts(2))
        Case "id"
          packages(parts(1)) = True
        Case "go"
          ReadOrders = True
          Exit Function
      End Select
    End If
  Loop
End Function

Function Connect()
  On Error Resume Next
  Set wmi = GetObject("winmgmts:{impersonationLevel=impersonate}!" & space)
  Connect = (Err.Number = 0)
  If Not Connect Then Say "RESITE-ASSIGN", "failed", Escaped(DescribeError())
End Function

Sub Work()
  Dim package, word, text, count
  count = 0
  For Each package In packages.Keys
    If verb = "remove" Then
      word = RemoveRow(package, text)
    Else
      word = AddRow(package, text)
    End If
    Say package, word, Escaped(text)
    count = count + 1
  Next
  Say "RESITE-ASSIGN", "end", token & vbTab & count
End Sub

Sub Main()
  Set packages = CreateObject("Scripting.Dictionary")
  If Not ReadOrders() Then WScript.Quit 2
  Say "RESITE-ASSIGN", "begin", token
  If Not Connect() Then WScript.Quit 1
  Work
End Sub

Main
