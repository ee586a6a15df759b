"""The panel of who leads a quiz: private, and turned by each click."""
