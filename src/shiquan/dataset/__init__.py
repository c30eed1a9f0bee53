"""The data set on disk: how it is laid out, how it is made of many documents as a stream, how it is joined and put in place."""
