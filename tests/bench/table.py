# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the measurements say, beside what was wanted."""
import json
import os
import statistics
import time

from rounds import ratios

BEGIN, END = "<!-- begin of the table -->", "<!-- end of the table -->"
HASHED, VERIFIED = "resite, hash kept", "resite, read back from the disk"
IN_MEMORY = "resite, hash kept, journal in memory"

# job, what is judged, our peer, which cost, the goal, another reference than the job's own
ROWS = (
    ("local-large-cold", "large, cold, hash kept", HASHED, "total", 0.75, None),
    ("local-large-warm", "large, source in memory, hash kept", HASHED, "total", 1.15, None),
    ("local-small-cold", "small, cold, hash kept", HASHED, "total", 0.65, None),
    ("local-large-cold", "large, verified in flight", HASHED, "total", 0.80, None),
    ("local-large-cold", "large, verified from the disk", VERIFIED, "total", 1.05, None),
    ("local-small-cold", "small, verified from the disk", VERIFIED, "total", 1.05, None),
    ("local-large-cold", "processor time of the large copy", HASHED, "cpu", 0.50, None),
    ("local-large-cold", "journal on disk : in memory, large", HASHED, "total", 1.03, IN_MEMORY),
    ("local-small-cold", "journal on disk : in memory, small", HASHED, "total", 1.03, IN_MEMORY),
    ("rescan-cold", "nothing changed, cold", "resite, nothing changed", "total", 1.30, None),
    ("rescan-warm", "nothing changed, warm", "resite, nothing changed", "total", 1.30, None),
    ("delta", "2 % changed, by change time", "resite --delta", "total", 1.20, None),
    ("delta-full-hash", "2 % changed, every file read", "resite --full-hash", "total", 0.60, None),
    ("resume", "killed half-way, read back", "resite, killed half-way, second run", "total", 1.05,
     None),
    ("resume-hash-kept", "killed half-way, hash kept", "resite, killed half-way, second run",
     "total", 1.05, None),
    ("smb-small-0ms", "SMB small, 0 ms", HASHED, "total", 0.45, None),
    ("smb-small-1ms", "SMB small, 1 ms", HASHED, "total", 0.18, None),
    ("smb-small-20ms", "SMB small, 20 ms", HASHED, "total", 0.10, None),
    ("smb-large-0ms", "SMB large, 0 ms", HASHED, "total", 0.65, None),
    ("smb-large-1ms", "SMB large, 1 ms", HASHED, "total", 0.90, None),
    ("smb-large-20ms", "SMB large, 20 ms", HASHED, "total", 0.40, None),
    ("smb1-large-20ms", "SMB 1 large, 20 ms", HASHED, "total", 0.30, None),
    ("smb1-small-20ms", "SMB 1 small, 20 ms", HASHED, "total", 0.10, None),
    ("smb-listing", "20,000 names over SMB", "resite --dry-run", "total", 0.90, None),
    ("p1", "server to server, SMB 1, 20 ms", "resite, read back over the line", "total", 0.35,
     None),
)


def save(folder, job, results):
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, job.name + ".json"), "w", encoding="utf-8") as file:
        json.dump({"job": job.name, "about": job.about, "reference": job.reference,
                   "when": time.strftime("%Y-%m-%d %H:%M"), "results": results}, file, indent=1)


def load(folder):
    found = {}
    for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else ():
        if name.endswith(".json"):
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                saved = json.load(file)
            found[saved["job"]] = saved
    return found


def least_and_middle(measures, what="total"):
    values = [measure[what] for measure in measures]
    return f"{min(values):.2f} / {statistics.median(values):.2f}"


def outcomes(measures):
    """What came out, worst first: all the same word where all came out the same."""
    words = {measure["outcome"] + (f" (status {measure['status']})" if measure["status"] else "")
             for measure in measures}
    return "; ".join(sorted(words, key=lambda word: (word in ("", "right"), word))) or "not looked at"


def is_right(measures):
    return all(measure["status"] == 0 and measure["outcome"] in ("", "right")
               for measure in measures)


def format_row(saved, row):
    _, title, ours, what, goal, other = row
    reference = other or saved["reference"]
    mine, its = saved["results"].get(ours), saved["results"].get(reference)
    if not mine or not its:
        return None
    pairs, least = ratios(mine, its, what)
    verdict = "not right" if not is_right(mine) else "yes" if max(pairs, least) <= goal else (
        "by one" if min(pairs, least) <= goal else "no")
    load = statistics.median(measure["load"] for measure in mine + its)
    return (f"| {title} | {reference} | {goal:.2f} | **{pairs:.2f} / {least:.2f}** | {verdict} | "
            f"{len(mine)} | {least_and_middle(mine, what)} | {least_and_middle(its, what)} | "
            f"{outcomes(mine)} | {outcomes(its)} | {load:.1f} |")


def format_goals(found):
    lines = ["| what | reference | goal | ratio: pairs / minima | met | n | ours, s: min / median | "
             "reference, s | our outcome | the reference's | load |",
             "|---|---|---|---|---|---|---|---|---|---|---|"]
    lines += filter(None, (format_row(found[row[0]], row) for row in ROWS if row[0] in found))
    return "\n".join(lines)


def format_peers(found):
    """Everybody who took part."""
    lines = ["| job | program | n | total, s: min / median | processor, s | ratio: pairs / minima | "
             "outcome |", "|---|---|---|---|---|---|---|"]
    for name, saved in found.items():
        for peer, measures in saved["results"].items():
            pairs, least = ratios(measures, saved["results"][saved["reference"]])
            lines.append(f"| {name} | {peer} | {len(measures)} | {least_and_middle(measures)} | "
                         f"{statistics.median(m['cpu'] for m in measures):.2f} | {pairs:.2f} / "
                         f"{least:.2f} | {outcomes(measures)} |")
    return "\n".join(lines)


def format_all(found):
    return (f"Measured {', '.join(sorted({saved['when'][:10] for saved in found.values()}))}.\n\n"
            f"{format_goals(found)}\n\n### Everybody who took part\n\n{format_peers(found)}")


def write_into(path, text):
    """Renews what stands between the two marks of a page."""
    with open(path, encoding="utf-8") as file:
        page = file.read()
    before, rest = page.split(BEGIN)
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"{before}{BEGIN}\n{text}\n{END}{rest.split(END)[1]}")
