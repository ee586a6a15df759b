"""What is watched: a film that no source knows, or one without a guide, is asked about before anything begins."""
