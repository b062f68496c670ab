"""How long nashra takes from its start to a list of documents on the screen.

    python3 benches/first_screen.py target/release/nashra CORPUS COUNT [TIMES]

COUNT is the number of documents that the status line must say it shows. Whoever wants the figure of
a cold start drops the page cache before (`echo 3 > /proc/sys/vm/drop_caches`, as root).
"""

import os
import pty
import struct
import sys
import termios
import time
from fcntl import ioctl


def first_screen(program, corpus, count):
    """Seconds until the status line says so many documents, and MB of memory a second later."""
    began = time.monotonic()
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ.update(TERM="xterm-256color", LANG="C.UTF-8")
        ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
        os.execv(program, [program, corpus])
    wanted, seen = f" of {count} ".encode(), b""
    while wanted not in seen:
        seen += os.read(terminal, 1 << 16)
    taken = time.monotonic() - began
    time.sleep(1)
    with open(f"/proc/{pid}/status") as status:
        fields = dict(line.split(":", 1) for line in status)
    memory = {name: fields[name].split()[0] for name in ("VmRSS", "RssAnon")}
    os.write(terminal, b"q")
    try:
        while os.read(terminal, 1 << 16):
            pass
    except OSError:
        pass
    os.waitpid(pid, 0)
    return taken, {name: int(kilobytes) // 1000 for name, kilobytes in memory.items()}


program, corpus, count = sys.argv[1:4]
times = []
for _ in range(int(sys.argv[4]) if len(sys.argv) > 4 else 11):
    taken, memory = first_screen(program, corpus, count)
    times.append(taken * 1000)
times.sort()
print(f"first screen: median {times[len(times) // 2]:.0f} ms, {times[0]:.0f} to {times[-1]:.0f}; {memory}")
