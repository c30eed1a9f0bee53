"""The graph: writing documents into it, deriving from it, validating it."""
