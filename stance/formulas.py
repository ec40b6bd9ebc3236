"""Cells that a spreadsheet would take for a formula: made safe, and made what they were again."""

import re

GUARDED = "=+-@＝＋－＠"  # what makes a cell a formula
# At the head of a cell, and after a semicolon, where a spreadsheet set to Dutch or German begins a cell. What has an apostrophe there already
# gets one more, so that taking one away is always right.
_formula = re.compile(rf"(^|;)(?='*\s*[{re.escape(GUARDED)}])")
_guarded = re.compile(rf"(^|;)'(?='*\s*[{re.escape(GUARDED)}])")
_number = re.compile(r"[+-]?\d+(?:[.,]\d+)*(?:[eE][+-]?\d+)?|-")


def guarded(text: str) -> str:
    """Return a text with an apostrophe before what a spreadsheet would take for a formula; a number stays as it is.

    OWASP advises it: https://owasp.org/www-community/attacks/CSV_Injection.
    """
    return text if _number.fullmatch(text) else _formula.sub(r"\1'", text)


def unguarded(text: str) -> str:
    """Return the text that `guarded` was given."""
    return _guarded.sub(r"\1", text)
