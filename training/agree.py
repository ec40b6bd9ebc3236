"""How far the second annotator agrees with the first: `python training/agree.py`.

Reads second-labels.tsv: document, language, text, the first label, the second (given blind to the first, in shuffled order), and the label after
adjudication. Prints Krippendorff's alpha, Cohen's kappa and the F1 of every label, by language, for articles and briefs apart.
"""

from pathlib import Path

from stance.labels import LABELS
from stance.learn.agreement import Estimate, Sentence, panel
from stance.learn.corpus import Example

HERE = Path(__file__).parent


def main() -> None:
    """Print the table."""
    lines = (HERE / "second-labels.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines]
    print("| labelled twice | sentences | agree | alpha | kappa | " + " | ".join(f"F1 {label}" for label in LABELS) + " | changed |")
    print("|---" * (6 + len(LABELS)) + "|")
    for language in sorted({row[1] for row in rows}):
        for kind in ("articles", "briefs", "all"):
            part = [row for row in rows if row[1] == language and (kind == "all" or (row[0][3] == "b") == (kind == "briefs"))]
            sentences = [
                Sentence(Example(document, language, "", text, first), {"first": first, "second": second})
                for document, _, text, first, second, _ in part
            ]
            found = panel(["first", "second"], sentences)
            changed = sum(row[3] != row[5] for row in part)
            f1 = " | ".join(_shown(found.by_label[label], ".2f") for label in LABELS)
            figures = f"{_shown(found.observed, '.1%')} | {_shown(found.alpha, '.3f')} | {_shown(found.pairs[0].kappa, '.3f')}"
            print(f"| {language}, {kind} | {found.items:,} | {figures} | {f1} | {changed} |")


def _shown(estimate: Estimate, form: str) -> str:
    return "–" if estimate.value is None else f"{estimate.value:{form}}"


if __name__ == "__main__":
    main()
