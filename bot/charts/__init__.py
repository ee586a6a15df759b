"""Pictures of results: plain values in, a PNG and its words out; `studio.draw` keeps the work off the event loop."""
