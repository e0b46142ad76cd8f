# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the folders put aside share: R2 alone, over whatever way its machine is reached."""

PACKAGES = ("C0100010", "C0100011", "C0100012")
BUILT = "C0100010"

VALUES = f"""<argument id="old" value="E:\\SMSPKGE$$_OLD"/>
<argument id="folder" value="E:\\SMSPKGE$$"/><argument id="built" value="{BUILT}"/>""".replace(
    "$$", "$")

RUNBOOK = f"""<runbook id="x" version="1"><title>t</title>
<phase id="R"><title>t</title><intro>i</intro>
<step id="W1" on="new" after=""><title>Look</title><why>w</why>
<check id="look"><probe id="same" type="permissions" machine="new" path="E:\\SMSPKGE$_OLD"
 argument="E:\\SMSPKGE$\\{BUILT}" required="no"><label>same</label></probe></check>
<by-hand><p>p</p></by-hand></step>
<step id="W2" on="new" after="" rerun="safe"><title>Reset</title><why>w</why>
<command id="reset" on="new" verb="reset-permissions">{VALUES}
<argument id="folders" value="FOLDERS"/></command><by-hand><p>p</p></by-hand></step>
<step id="W3" on="new" after="" rerun="safe"><title>Move</title><why>w</why>
<command id="move" on="new" verb="move-back">{VALUES}</command><by-hand><p>p</p></by-hand></step>
<step id="R3" on="new" after="" rerun="safe"><title>Delete</title><why>w</why>
<command id="delete" on="new" verb="delete-aside">{VALUES}</command><by-hand><p>p</p></by-hand></step>
</phase></runbook>"""


def write_runbook(folder, folders="all"):
    path = folder / "runbook.xml"
    path.write_text(RUNBOOK.replace("FOLDERS", folders))
    return path


def make_folders(drive):
    """As they are after R1: SMS built one anew, its old twin and two others are aside."""
    new = drive / "SMSPKGE$" / BUILT
    new.mkdir(parents=True, exist_ok=True)
    (new / "install.cmd").write_text("unpacked by SMS")
    for package in PACKAGES:
        folder = drive / "SMSPKGE$_OLD" / package
        (folder / "sub").mkdir(parents=True, exist_ok=True)
        (folder / "setup.exe").write_text(f"old {package}")
        (folder / "sub" / "data.cab").write_text(f"more of {package}")
