"""A terminal for tests: `stance` runs in it as it does for somebody who sits there."""

import fcntl
import os
import re
import select
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

PATIENCE = 20.0  # seconds: the machine may be busy
_escape = re.compile(r"\x1b(?:\[[0-9;?]*[A-Za-z]|.)")


class Terminal:
    """A process whose standard streams are a terminal of its own."""

    def __init__(self, *arguments: str | Path, cwd: Path, size: tuple[int, int] = (80, 24), **environment: str) -> None:
        self.side, inner = os.openpty()
        self.resize(*size)
        self.before = termios.tcgetattr(inner)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "stance", *map(str, arguments)],
            stdin=inner,
            stdout=inner,
            stderr=inner,
            cwd=cwd,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
            env={**os.environ, "TERM": "xterm-256color", "PYTHONUTF8": "1", **environment},
        )
        self._inner = inner
        self.raw = ""

    def resize(self, width: int, height: int) -> None:
        """Change its size, as a window does."""
        fcntl.ioctl(self.side, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))

    def press(self, keys: str | bytes) -> None:
        """Type."""
        os.write(self.side, keys.encode() if isinstance(keys, str) else keys)

    def sees(self, text: str) -> str:
        """Wait until a text is shown, and return all that was shown until then and since this was last asked, without colours."""
        until = time.monotonic() + PATIENCE
        found = ""
        while text not in found:
            ready, _, _ = select.select([self.side], [], [], max(until - time.monotonic(), 0))
            assert ready, f"{text!r} did not come, but {found!r}"
            try:
                self.raw += os.read(self.side, 65536).decode(errors="replace")
            except OSError:
                raise AssertionError(f"it ended without {text!r}, with {found!r}") from None
            found = _escape.sub("", self.raw)
        self.raw, seen = "", self.raw
        self.last = seen
        return found

    def settings_are_as_before(self) -> bool:
        """Tell whether it was left as it was found."""
        return termios.tcgetattr(self._inner) == self.before

    def end(self) -> int:
        """Wait until it ends; return its exit status."""
        until = time.monotonic() + PATIENCE
        while self.process.poll() is None and time.monotonic() < until:
            if select.select([self.side], [], [], 0.05)[0]:
                self.raw += os.read(self.side, 65536).decode(errors="replace")
        while select.select([self.side], [], [], 0)[0]:
            self.raw += os.read(self.side, 65536).decode(errors="replace")
        return self.process.wait(1)

    def close(self) -> None:
        """End what still runs."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self.side)
        os.close(self._inner)
