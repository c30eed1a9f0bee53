"""Places side by side: who holds and who pays for the same task, how alike their plans are, and how plans spread in time."""
