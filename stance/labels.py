"""The three labels: their order, their sign and how they look."""

ESCALATION = "escalation"
NEUTRAL = "neutral"
DE_ESCALATION = "de-escalation"

LABELS = (ESCALATION, NEUTRAL, DE_ESCALATION)

# Colours of the 256-colour terminal that keep apart for every kind of colour blindness and read on black and on white;
# the marks say the same to those who see no colour at all.
COLOURS = {ESCALATION: 166, NEUTRAL: 244, DE_ESCALATION: 32}
MARKS = {ESCALATION: "▲", NEUTRAL: "·", DE_ESCALATION: "▼"}
