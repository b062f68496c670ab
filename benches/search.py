#!/usr/bin/env python3
"""Finding, opening and filtering: nashra beside the programs that can do the same step.

    cargo build --release
    benches/search.py CORPUS.jsonl --words WORD… [--nashra target/release/nashra] [--home DIR]
        [--steps find type limit open]

CORPUS holds a document a line, with `title`, `text` and `date` (`cargo bench --bench engine -- generate 100000 FILE`). It is
written in every program's format into a temporary directory, or into DIR, which then serves again,
and indexed by those that index. Then,
the same step of each, milliseconds, medians of seven after one that warms up:

- *find*: a word, all documents that have it, printed as ids or paths (nashra list, notmuch, mu, rg);
- *type*: six letters of a word typed into a filter, from a key to the last byte (nashra, fzf);
- *limit*: the list filtered by a word of the title, from Enter to the last byte (nashra, newsboat,
  neomutt);
- *open*: an article opened from the list, from Enter to the last byte (nashra, newsboat, neomutt).

Needs Python 3.11; a peer that is not installed is left out.
"""

import argparse
import contextlib
import json
import pathlib
import shutil
import statistics
import subprocess
import tempfile
import time
from email.header import Header

from terminal import DOWN, ENTER, ROOT, Terminal, feed_item, newsboat, write_feed

ROUNDS = 7
# Seconds without output after which a step is over. nashra's article follows the cursor after 0.12, which is
# no part of the step; the others may be silent for long before they answer.
QUIET = {"nashra": 0.1}
LONGEST = 1.5
# Seconds without output after which a program has read its documents.
READ = {"nashra": 3.0, "fzf": 3.0}
LONGEST_READ = 40.0


def write(corpus, home):
    """The same documents in every program's format."""
    mail = home / "mail"
    for name in ("cur", "new", "tmp"):
        (mail / name).mkdir(parents=True)
    (home / "txt").mkdir()
    titles, items = [], []
    with open(corpus, encoding="utf-8") as lines:
        for n, line in enumerate(lines):
            document = json.loads(line)
            title, text = document["title"], document["text"]
            date = time.gmtime(1_600_000_000 + 3600 * n)
            rfc = time.strftime("%a, %d %b %Y %H:%M:%S +0000", date)
            subject = Header(title, "utf-8", maxlinelen=10_000).encode()
            (mail / "cur" / f"{n:07}:2,").write_text(
                f"From: Agence <a@example.org>\nTo: b@example.org\nSubject: {subject}\n"
                f"Date: {rfc}\nMessage-ID: <{n}@example.org>\nMIME-Version: 1.0\n"
                "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
                f"{text}\n",
                "utf-8",
            )
            (home / "txt" / f"{n:07}.txt").write_text(f"{title}\n\n{text}\n", "utf-8")
            items.append(feed_item(n, title, text, rfc))
            titles.append(title)
    write_feed(home, titles, items)
    (home / "muttrc").write_text(
        f"set folder={home} sort=reverse-date read_inc=0 header_cache={home}/headers\n"
    )
    (home / ".notmuch-config").write_text(
        f"[database]\npath={mail}\n[user]\nname=a\nprimary_email=a@example.org\n[new]\ntags=\n"
    )


def run(command, home):
    """Runs a command to its end; returns milliseconds and the number of lines it printed."""
    env = {"PATH": "/usr/bin:/bin", "HOME": str(home), "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
    start = time.monotonic()
    done = subprocess.run(
        [str(word) for word in command], env=env, capture_output=True, check=False
    )
    took = (time.monotonic() - start) * 1000
    # 1, and 2 or 4 of mu: nothing was found.
    if done.returncode not in (0, 1, 2, 4):
        raise SystemExit(f"{command}: {done.stderr.decode()}")
    return took, done.stdout.count(b"\n")


def find(name, command, words, home):
    """Medians over the rounds, averaged over the words; and the documents found in all."""
    times, found = [], 0
    for word in words:
        run(command(word), home)
        seen = [run(command(word), home) for _ in range(ROUNDS)]
        times.append(statistics.median(ms for ms, _ in seen))
        found += seen[0][1]
    print(f"| find | {name} | {statistics.mean(times):.1f} | {found} |", flush=True)


def started(name, command, home, opening=b""):
    terminal = Terminal(command, home)
    terminal.quiet(READ.get(name, LONGEST_READ), 600)
    if opening:
        terminal.key(opening, READ.get(name, LONGEST_READ))
    return terminal


def say(step, name, times):
    worst = max(times)
    print(f"| {step} | {name} | {statistics.median(times):.1f} | worst {worst:.1f} |", flush=True)


def typing(name, command, words, home, opening, closing):
    terminal = started(name, command, home)
    gap = QUIET.get(name, LONGEST)
    times = []
    for word in words:
        if opening:
            terminal.key(opening, 0.5)
        for letter in word[:6]:
            times.append(terminal.key(letter.encode(), gap)[1])
        terminal.key(closing, 0.5)
        if name == "nashra":
            terminal.key(b"\x1b", 0.5)
    terminal.close()
    say("type", name, times)


def limiting(name, command, words, home, opening, before, after, back):
    terminal = started(name, command, home, opening)
    times = []
    for word in words:
        terminal.key(before + word.encode() + after, 0.5)
        times.append(terminal.key(ENTER, QUIET.get(name, LONGEST))[1])
        terminal.key(back, 1.0)
    terminal.close()
    say("limit", name, times)


def opening_(name, command, home, opening, back):
    terminal = started(name, command, home, opening)
    times = []
    for _ in range(ROUNDS):
        terminal.key(DOWN, 0.5)
        times.append(terminal.key(ENTER, QUIET.get(name, LONGEST))[1])
        terminal.key(back, 0.5)
    terminal.close()
    say("open", name, times)


def main():
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("corpus", type=pathlib.Path)
    options.add_argument("--nashra", default=ROOT / "target/release/nashra", type=pathlib.Path)
    options.add_argument("--words", nargs="+", required=True)
    options.add_argument("--home", type=pathlib.Path)
    options.add_argument("--steps", nargs="+", default=["find", "type", "limit", "open"])
    chosen = options.parse_args()
    nashra, words = chosen.nashra.resolve(), chosen.words
    with contextlib.ExitStack() as stack:
        home = chosen.home or pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
        # The last thing that is written.
        if not (home / ".notmuch-config").exists():
            write(chosen.corpus, home)
        count = len(list((home / "txt").iterdir()))
        corpus = chosen.corpus.resolve()
        have = {name for name in ("notmuch", "mu", "rg", "fzf", "newsboat", "neomutt")
                if shutil.which(name)}
        print(f"{count} documents; words: {' '.join(words)}\n")
        print("| step | program | ms | |\n|---|---|---|---|")
        # The browser makes the index.
        started("nashra", [nashra, corpus], home).close()
        if "find" in chosen.steps:
            find("nashra list", lambda word: [nashra, "list", corpus, "-q", word], words, home)
            if "notmuch" in have:
                run(["notmuch", "new", "--quiet"], home)
                messages = ["notmuch", "search", "--output=messages"]
                find("notmuch", lambda word: [*messages, word], words, home)
            if "mu" in have:
                if not (home / ".cache/mu").exists():
                    run(["mu", "init", f"--maildir={home}/mail"], home)
                run(["mu", "index", "--quiet"], home)
                find("mu", lambda word: ["mu", "find", "--fields=l", word], words, home)
            if "rg" in have:
                find("ripgrep", lambda word: ["rg", "-lwi", "--", word, home / "txt"], words, home)
        browser = [nashra, corpus]
        if "type" in chosen.steps:
            typing("nashra", browser, words, home, b"/", b"\x1b")
            if "fzf" in have:
                fzf = ["sh", "-c", f"exec fzf --layout=reverse < {home}/titles"]
                typing("fzf", fzf, words, home, b"", b"\x15")
        neomutt = ["neomutt", "-n", "-F", home / "muttrc", "-R", "-f", home / "mail"]
        if "newsboat" in have and {"limit", "open"} & set(chosen.steps):
            run([*newsboat(home), "-x", "reload"], home)
        if "limit" in chosen.steps:
            limiting("nashra", browser, words, home, b"", b"/title:", b"", b"\x1b")
            if "newsboat" in have:
                before = b'Ftitle =~ "'
                limiting("newsboat", newsboat(home), words, home, ENTER, before, b'"', b"\x06")
            if "neomutt" in have:
                limiting("neomutt", neomutt, words, home, b"", b"l~s ", b"", b"lall" + ENTER)
        if "open" in chosen.steps:
            opening_("nashra", browser, home, b"", b"\x1b")
            if "newsboat" in have:
                opening_("newsboat", newsboat(home), home, ENTER, b"q")
            if "neomutt" in have:
                opening_("neomutt", neomutt, home, b"", b"q")


if __name__ == "__main__":
    main()
