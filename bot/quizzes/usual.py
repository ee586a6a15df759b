"""How many questions a quiz has."""

FEWEST, MOST, USUAL = 5, 20, 8
