"""From files to a pack, or to everything that is wrong with it, each problem with its place."""
