#!/usr/bin/env python3
"""How long the screen of nashra takes after a key, on a corpus of any size.

    cargo build --release
    benches/keys.py CORPUS.jsonl COUNT [--nashra target/release/nashra] [--home DIR] [--cold]

CORPUS holds a document a line (`cargo bench --bench engine -- generate COUNT FILE`), and COUNT is how
many there are. The index is kept under DIR, else in a temporary directory; where there is none yet, it
is made first. In a pseudo-terminal of 120 x 40, from the start to the status line that says that all
are listed, and from a key to the last byte before it is quiet, with the index in the page cache:
median, 99th percentile, slowest, and how often. The article that follows the cursor is put off, for it
is no part of a step. Articles are opened twice, each time by a program that has not opened them before:
unread ones, until it is committed and shown that they are read now, and those that are read. Then the
memory of the program, and how much of it is its own; with `--cold`, first screens after the page cache
was dropped, which only root can.
"""

import argparse
import contextlib
import itertools
import json
import pathlib
import random
import re
import shutil
import statistics
import subprocess
import tempfile
import time

from terminal import DOWN, ENTER, PAGE_DOWN, ROOT, Terminal

ESCAPE, ERASE = b"\x1b", b"\x15"
ACTORS = """putin obama hollande trump macron erdogan assad merkel syria turkey france egypt
    hamas hezbollah nato isis بوتين مصر سوريا فرنسا""".split()
# Seconds without output after which all that a key brings has come.
SHORT, LONG = 0.08, 0.6


def words(corpus, count):
    """Words of six letters or more out of the titles, in all languages."""
    found = set()
    with open(corpus, encoding="utf-8") as lines:
        for line in itertools.islice(lines, 2000):
            found.update(re.findall(r"\w{6,}", json.loads(line)["title"]))
    return random.Random(7).sample(sorted(found), count)


def say(what, times):
    times = sorted(times)
    nearly = times[min(len(times) - 1, len(times) * 99 // 100)]
    middle = statistics.median(times)
    print(f"| {what} | {middle:.1f} | {nearly:.1f} | {times[-1]:.1f} | {len(times)} |", flush=True)


def memory(pid):
    """MB in memory, and MB of it that are the program's own."""
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        fields = dict(line.split(":", 1) for line in status)
    return [int(fields[name].split()[0]) // 1000 for name in ("VmRSS", "RssAnon")]


def say_memory(terminal, when):
    print("| memory {}, MB, of it its own | {} | {} | | |".format(when, *memory(terminal.pid)))


def first_screen(command, count, home, anew=True):
    """Milliseconds until all are listed, and the terminal. If it begins anew, no decision and no place
    is left from before."""
    if anew:
        shutil.rmtree(home / "state", ignore_errors=True)
    terminal, wanted = Terminal(command, home), f" of {count} ".encode()
    while wanted not in b"".join(data for _, data in terminal.chunks):
        terminal.turn(time.monotonic() + 0.002)
    return (terminal.chunks[-1][0] - terminal.start) * 1000, terminal


def warm(home):
    """Reads the index, so that nothing waits for the disk."""
    for path in (home / ".cache").rglob("*"):
        if path.is_file():
            with open(path, "rb") as file:
                while file.read(1 << 24):
                    pass


def first_screens(command, count, home, cold):
    times = []
    for _ in range(3 if cold else 11):
        if cold:
            subprocess.run(["sync"], check=True)
            pathlib.Path("/proc/sys/vm/drop_caches").write_text("3", "ascii")
        took, terminal = first_screen(command, count, home)
        terminal.quiet(LONG)
        terminal.close()
        times.append(took)
    say(f"first screen, {'cold' if cold else 'warm'}", times)


def timed(terminal, what, times, key, gap, before=b"", after=b""):
    """How long a key takes, after the keys that lead to it."""
    took = []
    for _ in range(times):
        if before:
            terminal.key(before, LONG)
        took.append(terminal.key(key, gap)[1])
        if after:
            terminal.key(after, LONG)
    say(what, took)


def open_articles(terminal, what):
    timed(terminal, what, 60, ENTER, SHORT * 3, before=DOWN, after=ESCAPE)


def keys(terminal, corpus):
    timed(terminal, "step of the cursor", 200, DOWN, SHORT)
    timed(terminal, "page", 60, PAGE_DOWN, SHORT)
    timed(terminal, "facets shown or hidden", 20, b"f", LONG)
    # From here on all facets are shown, so that all are counted.
    terminal.key(b"f", LONG)
    for what, picker, names in (("actor", "a", ACTORS), ("language", "L", ["ar", "fr", "en"] * 4)):
        took = []
        for name in names:
            terminal.key((picker + name).encode(), LONG)
            took.append(terminal.key(ENTER, LONG)[1])
            terminal.key(ESCAPE, LONG)
        say(f"{what} chosen, all facets counted", took)
    took = []
    for word in words(corpus, 25):
        terminal.key(b"/" + ERASE, LONG)
        took.extend(terminal.key(letter.encode(), SHORT * 3)[1] for letter in word[:6])
        terminal.key(ESCAPE, LONG)
    say("letter of a word of six, all facets counted", took)
    timed(terminal, "star, once committed", 20, b"s", SHORT)


def main():
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("corpus", type=pathlib.Path)
    options.add_argument("count", type=int)
    options.add_argument("--nashra", default=ROOT / "target/release/nashra", type=pathlib.Path)
    options.add_argument("--home", type=pathlib.Path)
    options.add_argument("--cold", action="store_true", help="measure cold starts too")
    chosen = options.parse_args()
    with contextlib.ExitStack() as stack:
        home = chosen.home or pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
        settings = home / ".config/nashra/config.toml"
        if not settings.exists():
            settings.parent.mkdir(parents=True)
            settings.write_text("rest-ms = 3600000\ndwell = 0\n", "ascii")
        command = [chosen.nashra.resolve(), "--state-dir", home / "state", chosen.corpus.resolve()]
        # Makes the index, or finds the names anew.
        _, terminal = first_screen(command, chosen.count, home)
        terminal.quiet(5, 7200)
        terminal.close()
        warm(home)
        print("| | median | 99th | slowest | times |\n|---|---|---|---|---|")
        first_screens(command, chosen.count, home, False)
        _, terminal = first_screen(command, chosen.count, home)
        terminal.quiet(3, 60)
        say_memory(terminal, "at first")
        open_articles(terminal, "unread article opened, and marked as read")
        terminal.close()
        _, terminal = first_screen(command, chosen.count, home, anew=False)
        terminal.quiet(3, 60)
        terminal.key(b"g", LONG)
        open_articles(terminal, "article opened")
        keys(terminal, chosen.corpus)
        say_memory(terminal, "after that")
        terminal.close()
        # Last: what is dropped is missed by the keys that come after.
        if chosen.cold:
            first_screens(command, chosen.count, home, True)


if __name__ == "__main__":
    main()
