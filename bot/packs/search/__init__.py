"""Finding entries: by a few letters of a name while one types, by the words of a question."""
