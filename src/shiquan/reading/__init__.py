"""From a source file to the cleaned text that is published."""
