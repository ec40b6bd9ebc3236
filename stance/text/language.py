"""Which language a document is written in, by its function words.

The commonest short words of a language make up a third of any running text in it and hardly occur in another (the
"small words" method: Grefenstette, Comparing two language identification schemes, JADT 1995). Words that
both languages have (in, is, was, of, over, we, had, die, met) are left out.
"""

import re
from collections.abc import Mapping
from itertools import repeat
from string import ascii_lowercase

from stance.text.documents import column

FUNCTION_WORDS = {
    "en": frozenset(
        """a about after all also an and are as at be been before but by can could did do for from has have he her his how if
        into it its last more my new no not on one or out said says she should so some such than that the their them there these they
        this to two up us what when where which who will with would you your""".split()
    ),
    "nl": frozenset(
        """aan als bij dan dat de deze dit door een er geen haar heeft hebben hem het hij hun ik ja je kan kunnen maar meer mijn moet naar
        naast na niet nog nu om omdat ons ook op sinds te tegen toen tot tussen twee u uit van vanaf veel volgens voor waar wat werd wie wordt
        worden zal ze zei zich zijn zo zou zullen""".split()
    ),
}
NAMES = {"en": ("en", "eng", "english", "engels"), "nl": ("nl", "nld", "dut", "dutch", "nederlands")}
DEFAULT = "en"
SAMPLE = 20_000  # characters: plenty to tell, and nothing that grows with the document
NOT_LETTERS = bytes(set(range(128)) - set(ascii_lowercase.encode()))
FEW_WORDS = 25  # a headline may do without function words; a paragraph does not

_word = re.compile("[a-zà-ÿ]+")
_counts = {
    word: 1 << place * 32 for place, known in enumerate(FUNCTION_WORDS.values()) for word in known
}  # both languages are counted in one go
_ascii = re.compile("[\x00-\x7f]+")


def detect(text: str, otherwise: str = DEFAULT) -> str | None:
    """Return the language code of a text, or None when it is neither language.

    Only the first 20,000 characters are read. Most letters must be plain Latin ones. From 25 words on, at least one word in ten must be a function
    word of the language; a shorter text is given the language that more of its words speak for, and when that is none, `otherwise`.
    """
    sample = text[:SAMPLE].lower()
    if not sample.isascii():
        plain = len(sample.encode("ascii", "ignore").translate(None, NOT_LETTERS))
        if plain < sum(map(str.isalpha, _ascii.sub("", sample))):
            return None  # another script
    words = _word.findall(sample)
    counted = sum(map(_counts.get, words, repeat(0)))
    hits = {language: counted >> place * 32 & 0xFFFFFFFF for place, language in enumerate(FUNCTION_WORDS)}
    best = max(hits, key=lambda language: (hits[language], language == otherwise))
    return best if len(words) < FEW_WORDS or hits[best] * 10 >= len(words) else None


def declared(columns: Mapping[str, object]) -> str | None:
    """Return the code of the language that came with a document, if it is one of ours: en, en-GB, Dutch, nld."""
    name = str(column(columns, "language") or column(columns, "lang")).lower().replace("_", "-").partition("-")[0]
    return next((code for code, names in NAMES.items() if name in names), None)
