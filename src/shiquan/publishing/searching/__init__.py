"""The index of the search page: made once from the data set, in shards of which one search needs few."""
