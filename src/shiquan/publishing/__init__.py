"""The graph as linked data on the web: pages for people, data for programs, as a static site and live (see docs/publishing.md)."""
