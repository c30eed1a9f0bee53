"""A data set as a read-only SPARQL 1.1 endpoint that can face the web (see docs/endpoint.md)."""
