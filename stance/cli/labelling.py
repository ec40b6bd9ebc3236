"""The screen of `stance label`: keys in, a sentence at a time out. What is a label, and where it is kept, is not decided here."""

import os
import re
import select
import signal
import sys
import termios
import tty
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from statistics import median
from time import monotonic
from types import FrameType
from typing import TextIO

import click

from stance.cli.opening import in_colour
from stance.labels import COLOURS, LABELS, MARKS
from stance.learn.labelling import Item, Session
from stance.report.terminal import QUIET, paint, printable, shortened, wrapped

LABEL_KEYS = dict(zip([*"end", *"123", "up", "right", "down"], LABELS * 3, strict=True))
DEED_KEYS = {"s": "skip", "u": "undo", "backspace": "undo", "b": "back", "left": "back", "enter": "on", " ": "on", "?": "help", "h": "help"}
QUIT_KEYS = {"q", "end of file", "interrupt"}
NAMED = {"\x03": "interrupt", "\x04": "end of file", "\r": "enter", "\n": "enter", "\x7f": "backspace", "\b": "backspace"}
ARROWS = {"A": "up", "B": "down", "C": "right", "D": "left"}
PATIENCE = 0.1  # seconds until an escape that nothing follows is the key of that name
PACE = 20  # labels that the pace is measured by
WIDEST = 100  # columns: longer lines are hard to read
NARROW = 50  # columns that all labels side by side take
LOW = 12  # lines: on a lower screen nothing is left blank
HELP = """\
Read the sentence by itself. Does it move political actors (states, armies,
parties, officials, organised publics) towards confrontation or away from it?

escalation     force, threats, mobilising, sanctions and arrests, refusing or
               breaking off, accusing, protest and strike; danger that grows
de-escalation  talks, offers, appeals for calm, agreements, giving way and
               release, reassurance, aid between them; danger that shrinks
neutral        neither: background, procedure, figures, plain statements;
               sport, business, weather, crime between private persons

Done, planned, demanded or reported count alike. "No", "ended", "denied" turn
a label. Two directions: the main clause wins, after "but" the second half.
In doubt: would a reader who tracks tension move the needle? If not, neutral.

e 1 up      escalation        s        skip, it comes again at the end
n 2 right   neutral           u        undo, as often as you like
d 3 down    de-escalation     b left   look back; a label there replaces
                              enter    on again
                              q        quit; all is saved already"""

_sequence = re.compile(rb"\x1b(?:\[[0-9;?]*[ -/]*([@-~])|O(.))")


class Keys:
    """The keys of a terminal, by name, one at a time.

    A change of its size is told as the key `resize`, Ctrl-C as `interrupt`, and that it is gone as `end of file`.
    """

    def __init__(self, file: int) -> None:
        self._file, self._held = file, b""
        self._woken, self.wake = os.pipe()  # Python writes the number of each signal there: none slips in before the waiting begins
        os.set_blocking(self.wake, False)

    def __call__(self) -> str:
        """Wait for the next key."""
        while True:
            if name := self._next():
                return name
            ready = select.select([self._file, self._woken], [], [])[0]
            if self._file in ready:  # first: what was typed before a signal counts
                if not self._more():
                    return "end of file"
            else:
                came = os.read(self._woken, 1)[0]
                return "interrupt" if came in (signal.SIGINT, signal.SIGHUP) else "resize"  # or back from Ctrl-Z: to be drawn anew

    def _more(self) -> bool:
        try:
            got = os.read(self._file, 1024)
        except OSError:  # the terminal is gone
            return False
        self._held += got
        return bool(got)

    def _next(self) -> str:
        """Take a key from what was read; empty if there is none."""
        while self._held.startswith(b"\x1b"):
            if match := _sequence.match(self._held):
                self._held = self._held[match.end() :]
                if name := ARROWS.get((match[1] or match[2]).decode("ascii", "replace")):
                    return name
            elif not select.select([self._file], [], [], PATIENCE)[0] or not self._more():
                self._held = self._held[1:]
                return "escape"
        if not self._held:
            return ""
        lead = self._held[0]
        length = 1 + (lead >= 0xC0) + (lead >= 0xE0) + (lead >= 0xF0)  # of a character in UTF-8
        character, self._held = self._held[:length].decode(errors="replace"), self._held[length:]
        return NAMED.get(character, character.lower())


class Screen:
    """A terminal on which one sentence at a time is shown; a dumb one gets them below each other."""

    def __init__(self, stream: TextIO, name: str, annotator: str, show_guess: bool, blind: bool) -> None:
        self._stream, self._name, self._annotator = stream, name, annotator
        self._show_guess, self._blind = show_guess, blind
        self._colour = in_colour(stream)
        self._whole = os.environ.get("TERM") not in (None, "", "dumb")
        self._gaps: deque[float] = deque(maxlen=PACE)
        self._last = monotonic()

    def enter(self) -> None:
        """Take the screen; what was on it comes back at the end. What is too wide for it is cut off, not wrapped."""
        self._put("\x1b[?1049h\x1b[?25l\x1b[?7l" if self._whole else "")

    def leave(self) -> None:
        """Give the screen back."""
        self._put("\x1b[0m\x1b[?7h\x1b[?25h\x1b[?1049l" if self._whole else "\n")

    def labelled(self) -> None:
        """Measure the pace: called when a label was given."""
        now = monotonic()
        self._gaps.append(now - self._last)
        self._last = now

    def draw(self, session: Session, message: str, helping: bool) -> None:
        """Show the sentence that it is at, or the help."""
        try:
            width, height = os.get_terminal_size(self._stream.fileno())
        except OSError:
            width = height = 0
        width, height = min(width or 80, WIDEST), height or 24
        blank = [""] if height >= LOW else []
        keys = [] if helping else [*blank, *self._keys(width, bool(blank))]
        message = "any key goes on" if helping else message
        room = max(height - 2 - len(blank) - len(keys), 1)  # without the status and the message
        middle = self._help(room + len(blank)) if helping else [*blank, *self._middle(session, width, room)]
        if not self._whole:
            self._put("\n".join(["", self._status(session, width), *middle, message, *keys, ""]))
            return
        space = [""] * (height - 2 - len(middle) - len(keys))
        lines = [self._status(session, width), *middle, *space, message, *keys][:height]
        # Each line is cleared behind its end, not the whole screen before: nothing flickers.
        self._put("\x1b[H" + "\r\n".join(f"{line}\x1b[K" for line in lines) + "\x1b[J")

    def _help(self, room: int) -> list[str]:
        lines = HELP.split("\n")
        return lines if len(lines) <= room else [*lines[: room - 1], "(the window is too low for the rest)"]

    def _put(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()

    def _encodable(self, text: str) -> str:
        """Return a text without the characters that the terminal's encoding has not."""
        encoding = self._stream.encoding or "utf-8"
        return text.encode(encoding, "replace").decode(encoding)

    def _status(self, session: Session, width: int) -> str:
        total, done = len(session.items), session.done
        words = f"{done:,} of {total:,} labelled, {done * 100 // total} %"
        if len(self._gaps) >= 3:
            gap = median(self._gaps)  # a break in between does not count
            words += f"  {min(60 / max(gap, 0.01), 999):.0f} a minute"
            if left := total - done:
                words += f", {_time(left * gap)} left"
        who = f"{printable(self._name)}  {printable(self._annotator)}"
        text = f"{shortened(who, max(width - len(words) - 2, 10))}  {words}"[:width]
        return click.style(self._encodable(text), reverse=True) if self._colour else self._encodable(text)

    def _middle(self, session: Session, width: int, room: int) -> list[str]:
        shown = session.shown
        if shown is None:
            return [f"All {len(session.items):,} are labelled.", "", "q ends; u takes the last label back, b looks back."]
        item = session.items[shown]
        where, said = self._where(item, width), self._said_before(session, item, shown, width)
        sentence = [self._bold(line) for line in self._indented("> ", str(item.columns["text"]), width)]
        above = [where, *said, ""]
        if len(above) + len(sentence) > room:  # the sentence comes first
            above = said[: room - 1]
        if len(above) + len(sentence) > room:
            sentence = [*sentence[: room - len(above) - 1], sentence[room - len(above) - 1] + " …"]
        space = (room - len(above) - len(sentence)) // 2 - 1  # for the context on either side, less a blank line
        before, after = (
            [self._dim(line) for line in self._indented("  ", text, width)] if text else [] for text in (item.before, item.after)
        )
        before, after = (before[-space:], after[:space]) if space > 0 else ([], [])
        return [*above, *before, *([""] if before else []), *sentence, *([""] if after else []), *after]

    def _where(self, item: Item, width: int) -> str:
        number = item.columns.get("sentence")
        where = str(item.columns["document"]) + (f"  sentence {number + 1}" if isinstance(number, int) else "")
        return self._dim(self._encodable(shortened(printable(where), width)))

    def _said_before(self, session: Session, item: Item, shown: int, width: int) -> list[str]:
        """Return what was said of a sentence: by others, by a model, or by oneself."""
        lines = []
        if label := session.label:
            lines.append(f"labelled {self.named(label)}; another label replaces it, enter goes on")
        elif shown in session.skipped:
            lines.append("skipped before")
        if self._show_guess and item.guess:
            lines.append(f"the model's guess: {self.named(item.guess)}")
        if item.said and not self._blind:
            said = [f"{self._encodable(printable(who))}: {self.named(label)}" for who, label in item.said.items()]
            lines += ["   ".join(said)] if sum(len(who) + 20 for who in item.said) <= width else said
        return lines

    def _keys(self, width: int, high: bool) -> list[str]:
        labels = [f"{key} {self.named(LABEL_KEYS[key])}" for key in "end"]
        if width >= NARROW:
            return ["   ".join(labels), "s skip   u undo   b back   ? help   q quit"]
        return [*labels, "s u b ? q"] if high else ["e n d s u b ? q"]

    def named(self, label: str) -> str:
        """Return a label as it is shown: with its mark, if the terminal has that, and in its colour."""
        mark = self._encodable(MARKS[label])
        text = f"{mark} {label}" if mark == MARKS[label] else label
        return click.style(text, fg=COLOURS[label], bold=True) if self._colour else text

    def _indented(self, mark: str, text: str, width: int) -> list[str]:
        lines = wrapped(self._encodable(printable(text)), max(width - 3, 10))
        return [(mark if not number else "  ") + line for number, line in enumerate(lines)]

    def _dim(self, text: str) -> str:
        return paint(text, QUIET) if self._colour else text

    def _bold(self, text: str) -> str:
        return click.style(text, bold=True) if self._colour else text


def _time(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{minutes // 60} h {minutes % 60:02} min" if minutes >= 60 else f"{minutes} min" if minutes else "under a minute"


def label_all(session: Session, screen: Screen) -> None:
    """Let somebody label at the terminal until all is done or they quit; the terminal is as before, however it ends."""
    keys = Keys(sys.stdin.fileno())
    with _terminal(sys.stdin.fileno(), screen, keys):
        message, helping = "", False
        while True:
            screen.draw(session, message, helping)
            key = keys()
            if key in QUIT_KEYS:
                return
            if key == "resize":
                continue
            if helping:
                helping = False
                continue
            helping = DEED_KEYS.get(key) == "help"
            message = press(session, key, screen.named)
            if key in LABEL_KEYS:
                screen.labelled()


def press(session: Session, key: str, named: Callable[[str], str] = str) -> str:
    """Do what a key means, and return what is to be said of it."""
    if label := LABEL_KEYS.get(key):
        return f"labelled {named(label)}; u takes it back" if session.give(label) else "all are labelled; q ends"
    deed = DEED_KEYS.get(key)
    if deed == "skip":
        return "skipped; it comes again at the end" if session.skip() else "there is nothing to skip to"
    if deed == "undo":
        return "undone" if session.undo() else "there is nothing to undo"
    if deed == "back":
        return "" if session.look_back() else "this is the first"
    if deed == "on":
        return "" if session.look_on() else "a label is needed: e, n or d; or s to skip"
    return "" if deed else f"{printable(key)} is no key; ? lists them"


@contextmanager
def _terminal(file: int, screen: Screen, keys: Keys) -> Iterator[None]:
    """Let a terminal give every key at once; Ctrl-Z gives it back for as long as it takes."""
    before = termios.tcgetattr(file)

    def take() -> None:
        tty.setcbreak(file)
        mode = termios.tcgetattr(file)
        mode[3] |= termios.NOFLSH  # Ctrl-C throws no key away that was typed before it
        termios.tcsetattr(file, termios.TCSANOW, mode)
        screen.enter()

    def give_back() -> None:
        with suppress(OSError):  # it may be gone
            screen.leave()
        with suppress(termios.error):
            termios.tcsetattr(file, termios.TCSADRAIN, before)

    def stop(_number: int, _frame: FrameType | None) -> None:
        give_back()
        os.kill(os.getpid(), signal.SIGSTOP)
        take()

    def wake(_number: int, _frame: FrameType | None) -> None:
        pass  # the number is what counts

    handlers = {signal.SIGWINCH: wake, signal.SIGINT: wake, signal.SIGHUP: wake, signal.SIGTSTP: stop}
    old = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    woken_before = signal.set_wakeup_fd(keys.wake, warn_on_full_buffer=False)
    try:
        take()
        yield
    finally:
        give_back()
        signal.set_wakeup_fd(woken_before)
        for number, handler in old.items():
            signal.signal(number, handler)
