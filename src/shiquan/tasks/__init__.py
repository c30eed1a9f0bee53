"""From the words of a task to its canonical concept."""
