"""The plain way to what stance gives: Punkt, scikit-learn's vectorizers and regression, json. Each step as its library's manual has it, no tricks.

It is what speed is measured against, and `tests/test_plain.py` holds stance to the same tokens, probabilities and lines.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
import punkt
from scipy import sparse
from scipy.special import softmax
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion, Pipeline

from stance.labels import LABELS
from stance.learn.fit import surroundings
from stance.model.classifier import Classifier
from stance.text.language import DEFAULT, detect
from stance.text.names import mask
from stance.text.sentences import PUNKT_MODELS
from stance.text.terms import SURROUNDINGS

Lines = Callable[[Sequence[str]], Iterator[str]]  # articles -> JSON lines
TOGETHER = 50  # articles that scikit-learn is given at a time

_number = re.compile(r"\d+(?:[.,:]\d+)*")
_token = re.compile(r"\w+(?:['-]\w+)*|[^\w\s]")
_spelling = str.maketrans("’‘`“”„«»–—", "'''" + '"' * 5 + "--")


def tokens(text: str) -> list[str]:
    """Tokens of a sentence with names masked and quotation marks left out, one step after the other."""
    text = unicodedata.normalize("NFC", text).translate(_spelling).replace("\u00ad", "")
    found = _token.findall(mask(_number.sub("0", text)))
    names, quoted, opening = set(), False, True
    for place, token in enumerate(found):
        if token[0].isupper() and not opening:
            names.add(place)
        quoted ^= token == '"'
        opening = quoted if token == '"' else token in ".!?:'(["
    if 2 * len(names) >= sum(token[0].isalpha() for token in found):
        names = set()
    return [token if place in names else token.lower() for place, token in enumerate(found) if token not in "\"'"]


def words(text: str) -> str:
    """Make a sentence ready for a vectorizer of words."""
    return " ".join(token.lower() for token in tokens(text))


def inner(text: str) -> str:
    """Make a sentence ready for a vectorizer of the parts of words: those that are no names."""
    return " ".join(token for token in tokens(text) if token[0].isalnum() and not token[0].isupper())


def cut(texts: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Language and sentences of each text: Punkt, line by line; none begins in lower case."""
    cutters = {language: punkt.PunktSentenceTokenizer(punkt.load_model(name)) for language, name in PUNKT_MODELS.items()}
    for text in texts:
        language = detect(text) or DEFAULT
        spans: list[tuple[int, int]] = []
        offset = 0
        for line in text.splitlines(keepends=True):
            for number, (start, end) in enumerate(cutters[language].span_tokenize(line)):
                first = spans.pop()[0] if number and line[start].islower() else offset + start
                spans.append((first, offset + end))
            offset += len(line)
        yield language, [text[start:end] for start, end in spans]


def dumped(documents: Iterable[tuple[str, list[str]]], probabilities: Iterable[Sequence[float]]) -> Iterator[str]:
    """Write sentences and their probabilities as JSON."""
    rows = iter(probabilities)
    for language, sentences in documents:
        for number, sentence in enumerate(sentences):
            row = next(rows)
            best = max(range(len(LABELS)), key=row.__getitem__)
            record = {
                "document": "a",
                "sentence": number,
                "text": sentence,
                "language": language,
                "label": LABELS[best],
                "score": row[0] - row[2],
                "probabilities": dict(zip(LABELS, row, strict=True)),
            }
            yield json.dumps(record, ensure_ascii=False)


def scikit_learn(classifier: Classifier) -> Lines:
    """Give the lines by way of a Pipeline of stock vectorizers and a stock regression, and a vectorizer for the words around a sentence."""
    terms, views = classifier.terms, classifier.views
    assert (terms.gap, terms.masking, terms.quotation_marks) == (0, True, False)

    def vectorizer(view: str, **settings: object) -> TfidfVectorizer:
        made = TfidfVectorizer(sublinear_tf=True, lowercase=False, vocabulary=views[view].vocabulary.terms, **settings)
        made.idf_ = views[view].idf.astype(np.float64)
        return made

    by_space = {"preprocessor": words, "tokenizer": str.split, "token_pattern": None}
    regression = LogisticRegression()
    regression.classes_ = np.array(LABELS)
    regression.coef_ = np.concatenate([views["words"].weights, views["characters"].weights]).T.astype(np.float64)
    regression.intercept_ = classifier.intercept.astype(np.float64)
    of_sentence = [
        ("words", vectorizer("words", ngram_range=(1, terms.words), **by_space)),
        ("characters", vectorizer("characters", preprocessor=inner, analyzer="char_wb", ngram_range=terms.characters)),
    ]
    pipeline = Pipeline([("terms", FeatureUnion(of_sentence)), ("regression", regression)])
    around = vectorizer(SURROUNDINGS, **by_space)

    def lines(texts: Sequence[str]) -> Iterator[str]:
        documents = list(cut(texts))
        for start in range(0, len(documents), TOGETHER):
            some = documents[start : start + TOGETHER]
            sentences = [sentence for _, found in some for sentence in found]
            names = [str(number) for number, (_, found) in enumerate(some) for _ in found]
            context = surroundings(sparse.csr_matrix(around.transform(sentences)), names) @ views[SURROUNDINGS].weights
            yield from dumped(some, softmax(pipeline.decision_function(sentences) + context, axis=1).tolist())

    return lines
