"""Looking things up: explainers, films, claims, terms."""
