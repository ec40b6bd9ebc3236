"""One line about a scored document."""

from stance.labels import DE_ESCALATION, ESCALATION, NEUTRAL
from stance.scored import ScoredDocument


def summary(document: ScoredDocument) -> str:
    """Say how many sentences carry each label and how tense the document is."""
    counts = document.counts
    total = sum(counts.values())
    return (
        f"{total:,} sentence{'' if total == 1 else 's'}: {counts[ESCALATION]:,} escalation, {counts[DE_ESCALATION]:,} de-escalation, "
        f"{counts[NEUTRAL]:,} neutral; tension {document.tension:+z.2f}"
    )
