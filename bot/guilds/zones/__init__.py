"""Time zones as people say them: by city, by country, by offset."""
