"""What is taken along on paper: handouts and reports, laid out from what features tell."""
