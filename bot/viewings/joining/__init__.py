"""Being there: taking part in a group, standing in its thread, being pinged, leaving, seeing where it is."""
