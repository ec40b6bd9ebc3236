"""Figures of a model as a plot that can be printed: what is taken for what, F1 a label with its interval, and how far probabilities can be believed.

It reads in grey and with any kind of colour blindness: labels bear their names. Same figures, same bytes.
"""

from textwrap import wrap
from typing import TYPE_CHECKING, Any

from stance import __version__
from stance.labels import DE_ESCALATION, ESCALATION, LABELS, NEUTRAL
from stance.report import plots
from stance.report.figures import calibration, doubts
from stance.report.plots import GREY, INK, LARGE, LETTER, NORMAL, PALE, SMALL
from stance.report.terminal import printable

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH, TALL = 7.4, 1.75  # inches, of it all and of the panels
LABEL_COLOURS = {ESCALATION: plots.ESCALATION, NEUTRAL: GREY, DE_ESCALATION: plots.DE_ESCALATION}
DARK = 0.7  # share from which on a cell is so dark that its text is white


def png(figures: dict[str, Any], title: str) -> bytes:
    """Draw figures at 200 dots an inch."""
    metadata = {"Software": f"stance {__version__}", "Title": title}
    return plots.drawn(lambda: figure(figures, title), "png", dpi=200, metadata=metadata)


def svg(figures: dict[str, Any], title: str) -> str:
    """Draw figures with text that is text, and that says to a screen reader what is to be seen."""
    told = " ".join([_headline(figures), *_f1(figures), calibration(figures)])
    return plots.told(plots.drawn(lambda: figure(figures, title), "svg", metadata=plots.UNDATED).decode(), title, told)


def figure(figures: dict[str, Any], title: str) -> "Figure":
    """Lay out the title, the three panels, and what they rest on."""
    from matplotlib.figure import Figure

    heading = wrap(printable(title), int((WIDTH - 0.3) / (LARGE * LETTER * 1.1)))
    foot = [
        line
        for text in (_headline(figures), " ".join(doubts(figures)))
        for line in wrap(text, int((WIDTH - 0.3) / (SMALL * LETTER * 0.95)))
    ]
    above, below = 0.15 + 0.2 * len(heading) + 0.3, 0.65 + 0.13 * len(foot)
    height = above + TALL + below
    whole = Figure(figsize=(WIDTH, height), facecolor="white")
    for number, line in enumerate(heading):
        whole.text(0.15 / WIDTH, 1 - (0.13 + 0.2 * number) / height, line, size=LARGE, weight="bold", va="top")
    for number, line in enumerate(reversed(foot)):
        whole.text(0.15 / WIDTH, (0.1 + 0.13 * number) / height, line, size=SMALL, color=GREY, va="bottom")
    panels = [
        whole.add_axes((left / WIDTH, below / height, wide / WIDTH, TALL / height))
        for left, wide in ((1.15, TALL), (3.4, 1.5), (5.45, TALL))
    ]
    for panel, draw, name in zip(
        panels, (_matrix, _bars, _reliability), ("What is read as what", "F1, 95 % interval", "Calibration"), strict=True
    ):
        panel.set_title(name, loc="left", size=NORMAL, weight="bold", pad=5)
        panel.tick_params(length=2.5, width=0.6, labelsize=NORMAL)
        draw(panel, figures)
    return whole


def _headline(figures: dict[str, Any]) -> str:
    parts = [
        f"{name} {_ranged(figures[key])}"
        for key, name in (("macro_f1", "macro F1"), ("accuracy", "accuracy"), ("calibration_error", "calibration error"))
    ]
    documents = figures["documents"]
    return f"{', '.join(parts)}; {figures['sentences']:,} sentences in {documents:,} document{'' if documents == 1 else 's'}. In brackets and as bars: intervals over documents."


def _f1(figures: dict[str, Any]) -> list[str]:
    return [f"F1 of {label} {_ranged(figures['f1'][label])}." for label in LABELS if figures["support"][label]]


def _ranged(one: list[float | None]) -> str:
    value, low, high = one
    return f"{value:.2f}" if low is None or high is None else f"{value:.2f} [{low:.2f}, {high:.2f}]"


def _matrix(panel: "Axes", figures: dict[str, Any]) -> None:
    """Shade the shares of the sentences of each label that were read as each."""
    panel.set_xlim(0, 3)
    panel.set_ylim(3, 0)
    for row, counts in enumerate(figures["confusion"]):
        for column, count in enumerate(counts):
            share = count / sum(counts) if sum(counts) else 0.0
            panel.fill(
                [column, column + 1, column + 1, column], [row, row, row + 1, row + 1], color=_grey(share), edgecolor="white", linewidth=1
            )
            text = f"{share:.0%}\n{count:,}" if sum(counts) else "–"
            panel.text(
                column + 0.5,
                row + 0.5,
                text,
                size=NORMAL,
                ha="center",
                va="center",
                color="white" if share > DARK else INK,
                linespacing=1.3,
            )
    panel.set_xticks([0.5, 1.5, 2.5], [label.replace("-", "-\n") for label in LABELS], size=SMALL)
    panel.set_yticks([0.5, 1.5, 2.5], LABELS)
    panel.tick_params(length=0)
    panel.set_xlabel("read as", size=SMALL)
    panel.set_ylabel("labelled", size=SMALL)
    for spine in panel.spines.values():
        spine.set_visible(False)


def _grey(share: float) -> tuple[float, float, float]:
    """Return white for nothing and a dark slate for all: one hue, so that it reads in grey too."""
    return (1 - 0.82 * share, 1 - 0.74 * share, 1 - 0.66 * share)


def _bars(panel: "Axes", figures: dict[str, Any]) -> None:
    """Draw the F1 of each label as a dot with its interval."""
    for row, label in enumerate(LABELS):
        value, low, high = figures["f1"][label]
        colour = LABEL_COLOURS[label]
        panel.text(0, row - 0.28, label, size=NORMAL, color=colour, va="bottom", transform=panel.get_yaxis_transform())
        if value is None:
            panel.text(0, row, "none labelled", size=SMALL, color=GREY, va="center", transform=panel.get_yaxis_transform())
            continue
        if low is not None:
            panel.plot([low, high], [row, row], color=colour, linewidth=2, solid_capstyle="butt", alpha=0.55)
        panel.plot(value, row, "o", color=colour, markersize=5)
        panel.annotate(f"{value:.2f}", (value, row), (0, -5), textcoords="offset points", size=SMALL, ha="center", va="top")
    panel.set_xlim(0, 1.02)
    panel.set_ylim(2.6, -0.7)
    panel.set_yticks([])
    panel.set_xticks([0, 0.5, 1], ["0", "0.5", "1"])
    panel.grid(axis="x", color=PALE, linewidth=0.8)
    panel.set_axisbelow(True)
    panel.spines["left"].set_visible(False)


def _reliability(panel: "Axes", figures: dict[str, Any]) -> None:
    """Draw how often labels are right that were given with so much probability, larger for more sentences."""
    from matplotlib.ticker import MultipleLocator

    panel.plot([0.3, 1], [0.3, 1], color=GREY, linewidth=0.8, linestyle=plots.DASHES)
    sure, right, share = zip(*figures["reliability"], strict=True)
    panel.plot(sure, right, color=INK, linewidth=1)
    panel.scatter(sure, right, s=[12 + 140 * part for part in share], color=INK, zorder=3, clip_on=False)
    panel.set_xlim(0.3, 1.02)
    panel.set_ylim(min(0.3, min(right) - 0.03), 1.02)
    panel.set_xticks([0.4, 0.6, 0.8, 1], ["0.4", "0.6", "0.8", "1"])
    panel.yaxis.set_major_locator(MultipleLocator(0.2))
    panel.yaxis.set_major_formatter("{x:.1g}")
    panel.set_ylabel("share that is right", size=SMALL)
    panel.set_xlabel("probability of the label given\n(larger dots: more sentences)", size=SMALL)
    panel.text(0.33, 0.97, "less sure than right", size=SMALL, color=GREY, va="top", zorder=0)
    panel.text(1, 0.33, "surer than right", size=SMALL, color=GREY, ha="right", zorder=0)
