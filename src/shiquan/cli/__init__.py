"""The command line: thin, the only place that prints."""
