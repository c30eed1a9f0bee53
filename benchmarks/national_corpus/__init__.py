"""A corpus of invented documents with known meaning: real places, made-up text, and the annotation that belongs to it."""
