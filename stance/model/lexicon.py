"""Sentences -> the columns of their terms, remembered word by word: what one contributes is the same every time it is seen."""

from __future__ import annotations

from collections.abc import Sequence
from threading import RLock
from typing import TYPE_CHECKING

import numpy as np

from stance.text.growing import Growing, Rows
from stance.text.terms import END
from stance.text.tokens import Tokens

if TYPE_CHECKING:
    from stance.model.vocabulary import Vocabulary
    from stance.text.growing import Array
    from stance.text.terms import Terms

KEPT = 131_072  # tokens that are remembered; then it begins anew, as an archive never stops bringing new ones

_one_at_a_time = RLock()  # threads may share a classifier; there is one lock for all, as a lock does not pickle


class Lexicon:
    """The tokens seen so far, what runs of them are hashed from and, for each view, the columns of the known terms of each.

    Parameters
    ----------
    terms
        which terms there are
    vocabularies
        by view: which of them are known
    """

    __slots__ = ("_columns", "_parts", "_terms", "_tokens", "_vocabularies")

    def __init__(self, terms: Terms, vocabularies: dict[str, Vocabulary]) -> None:
        self._terms, self._vocabularies = terms, vocabularies
        self._tokens = Tokens(terms.masking, terms.quotation_marks)
        self._forget()

    def _forget(self) -> None:
        self._tokens.forget()
        self._parts = tuple(Growing(kind) for kind in (np.uint64, np.int64, np.bool_))
        self._columns = {name: Rows() for name in self._vocabularies}
        self._tokens.number(END)  # the first number, 0, is that of the end of a sentence

    def columns(self, sentences: Sequence[str]) -> dict[str, tuple[Array, Array]]:
        """For each view, the columns of the known terms of sentences, and for each column the place of its sentence."""
        with _one_at_a_time:
            try:
                if self._tokens.fuller_than(KEPT):
                    self._forget()
                return self._columns_of(sentences)
            except BaseException:  # an interrupt too: what was half remembered would be wrong for good
                self._forget()
                raise

    def _columns_of(self, sentences: Sequence[str]) -> dict[str, tuple[Array, Array]]:
        tokens, rows = self._tokens.read(sentences)
        self._learn(self._tokens.texts[len(self._parts[0]) :])
        found = {name: (columns, rows[places]) for name, of in self._columns.items() for columns, places in (of.of(tokens),)}
        if "words" in found:
            ends = len(self._terms.ends)
            apart = np.zeros(len(tokens) + ends * len(sentences), np.int64)
            apart[np.arange(len(tokens)) + ends * rows] = tokens
            hashes, places = self._terms.hashes_of_runs(*(part.values[apart] for part in self._parts))
            columns = self._vocabularies["words"].rows(hashes)
            rows_apart = np.repeat(np.arange(len(sentences)), np.bincount(rows, minlength=len(sentences)) + ends)
            known = columns >= 0
            found["words"] = (np.append(found["words"][0], columns[known]), np.append(found["words"][1], rows_apart[places[known]]))
        return found

    def _learn(self, tokens: Sequence[str]) -> None:
        """Take up tokens that were not seen before."""
        if not tokens:
            return
        parts = self._terms.parts_of_runs(tokens)
        for held, part in zip(self._parts, parts, strict=True):
            held.add(part)
        for name, vocabulary in self._vocabularies.items():
            if name == "characters":
                hashes, owners = self._terms.hashes_inside(tokens)
            else:
                hashes, owners = parts[0], np.arange(len(tokens))
            columns = vocabulary.rows(hashes)
            known = columns >= 0
            owners = owners[known]
            order = np.argsort(owners, kind="stable")
            self._columns[name].add(columns[known][order], np.bincount(owners, minlength=len(tokens)))
