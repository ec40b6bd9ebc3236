"""How many documents figures have to be of, before an interval says anything."""

FEW = 10  # documents below which two models are not told apart: two that are equally good would be too often
SPARSE = 3  # documents with a label below which there is no interval of what hangs on it: more than one draw in twenty has none of them
