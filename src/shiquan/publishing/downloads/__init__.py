"""What can be downloaded as a whole: dumps, tables, and what describes them to programs."""
