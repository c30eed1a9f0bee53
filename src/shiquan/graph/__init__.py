"""The graph: writing documents into it, reasoning over it, validating it."""
