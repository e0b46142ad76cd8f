# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A translation that can be read without learning a language: every text that went through gettext
comes back in brackets, with accents and 40 % longer. What stands there without them is not
translated."""
import os
import re
import struct
import subprocess

SOURCE = os.environ.get("RESITE_SOURCE_ROOT", "")
LANGUAGE = "en_XA"
KEPT = re.compile(r"(%[^A-Za-z%]*[A-Za-z%]+|<[^>]*>|&\w+;|\$\{[^}]*\})")
ACCENTS = str.maketrans("aeioucnsyAEIOUCNSY", "áéíöüçñšýÁÉÎÖÛÇÑŠÝ")
KEYWORDS = ("_", "N_", "C_:1c,2", "NC_:1c,2", "ngettext:1,2")


def speak(text):
    """As long as a translation may become; what printf and the runbook fill in stays as it is."""
    if not text:
        return text
    end = "\n" if text.endswith("\n") else ""
    parts = KEPT.split(text[:len(text) - len(end)])
    said = "".join(part if i % 2 else part.translate(ACCENTS) for i, part in enumerate(parts))
    return "[" + said + "~" * max(1, int(len(text) * 0.4)) + "]" + end


def collect(folder):
    """The texts of the source as it stands now, as pairs of key and plural forms."""
    template, texts = os.path.join(folder, "all.pot"), os.path.join(folder, "all.mo")
    subprocess.run(["xgettext", "--from-code=UTF-8", "-f", "po/POTFILES.in", "-o", template,
                    *("--keyword=" + keyword for keyword in KEYWORDS)], cwd=SOURCE, check=True,
                   stderr=subprocess.DEVNULL,
                   env={**os.environ, "GETTEXTDATADIRS": os.path.join(SOURCE, "resources")})
    with open(template, encoding="utf-8") as file:
        whole = file.read().replace("charset=CHARSET", "charset=UTF-8").replace(
            "nplurals=INTEGER; plural=EXPRESSION", "nplurals=2; plural=(n != 1)")
    english = subprocess.run(["msgen", "-"], input=whole, text=True, check=True,
                             capture_output=True).stdout
    subprocess.run(["msgfmt", "-o", texts, "-"], input=english, text=True, check=True)
    with open(texts, "rb") as file:
        return read(file.read())


def read(data):
    count, keys, values = struct.unpack_from("<3I", data, 8)

    def text(table, i):
        length, start = struct.unpack_from("<2I", data, table + 8 * i)
        return data[start:start + length].decode()
    return [(text(keys, i), text(values, i)) for i in range(count)]


def write(path, texts):
    """A .mo file: keys in order of bytes, no hash table."""
    pairs = sorted((key.encode(), value.encode()) for key, value in texts)
    blob, tables, start = b"", ([], []), 28 + 16 * len(pairs)
    for column in (0, 1):
        for pair in pairs:
            tables[column].append(struct.pack("<2I", len(pair[column]), start + len(blob)))
            blob += pair[column] + b"\0"
    with open(path, "wb") as file:
        file.write(struct.pack("<7I", 0x950412de, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 0))
        file.write(b"".join(tables[0]) + b"".join(tables[1]) + blob)


def make(folder):
    """Puts the translation below folder; gives the environment in which a program uses it."""
    place = os.path.join(folder, LANGUAGE, "LC_MESSAGES")
    os.makedirs(place, exist_ok=True)
    texts = [(key, "\0".join(map(speak, value.split("\0"))) if key else value)
             for key, value in collect(folder)]
    write(os.path.join(place, "resite.mo"), texts)
    return {"LANGUAGE": LANGUAGE, "RESITE_LOCALE_FOLDER": folder}
