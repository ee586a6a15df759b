"""What a content pack is: format 1 as frozen values, its rules, its schema and a pack to begin with."""
