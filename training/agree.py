"""How far the second annotator agrees with the first: `python training/agree.py`.

Reads second-labels.tsv: document, language, text, the first label, the second (given blind to the first, in shuffled order), and the label after
adjudication. Prints Krippendorff's alpha, Cohen's kappa and the F1 of every label, by language, for articles and briefs apart.
"""

from pathlib import Path

from stance.labels import LABELS
from stance.learn.agreement import agreement

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
            first = {str(number): row[3] for number, row in enumerate(part)}
            second = {str(number): row[4] for number, row in enumerate(part)}
            found = agreement(first, second)
            changed = sum(row[3] != row[5] for row in part)
            f1 = " | ".join(f"{found.f1[label]:.2f}" for label in LABELS)
            print(
                f"| {language}, {kind} | {found.items:,} | {found.observed:.1%} | {found.alpha:.3f} | {found.kappa:.3f} | {f1} | {changed} |"
            )


if __name__ == "__main__":
    main()
