"""Second Look: a Discord study companion for watching documentaries critically."""
