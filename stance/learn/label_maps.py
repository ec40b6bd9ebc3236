"""What the labels of other people's data are in ours: by a map that the user writes, or one of those that are ready for event data.

The event codes of political science tell who did what to whom; ours tell only which way it moves them (training/CODEBOOK.md). Verbal and
material cooperation is de-escalation, verbal and material conflict is escalation, statements are neutral.
"""

import re
from collections.abc import Mapping

from stance.errors import StanceError
from stance.labels import DE_ESCALATION, ESCALATION, LABELS, NEUTRAL

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
_between_words = re.compile(r"(?<=[^\W\d_])[-_‐‑–](?=[^\W\d_])")  # and not the sign of a number
_OURS = {label: label for label in LABELS} | {
    "deescalation": DE_ESCALATION,
    "escalatie": ESCALATION,
    "de-escalatie": DE_ESCALATION,
    "deescalatie": DE_ESCALATION,
    "neutraal": NEUTRAL,
}


def plainly(label: str) -> str:
    """Return a label as maps know it: in lower case, with single spaces for what else parts words."""
    return " ".join(_between_words.sub(" ", label.lower()).split())


_KNOWN = {plainly(name): label for name, label in _OURS.items()}


def ours(label: str, labels: Mapping[str, str] | None) -> str | None:
    """Return which of our labels another one is: by a map, or as one of ours in any spelling; `LEFT_OUT`, or None if it is unknown."""
    if labels is not None:
        found = labels.get(label.lower())
        if found is None:
            found = labels.get(plainly(label))
        if found is not None:
            return found
    return _KNOWN.get(plainly(label))


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
        label = ours(wanted, None) if wanted.strip() else LEFT_OUT
        if label is None:
            raise StanceError(
                f"--map {text}: {wanted.strip()!r} is none of our labels; use {', '.join(LABELS)}, or nothing to leave it out"
            )
        labels |= dict.fromkeys({theirs.strip().lower(), plainly(theirs)}, label)
    if not labels:
        raise StanceError("--map is empty; write THEIRS=OURS,... as in 0=neutral,1=escalation,2=de-escalation")
    return labels


def alike(names: set[str]) -> str | None:
    """Name the ready map that knows all of these labels, if they are enough to tell."""
    found = (
        name
        for name in ("quad", "plover", "cameo")
        if all(label.lower() in READY[name] or plainly(label) in READY[name] for label in names)
    )
    return next(found, None) if len(names) >= 4 else None
