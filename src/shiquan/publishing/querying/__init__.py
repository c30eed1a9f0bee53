"""The named queries as the query pages need them: with places for values, and with an example."""
