"""Our corpus beside somebody's own sentences."""

from dataclasses import replace

from stance.learn.base import beside
from stance.learn.corpus import Example


def test_what_ones_own_sentences_have_too_is_left_out_whatever_its_case_and_spaces(some: list[Example]) -> None:
    own = [replace(some[0], document="mine", text=f"  {some[0].text.upper().replace(' ', '  ')}"), replace(some[-1], text="Another.")]
    kept = beside(some, own)
    assert kept == [example for example in some[1:] if example.document != some[-1].document and example.text != some[0].text]
    assert len(kept) < len(some) - 1
