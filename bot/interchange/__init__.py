"""Files of other tools: packs written for Anki, spreadsheets and readers, and drafts of packs made of spreadsheets."""
