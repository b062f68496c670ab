#!/usr/bin/env python3
"""What a key costs on the wire: nashra beside newsboat, neomutt and fzf, on the same documents.

    cargo build --release
    benches/terminal.py [--nashra target/release/nashra] [--documents 10000] [--latin | --arabic]

Needs Python 3.11 and nothing else; a peer that is not installed is left out. The documents are the
sentences of examples/corpus, recombined; all programs run in a pseudo-terminal of 120 x 40 that
answers as xterm does, one after the other. For each class of key: bytes, and milliseconds from the
key to the last byte before it is quiet. Then a link of 9600 bit/s and 200 ms, simulated: 60 steps,
30 a second, and the seconds after the last until list cursor and status are final, until all is.
"""

import argparse
import fcntl
import os
import pathlib
import pty
import random
import re
import select
import shutil
import signal
import statistics
import struct
import subprocess
import tempfile
import termios
import time
import unicodedata
from email.header import Header
from xml.sax.saxutils import escape

COLUMNS, ROWS = 120, 40
DOWN, PAGE_DOWN, ENTER = b"\x1b[B", b"\x1b[6~", b"\r"
ROOT = pathlib.Path(__file__).resolve().parent.parent
QUESTION = re.compile(rb"\x1b\[(>?)0?c|\x1b\[([56])n|\x1b\[(\??)(\d+)\$p")
PARTIAL = re.compile(rb"\x1b(\[[?>0-9;$]*)?$")


# ------------------------------------------------------------------------------- the documents


def sentences(language):
    texts = []
    for file in sorted((ROOT / "examples/corpus" / language).glob("*.txt")):
        texts += re.split(r"(?<=[.!؟?])\s+", file.read_text("utf-8"))
    return [" ".join(text.split()) for text in texts if len(text) > 30]


def documents(language, count):
    """Titles and texts, the same for the same count."""
    rng, known = random.Random(7), sentences(language)
    for n in range(count):
        words = rng.choice(known).rstrip(".").split()
        title = f"{' '.join(words[: rng.randint(4, 12)])} {n}"
        parts = rng.randint(20, 30)
        body = [" ".join(rng.choices(known, k=rng.randint(2, 4))) for _ in range(parts)]
        yield title, "\n\n".join(body)


def feed_item(n, title, text, date):
    """A document as newsboat reads it."""
    html = "".join(f"<p>{escape(part)}</p>" for part in text.split("\n\n"))
    return (
        f"<item><title>{escape(title)}</title><guid>{n}</guid><pubDate>{date}</pubDate>"
        f"<description>{escape(html)}</description></item>"
    )


def write_feed(home, titles, items):
    """The titles for fzf, the feed and its settings for newsboat."""
    (home / "titles").write_text("\n".join(titles) + "\n", "utf-8")
    (home / "feed.xml").write_text(
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Agence</title>'
        f"<link>http://example.org/</link><description/>{''.join(items)}</channel></rss>",
        "utf-8",
    )
    (home / "urls").write_text(f"file://{home}/feed.xml\n")
    (home / "config").write_text("max-items 0\nauto-reload no\nconfirm-exit no\n")


def write(language, count, home):
    """The same documents in every program's format."""
    (home / "txt").mkdir()
    titles, items, mails = [], [], []
    for n, (title, text) in enumerate(documents(language, count)):
        date = time.gmtime(1_600_000_000 + 3600 * n)
        (home / "txt" / f"{n:06}.txt").write_text(f"{title}\n\n{text}\n", "utf-8")
        titles.append(title)
        rfc = time.strftime("%a, %d %b %Y %H:%M:%S +0000", date)
        items.append(feed_item(n, title, text, rfc))
        subject = Header(title, "utf-8", maxlinelen=10_000).encode()
        mails.append(
            f"From a@example.org {time.asctime(date)}\nFrom: Agence <a@example.org>\n"
            f"Subject: {subject}\nDate: {rfc}\nMessage-ID: <{n}@example.org>\nMIME-Version: 1.0\n"
            f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{text}\n"
        )
    (home / "mbox").write_text("\n".join(mails), "utf-8")
    write_feed(home, titles, items)
    # What was looked at for three seconds would count as read, and the status line would change.
    (home / ".config/nashra").mkdir(parents=True)
    (home / ".config/nashra/config.toml").write_text("dwell = 0\n")
    (home / "muttrc").write_text(f"set folder={home} sort=reverse-date read_inc=0\n")


def newsboat(home):
    return ["newsboat", "-q", "-u", home / "urls", "-c", home / "cache.db", "-C", home / "config"]


def programs(nashra, home):
    """Name, command, keys from the start to the list, key that scrolls an article by a line."""
    mutt = ["neomutt", "-n", "-F", home / "muttrc", "-R", "-f", home / "mbox"]
    fzf = ["sh", "-c", f"exec fzf --layout=reverse < {home}/titles"]
    all_ = [
        ("nashra", [nashra, "--ephemeral", home / "txt"], b"", DOWN),
        ("newsboat", newsboat(home), ENTER, DOWN),
        ("neomutt", mutt, b"", ENTER),
        ("fzf", fzf, b"", None),
    ]
    return [p for p in all_ if p[0] == "nashra" or shutil.which(p[0])]


# ------------------------------------------------------------------------------- the terminal


class Terminal:
    """A program in a pseudo-terminal, over a link with a round trip in seconds and a rate in bytes
    a second, both 0 for none."""

    def __init__(self, command, home, round_trip=0.0, rate=0.0):
        self.way, self.rate, self.free = round_trip / 2, rate, 0.0
        self.chunks, self.to_send, self.tail = [], [], b""
        self.application_keys = False
        env = {"PATH": os.environ["PATH"], "HOME": str(home), "TERM": "xterm-256color"}
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            command = [str(word) for word in command]
            os.execvpe(command[0], command, env | {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"})
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        os.set_blocking(self.fd, False)
        self.start = time.monotonic()

    def turn(self, until):
        """Reads, answers and sends what is due, up to a moment."""
        while (now := time.monotonic()) < until:
            for item in [item for item in self.to_send if item[0] <= now]:
                self.to_send.remove(item)
                os.write(self.fd, item[1])
            due = min([until, *(at for at, _ in self.to_send)])
            if not select.select([self.fd], [], [], max(0, min(due - now, 0.05)))[0]:
                continue
            try:
                data = os.read(self.fd, 65536)
            except OSError:
                data = b""
            if not data:
                raise SystemExit(f"it ended: {b''.join(data for _, data in self.chunks)[-300:]}")
            for at in range(0, len(data), 64):
                self.arrive(data[at : at + 64])

    def arrive(self, data):
        now = time.monotonic()
        if self.rate:
            self.free = max(now, self.free) + len(data) / self.rate
        at = (self.free if self.rate else now) + self.way
        self.chunks.append((at, data))
        data = self.tail + data
        for found in QUESTION.finditer(data):
            self.to_send.append((at + self.way, answer(found)))
        for on in re.findall(rb"\x1b\[\?1([hl])", data):
            self.application_keys = on == b"h"
        rest = PARTIAL.search(data)
        self.tail = rest.group() if rest else b""

    def send(self, keys):
        if self.application_keys and keys == DOWN:
            keys = b"\x1bOB"
        self.to_send.append((time.monotonic() + self.way, keys))

    def quiet(self, gap, limit=20.0):
        """Waits until nothing came for so long. Returns the bytes since the call, and when the last
        came."""
        start, count = time.monotonic(), len(self.chunks)
        while True:
            last = self.chunks[-1][0] if len(self.chunks) > count else start
            if time.monotonic() >= min(last + gap, start + limit):
                return sum(len(data) for _, data in self.chunks[count:]), last
            self.turn(max(time.monotonic() + 0.0005, min(last + gap, start + limit)))

    def key(self, keys, gap):
        at = time.monotonic()
        self.send(keys)
        count, last = self.quiet(gap)
        return count, (last - at) * 1000

    def close(self):
        os.kill(self.pid, signal.SIGKILL)
        os.close(self.fd)
        os.waitpid(self.pid, 0)


def answer(question):
    device, status, private, mode = question.groups()
    if mode:
        return b"\x1b[" + private + mode + b";0$y"
    if status:
        return b"\x1b[0n" if status == b"5" else b"\x1b[1;1R"
    return b"\x1b[>41;377;0c" if device else b"\x1b[?62;22c"


class Screen:
    """As much of a terminal as nashra's output needs."""

    TOKEN = re.compile(r"\x1b\[([?>]?)([\d;]*)\$?([@-~])|([\r\n])|([^\x1b\r\n]+)")

    def __init__(self):
        self.x = self.y = 0
        self.reverse, self.tail = False, b""
        self.cells = [[(" ", False)] * COLUMNS for _ in range(ROWS)]

    def feed(self, data):
        data = self.tail + data
        # A sequence or a character that was cut waits for its rest.
        cut = max(data.rfind(b"\x1b"), 0)
        rest = data[cut:] if PARTIAL.search(data) else b""
        head = data[: len(data) - len(rest)]
        for n in range(4):
            try:
                text = head[: len(head) - n].decode("utf-8")
                break
            except UnicodeDecodeError:
                continue
        else:
            text, n = "", 0
        self.tail = head[len(head) - n :] + rest
        for private, numbers, last, control, plain in self.TOKEN.findall(text):
            values = [int(n or 0) for n in numbers.split(";")]
            if control == "\r":
                self.x = 0
            elif control:
                self.y = min(self.y + 1, ROWS - 1)
            elif plain:
                for c in plain:
                    if not unicodedata.combining(c) and self.x < COLUMNS:
                        self.cells[self.y][self.x] = (c, self.reverse)
                        self.x += 1
            elif private:
                continue
            elif last == "H":
                row, column = (values + [1, 1])[:2] if len(values) > 1 else (values[0], 1)
                self.x, self.y = max(column, 1) - 1, max(row, 1) - 1
            elif last in "CD":
                by = max(values[0], 1)
                self.x = max(0, min(COLUMNS - 1, self.x + (by if last == "C" else -by)))
            elif last == "K":
                self.cells[self.y][self.x :] = [(" ", False)] * (COLUMNS - self.x)
            elif last == "J":
                self.cells = [[(" ", False)] * COLUMNS for _ in range(ROWS)]
            elif last == "m":
                for value in values:
                    self.reverse = value == 7 or self.reverse and value not in (0, 27)

    def cursor(self):
        """Where the list's cursor is, what it is on, and the status line."""
        rows = [y for y in range(1, ROWS - 2) if self.cells[y][3][1]]
        on = [[c for c, _ in self.cells[y][: COLUMNS * 36 // 100]] for y in rows]
        return rows, on, self.cells[ROWS - 2][:]


# ------------------------------------------------------------------------------- measuring

STEP_QUIET = 0.04  # Less than the rest after which the article follows.


def measure(command, opening, line_key, home):
    """Figures by class: bytes, milliseconds."""
    terminal = Terminal(command, home)
    figures = {}
    try:
        count, last = terminal.quiet(1.5, 60)
        if opening:
            terminal.key(opening, 1.5)
        figures["start, all there"] = count, (last - terminal.start) * 1000

        def each(name, key, times, gap, use=statistics.median):
            seen = [terminal.key(key, gap) for _ in range(times)]
            of = [count for count, _ in seen], [ms for _, ms in seen]
            figures[name] = use(of[0]), statistics.median(of[1])

        terminal.key(DOWN, 1.0)
        each("step", DOWN, 15, STEP_QUIET)
        terminal.quiet(0.5)
        each("step and a second", DOWN, 8, 1.0)
        each("scrolling, averaged", DOWN, 200, STEP_QUIET, statistics.mean)
        terminal.quiet(0.5)
        each("page", PAGE_DOWN, 12, STEP_QUIET)
        if line_key:
            terminal.quiet(0.5)
            terminal.key(ENTER, 0.5)
            each("", line_key, ROWS, STEP_QUIET)
            del figures[""]
            # From here on lines scroll.
            each("article line, averaged", line_key, 54, STEP_QUIET, statistics.mean)
    finally:
        terminal.close()
    return figures


def hold(command, opening, home, ours):
    """Seconds after 60 steps over a narrow link: cursor and status, everything; and the bytes."""
    terminal = Terminal(command, home, 0.2, 1200)
    try:
        terminal.quiet(4.0, 90)
        if opening:
            terminal.key(opening, 4.0)
        terminal.key(DOWN, 4.0)
        first = len(terminal.chunks)
        for n in range(60):
            terminal.send(DOWN)
            terminal.turn(time.monotonic() + 1 / 30)
        released = time.monotonic()
        terminal.quiet(1.5, 90)
        held = terminal.chunks[first:]
        total = max(held[-1][0] - released, 0)
        cursor = total
        if ours:
            screen, seen = Screen(), []
            for at, data in terminal.chunks:
                screen.feed(data)
                seen.append((at, screen.cursor()))
            final = seen[-1][1]
            late = [n for n, (_, cursor) in enumerate(seen) if cursor != final]
            cursor = max(seen[late[-1] + 1][0] - released, 0)
        return cursor, total, sum(len(data) for _, data in held)
    finally:
        terminal.close()


def report(language, name, nashra, count):
    with tempfile.TemporaryDirectory() as home:
        home = pathlib.Path(home)
        write(language, count, home)
        peers = programs(nashra, home)
        if any(peer[0] == "newsboat" for peer in peers):
            subprocess.run([*newsboat(home), "-x", "reload"], check=True, stdout=subprocess.DEVNULL)
        found = {peer: measure(command, *keys, home) for peer, command, *keys in peers}
        print(f"\n{name}, {count} documents: bytes / ms (bytes against nashra's)\n")
        print("| class | " + " | ".join(found) + " |")
        print("|---|" + "---|" * len(found))
        for kind in found["nashra"]:
            ours, cells = max(found["nashra"][kind][0], 1), []
            for figures in found.values():
                if kind not in figures:
                    cells.append("–")
                    continue
                size, ms = figures[kind]
                cells.append(f"{size:.0f} / {ms:.1f} ({size / ours:.1f}×)")
            print(f"| {kind} | " + " | ".join(cells) + " |")
        print("\n60 steps at 30 a second over 9600 bit/s and 200 ms: seconds after the last\n")
        print("| program | cursor and status | everything | bytes |\n|---|---|---|---|")
        for peer, command, opening, _ in peers:
            cursor, total, size = hold(command, opening, home, peer == "nashra")
            print(f"| {peer} | {cursor:.2f} | {total:.2f} | {size} |", flush=True)


def main():
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--nashra", default=ROOT / "target/release/nashra", type=pathlib.Path)
    options.add_argument("--documents", default=10_000, type=int)
    options.add_argument("--latin", action="store_true", help="only this")
    options.add_argument("--arabic", action="store_true", help="only this")
    chosen = options.parse_args()
    if chosen.latin or not chosen.arabic:
        report("fr", "French", chosen.nashra.resolve(), chosen.documents)
    if chosen.arabic or not chosen.latin:
        report("ar", "Arabic", chosen.nashra.resolve(), chosen.documents)


if __name__ == "__main__":
    main()
