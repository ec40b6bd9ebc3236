"""What the labels of other people's data are in ours: by a map that the user writes, or one of those that are ready for event data.

The event codes of political science tell who did what to whom; ours tell only which way it moves them (training/CODEBOOK.md). Verbal and
material cooperation is de-escalation, verbal and material conflict is escalation, statements are neutral.
"""

import re
from collections.abc import Collection, Mapping

from stance.errors import CorpusError, StanceError
from stance.labels import DE_ESCALATION, ESCALATION, LABELS, NEUTRAL

FEW, NEARLY_ALL = 4, 0.95  # kinds of labels, and the share of sentences with them, that tell which map they need
LEFT_OUT = ""  # what a label is mapped to whose sentences are not wanted

# Schrodt, CAMEO: Conflict and Mediation Event Observations, Event and Actor Codebook, version 1.1b3, 2012, chapter 2. The kinds in the
# remarks are those of training/CODEBOOK.md.
_CAMEO_ROOTS = {
    1: NEUTRAL,  # make public statement: N5; it has both pessimistic and optimistic comments in it
    2: DE_ESCALATION,  # appeal: for cooperation, aid, talks, mediation, restraint: D2
    3: DE_ESCALATION,  # express intent to cooperate: D2, D3
    4: DE_ESCALATION,  # consult: talks, visits, mediation: D1
    5: DE_ESCALATION,  # engage in diplomatic cooperation: praise, recognition, apology, agreement: D3
    6: DE_ESCALATION,  # engage in material cooperation: D3
    7: DE_ESCALATION,  # provide aid: D6
    8: DE_ESCALATION,  # yield: concessions, releases, ceasefires, withdrawal: D4
    9: ESCALATION,  # investigate: an official inquiry into an actor: E6
    10: ESCALATION,  # demand: E6
    11: ESCALATION,  # disapprove: criticise, accuse, sue, rally opposition: E6
    12: ESCALATION,  # reject: E5
    13: ESCALATION,  # threaten: E4
    14: ESCALATION,  # protest: E7
    15: ESCALATION,  # exhibit force posture: E2
    16: ESCALATION,  # reduce relations: sanctions, expulsions, talks broken off: E3, E5
    17: ESCALATION,  # coerce: seizure, arrest, ban, repression: E3
    18: ESCALATION,  # assault: E1
    19: ESCALATION,  # fight: E1
    20: ESCALATION,  # use unconventional mass violence: E1
}
# Halterman, Bagozzi, Beger, Schrodt & Scarborough, PLOVER and POLECAT: a new political event ontology and dataset, 2023; and the names that
# earlier versions had (Open Event Data Alliance, PLOVER manual, 2017-2018). CRIME, which was dropped, is not among them: our codebook splits it.
_PLOVER = {
    "agree": DE_ESCALATION,  # D3
    "consult": DE_ESCALATION,  # D1
    "support": DE_ESCALATION,  # D3
    "concede": DE_ESCALATION,  # D4
    "yield": DE_ESCALATION,  # D4: concede and retreat, before they were told apart
    "cooperate": DE_ESCALATION,  # D3
    "aid": DE_ESCALATION,  # D6
    "retreat": DE_ESCALATION,  # D4
    "request": ESCALATION,  # E6: verbal conflict there; requests for peace are the few that it gets wrong
    "demand": ESCALATION,  # E6: request, before
    "accuse": ESCALATION,  # E6
    "disapprove": ESCALATION,  # E6: accuse, before
    "investigate": ESCALATION,  # E6
    "reject": ESCALATION,  # E5
    "threaten": ESCALATION,  # E4
    "protest": ESCALATION,  # E7
    "sanction": ESCALATION,  # E3
    "mobilize": ESCALATION,  # E2
    "mobilise": ESCALATION,
    "coerce": ESCALATION,  # E3
    "assault": ESCALATION,  # E1
}
# The four classes of Duval & Thompson, Reconsidering the aggregate relationship between size, economic development, and some types of foreign
# policy behavior, American Journal of Political Science 24, 1980, with which CAMEO, PLOVER and GDELT sum their codes up; 0 is none of them.
_QUAD = {
    "0": NEUTRAL,
    "neutral": NEUTRAL,
    "none": NEUTRAL,
    "1": DE_ESCALATION,
    "verbal cooperation": DE_ESCALATION,
    "2": DE_ESCALATION,
    "material cooperation": DE_ESCALATION,
    "3": ESCALATION,
    "verbal conflict": ESCALATION,
    "4": ESCALATION,
    "material conflict": ESCALATION,
}


def _cameo() -> dict[str, str]:
    """Every way in which a code is written: 4, 04, 043 or 0431; and, where that can be nothing else, 43 or 431 for those that lost their zero."""
    codes: dict[str, str] = {}
    for root, label in _CAMEO_ROOTS.items():
        detailed = [f"{root:02}{detail}" for detail in ("", *map(str, range(10)), *(f"{number:02}" for number in range(100)))]
        codes |= dict.fromkeys((str(root), *detailed), label)
    for root, label in _CAMEO_ROOTS.items():
        if root < 10:
            codes |= {code: label for number in range(100) for code in (f"{root}{number % 10}", f"{root}{number:02}") if code not in codes}
    return codes


READY: Mapping[str, Mapping[str, str]] = {"cameo": _cameo(), "plover": _PLOVER, "quad": _QUAD}
READY_FOR = {"cameo": "codes of CAMEO", "plover": "event types of PLOVER", "quad": "the classes 1-4 of event data, not a scale of your own"}
_between_words = re.compile(r"(?<=[^\W\d_])[-_‐‑–](?=[^\W\d_])")  # and not the sign of a number
_OURS = {label: label for label in LABELS} | {
    "deescalation": DE_ESCALATION,
    **dict.fromkeys("e esc escalatie escalerend escalating".split(), ESCALATION),
    **dict.fromkeys("d de-esc de-escalatie de-escalerend de-escalating".split(), DE_ESCALATION),
    **dict.fromkeys("deesc deescalatie deescalerend deescalating deëscalatie deëscalerend".split(), DE_ESCALATION),
    **dict.fromkeys("n neutraal".split(), NEUTRAL),
}
# What people write who give no label, as `plainly` has it; the user has to say so, as geen may also be what they call neutral.
NO_LABEL = frozenset("- -- ? . x n.v.t n.v.t. nvt n/a na nan geen onbekend onduidelijk unknown unclear unsure skip".split())


def plainly(label: str) -> str:
    """Return a label as maps know it: in lower case, with single spaces for what else parts words."""
    return " ".join(_between_words.sub(" ", label.lower()).split())


_KNOWN = {plainly(name): label for name, label in _OURS.items()}


def ours(label: str, labels: Mapping[str, str] | None = None) -> str | None:
    """Return which of our labels another one is: by a map, or as one of ours in any spelling; `LEFT_OUT`, or None if it is unknown."""
    for known in (labels or {}, _KNOWN):
        for name in (label.lower(), plainly(label), label.removesuffix(".0"), plainly(label.rstrip("."))):  # a data frame with gaps has 1.0
            if name in known:
                return known[name]
    return None


def parse(text: str) -> Mapping[str, str]:
    """Read a map: `0=neutral,1=escalation`, the name of a ready one, or both; the later counts.

    Nothing after `=` leaves the sentences with that label out.

    Raises
    ------
    StanceError
        when it is not one, with what would mend it.
    """
    labels: dict[str, str] = {}
    for part in filter(None, map(str.strip, text.split(","))):
        theirs, equals, wanted = part.rpartition("=")
        if not equals:
            if part.lower() not in READY:
                raise StanceError(f"--map {text}: {part!r} is neither THEIRS=OURS nor a ready map ({', '.join(READY)})")
            labels |= READY[part.lower()]
            continue
        label = ours(wanted) if wanted.strip() else LEFT_OUT
        if label is None:
            raise StanceError(
                f"--map {text}: {wanted.strip()!r} is none of our labels; use {', '.join(LABELS)}, or nothing to leave it out"
            )
        labels |= dict.fromkeys({theirs.strip().lower(), plainly(theirs)}, label)
    if not labels:
        raise StanceError("--map is empty; write THEIRS=OURS,... as in 0=neutral,1=escalation,2=de-escalation")
    return labels


def ready(labels: Mapping[str, str] | None) -> list[str]:
    """Name the ready maps that are part of a map."""
    return [name for name, known in READY.items() if labels and known.keys() <= labels.keys()]


def require_zeros(codes: Collection[str], labels: Mapping[str, str] | None, name: str) -> None:
    """Check that codes of CAMEO still have their leading zeros where without them one is taken for another: 10 for 010.

    Root codes need none, nor do others that can be nothing else, as 43 and 190; but where there is one of those that is no root, 10 to 20
    may be roots or have lost a zero.

    Raises
    ------
    CorpusError
        when they are gone.
    """
    if "cameo" not in ready(labels) or any(code.startswith("0") and len(code) > 1 for code in codes):
        return
    numbers = {int(code) for code in (code.removesuffix(".0") for code in codes) if code.isdecimal()}
    mistaken = sorted(number for number in numbers if 10 <= number <= 20)
    detailed = sorted(number for number in numbers if number > 20)
    if mistaken and detailed:
        raise CorpusError(
            f"{name}: leading zeros are gone from its CAMEO codes: beside {detailed[0]}, {mistaken[0]} may be {mistaken[0]:03}; "
            "format the column as text before it is filled, or use a column of root codes"
        )


def alike(counts: Mapping[str, int]) -> str | None:
    """Name the ready map that knows nearly all of these labels, if there are enough kinds of them to tell."""
    if len(counts) < FEW and not any(label.startswith("0") and len(label) > 1 for label in counts):
        return None
    for name in ("quad", "plover", "cameo"):  # each of whose codes may be one of the next
        known = sum(number for label, number in counts.items() if {label.lower(), plainly(label)} & READY[name].keys())
        if known >= NEARLY_ALL * sum(counts.values()):
            return name
    return None
