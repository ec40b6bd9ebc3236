"""Words that every part of the house uses alike."""


def counted(number: int, what: str) -> str:
    """Say how many there are: 1 sentence, 2,000 sentences."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"
