"""Other ways to see a sentence and to decide about it, which were tried beside the recipe's: each is one row of `make ablations`."""

import re
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
from nltk.stem.snowball import SnowballStemmer
from numpy.typing import NDArray
from sklearn.isotonic import IsotonicRegression
from tables import Floats

from stance.labels import DE_ESCALATION, ESCALATION, LABELS, NEUTRAL
from stance.learn.corpus import Example, columns, load
from stance.learn.evaluate import splits
from stance.learn.fit import Recipe, fit_regression
from stance.text.language import DEFAULT, detect
from stance.text.terms import SURROUNDINGS, Terms

TRAINING = Path(__file__).parents[1] / "training"
Predict = Callable[[Sequence[Example], Sequence[Example]], Floats]  # trained on the first, the (n, 3) probabilities of the second


# --- terms that were tried -------------------------------------------------------------------------------------------

NEGATION = frozenset(
    "not n't no never nor without neither cannot can't won't don't doesn't didn't isn't wasn't wouldn't refuse refused refuses deny denied denies lifted lift "
    "halt halted end ended suspended cancelled scrapped niet geen nooit noch zonder niemand weigert weigerde ontkent ontkende opgeschort opgeheven beëindigd "
    "gestopt stopt afgeblazen".split()
)
PARTICLES = frozenset("af aan op uit in toe terug door mee neer weg voor over tegen samen vast vrij stil los".split())
QUOTE = '"'
MODAL = frozenset("would could might may should must zou zouden kan kunnen moet moeten if als indien unless tenzij".split())


@cache
def stemmer(language: str) -> SnowballStemmer:
    """Return nltk's Snowball stemmer of a language."""
    return SnowballStemmer({"en": "english", "nl": "dutch"}[language])


@cache
def stem(token: str, language: str) -> str:
    """Cut a word to its stem."""
    return str(stemmer(language).stem(token)) if token[0].isalpha() else token


def stems(found: Sequence[str]) -> list[str]:
    """Stems of a sentence's tokens, in the language that its function words are of."""
    language = detect(" ".join(found)) or DEFAULT
    return [stem(token.lower(), language) for token in found]


class OnlyWords(Terms):
    """No parts of words."""

    @property
    def views(self) -> dict[str, Callable[[str], Sequence[str]]]:  # noqa: D102
        return {name: terms for name, terms in super().views.items() if name != "characters"}


class OnlyCharacters(Terms):
    """No whole words."""

    @property
    def views(self) -> dict[str, Callable[[str], Sequence[str]]]:  # noqa: D102
        return {name: terms for name, terms in super().views.items() if name != "words"}


class OfWords(Terms):
    """Other terms in the view of words."""

    def of(self, view: str, found: Sequence[str]) -> list[str]:  # noqa: D102
        return self.of_words(found) if view == "words" else super().of(view, found)

    def of_words(self, found: Sequence[str]) -> list[str]:
        """Give all terms of a sentence in the view of words."""
        return super().of("words", found)


class Stems(OfWords):
    """Stems in place of words."""

    def of_words(self, found: Sequence[str]) -> list[str]:  # noqa: D102
        return super().of_words(stems(found))


class OnlyStems(Stems, OnlyWords):
    """Stems in place of words, and no parts of words."""


class Compounds(OfWords):
    """Beside each long word the longest two words that it is made of, if the sentence-building half of the corpus holds both."""

    def of_words(self, found: Sequence[str]) -> list[str]:  # noqa: D102
        return super().of_words(found) + [f"+{part}" for token in found for part in parts(token.lower())]


@cache
def known_words() -> frozenset[str]:
    """Words of at least four letters that stand in ten sentences of the corpus or more."""
    counts: dict[str, int] = {}
    for example in load([TRAINING / "corpus"]):
        for word in set(example.text.lower().split()):
            counts[word] = counts.get(word, 0) + 1
    return frozenset(word for word, count in counts.items() if count >= 10 and len(word) >= 4 and word.isalpha())


@cache
def parts(token: str) -> tuple[str, ...]:
    """Split a compound into two known words, with or without the s, e or en between them."""
    if len(token) < 9 or token in known_words():
        return ()
    for cut in range(len(token) - 4, 3, -1):
        for link in ("", "s", "e", "en"):
            head = token[:cut].removesuffix(link)
            if token[:cut] == head + link and head in known_words() and token[cut:] in known_words():
                return head, token[cut:]
    return ()


class Negation(OfWords):
    """Beside each word within five of a negation, denial or undoing, up to the next stop, the same word marked."""

    def of_words(self, found: Sequence[str]) -> list[str]:  # noqa: D102
        marked, left = [], 0
        for token in [token.lower() for token in found]:
            if left and token[0].isalnum():
                marked.append(f"¬{token}")
            left = 5 if token in NEGATION else 0 if token in '.;:!?,"' else max(0, left - 1)
        return super().of_words(found) + marked


class SeparableVerbs(OfWords):
    """A particle at the end of a clause joined to each word of the twelve before it (zegde … af)."""

    def of_words(self, found: Sequence[str]) -> list[str]:  # noqa: D102
        tokens = [token.lower() for token in found]
        joined = [
            f"{verb}…{token}"
            for place, token in enumerate(tokens)
            if token in PARTICLES and not (place + 1 < len(tokens) and tokens[place + 1][0].isalnum())
            for verb in tokens[max(0, place - 12) : place]
        ]
        return super().of_words(found) + joined


class Quotation(OfWords):
    """Beside each word between quotation marks the same word marked."""

    def of_words(self, found: Sequence[str]) -> list[str]:  # noqa: D102
        quoted, inside = [], False
        for token in [token.lower() for token in found]:
            if token == '"':
                inside = not inside
            elif inside:
                quoted.append(f"“{token}")
        return super().of_words(found) + quoted


class Form(OfWords):
    """A few terms for the form of the sentence: length, headline, question, quotation, modality or condition."""

    def of_words(self, found: Sequence[str]) -> list[str]:  # noqa: D102
        form = [f"#length {min(len(found) // 8, 5)}", f"#quotes {min(found.count(QUOTE), 2)}"]
        form += ["#headline"] * bool(found and found[-1] not in '.!?"') + ["#question"] * ("?" in found)
        return super().of_words(found) + form + ["#modal"] * any(token in MODAL for token in found)


class NamesAsOne(OfWords):
    """Every name that is no country's read as the same one."""

    def of_words(self, found: Sequence[str]) -> list[str]:  # noqa: D102
        return super().of_words(["3" if token[0].isupper() else token for token in found])


class Hashed(Terms):
    """Each view of the sentence hashed into 65,536 columns."""

    def of(self, view: str, found: Sequence[str]) -> list[str]:  # noqa: D102
        terms = super().of(view, found)
        return terms if view == SURROUNDINGS else [str(zlib.crc32(term.encode()) & 0xFFFF) for term in terms]


@dataclass(frozen=True, slots=True)
class Altered(Recipe):
    """A recipe whose terms are of another kind."""

    kind: type[Terms] = Terms

    @property
    def terms(self) -> Terms:
        """Which terms the model sees."""
        return self.kind(self.words, self.gap, self.characters, self.masking, self.quotation_marks, self.surroundings > 0)


# --- decisions that were tried ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AsFitted:
    """The regression's own probabilities."""

    recipe: Recipe

    def __call__(self, train: Sequence[Example], asked: Sequence[Example]) -> Floats:
        """Train and predict."""
        fitted = fit_regression(*columns(train), self.recipe)
        texts, _, documents = columns(asked)
        return fitted.predict_proba(texts, documents)


class OneALanguage(AsFitted):
    """A model of its own for each language."""

    def __call__(self, train: Sequence[Example], asked: Sequence[Example]) -> Floats:
        """Train and predict."""
        probabilities = np.empty((len(asked), len(LABELS)))
        for language in {example.language for example in asked}:
            rows = [row for row, example in enumerate(asked) if example.language == language]
            part = [example for example in train if example.language == language]
            probabilities[rows] = AsFitted(self.recipe)(part, [asked[row] for row in rows])
        return probabilities


@dataclass(frozen=True, slots=True)
class Without(AsFitted):
    """A model of a part of the corpus: all documents but those whose name matches."""

    pattern: str

    def __call__(self, train: Sequence[Example], asked: Sequence[Example]) -> Floats:
        """Train and predict."""
        return AsFitted(self.recipe)([example for example in train if not re.match(self.pattern, example.document)], asked)


class TwoSteps(AsFitted):
    """First whether a sentence moves anything, then, by a second model trained on those that do, which way."""

    def __call__(self, train: Sequence[Example], asked: Sequence[Example]) -> Floats:
        """Train and predict."""
        moves = AsFitted(self.recipe)([replace(e, label=e.label if e.label == NEUTRAL else ESCALATION) for e in train], asked)
        ways = AsFitted(self.recipe)([example for example in train if example.label != NEUTRAL], asked)
        moving, away = moves[:, LABELS.index(ESCALATION)], ways[:, LABELS.index(DE_ESCALATION)]
        return np.stack([moving * (1 - away), 1 - moving, moving * away], axis=1)


class OrdinaryPrior(AsFitted):
    """Probabilities moved from the corpus's shares of the labels to those of ordinary news: 15, 80 and 5 %."""

    def __call__(self, train: Sequence[Example], asked: Sequence[Example]) -> Floats:
        """Train and predict."""
        shares = np.array([sum(example.label == label for example in train) / len(train) for label in LABELS])
        moved = AsFitted(self.recipe)(train, asked) * (np.array([0.15, 0.80, 0.05]) / shares)
        return np.asarray(moved / moved.sum(axis=1, keepdims=True))


class Calibrated(AsFitted):
    """Probabilities calibrated on documents held out of the training, as a fifth of them."""

    def __call__(self, train: Sequence[Example], asked: Sequence[Example]) -> Floats:
        """Train and predict."""
        ((kept, held),) = splits(train, 5)[:1]
        inner = AsFitted(self.recipe)([train[row] for row in kept], [*(train[row] for row in held), *asked])
        known, unknown = inner[: len(held)], inner[len(held) :]
        return self.calibrate(known, np.array([train[row].label for row in held]), unknown)

    def calibrate(self, known: Floats, gold: NDArray[np.str_], unknown: Floats) -> Floats:
        """Scale all logits by the one temperature that makes the held-out labels most likely (Guo et al., ICML 2017)."""
        rows = np.array([LABELS.index(label) for label in gold])

        def scaled(probabilities: Floats, temperature: float) -> Floats:
            powered = np.maximum(probabilities, 1e-12) ** (1 / temperature)
            return np.asarray(powered / powered.sum(axis=1, keepdims=True))

        loss = {t: -np.log(scaled(known, t)[np.arange(len(rows)), rows]).mean() for t in np.geomspace(0.4, 2.5, 60)}
        return scaled(unknown, min(loss, key=lambda t: loss[t]))


class Isotonic(Calibrated):
    """Each label's probability through an isotonic regression (Zadrozny & Elkan, KDD 2002)."""

    def calibrate(self, known: Floats, gold: NDArray[np.str_], unknown: Floats) -> Floats:
        """Fit a monotone curve a label and scale the three to add up to 1."""
        curves = [
            IsotonicRegression(y_min=1e-3, y_max=1, out_of_bounds="clip").fit(known[:, k], gold == label) for k, label in enumerate(LABELS)
        ]
        found = np.stack([curve.predict(unknown[:, k]) for k, curve in enumerate(curves)], axis=1)
        return np.asarray(found / found.sum(axis=1, keepdims=True))


# --- all of them -----------------------------------------------------------------------------------------------


def variants(recipe: Recipe) -> dict[str, Predict]:
    """Every variant by what is different in it."""

    def altered(kind: type[Terms], **settings: object) -> Predict:
        return AsFitted(Altered(**{name: getattr(recipe, name) for name in Recipe.__slots__} | settings, kind=kind))

    def with_settings(**settings: object) -> Predict:
        return AsFitted(replace(recipe, **settings))  # type: ignore[arg-type]

    return {
        "**the recipe**": AsFitted(recipe),
        "single words only (words = 1)": with_settings(words=1),
        "pairs at a distance too (gap = 3)": with_settings(gap=3),
        "quotation marks as terms": with_settings(quotation_marks=True),
        "runs of three words (words = 3)": with_settings(words=3),
        "no parts of words": altered(OnlyWords),
        "no whole words": altered(OnlyCharacters),
        "Snowball stems for words": altered(Stems),
        "Snowball stems and no parts of words": altered(OnlyStems),
        "compounds split in two, beside them": altered(Compounds),
        "each view hashed into 65,536 columns": altered(Hashed),
        "scope of negation, denial and undoing marked": altered(Negation),
        "separable verbs joined up": altered(SeparableVerbs),
        "words in quotations marked": altered(Quotation, quotation_marks=True),
        "length, headline, question, quotation, modality": altered(Form, quotation_marks=True),
        "names read like words (masking = false)": with_settings(masking=False),
        "every name read as the same one": altered(NamesAsOne),
        "without the sentences around it (surroundings = 0)": with_settings(surroundings=0),
        "no contrast (contrast = 0)": with_settings(contrast=0),
        "all sentences weigh the same (crowd_discount = 0)": with_settings(crowd_discount=0),
        "C = 1": with_settings(inverse_regularization=1.0),
        "without the sentences written round words (b13001 and on)": Without(recipe, r"..-b1[3-9]\d{3}$"),
        "without the whole articles": Without(recipe, r"..-\d"),
        "one model a language": OneALanguage(recipe),
        "two steps: does it move? which way?": TwoSteps(recipe),
        "the prior of ordinary news": OrdinaryPrior(recipe),
        "temperature, on held-out documents": Calibrated(recipe),
        "isotonic, on held-out documents": Isotonic(recipe),
    }
