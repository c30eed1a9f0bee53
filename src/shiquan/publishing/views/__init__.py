"""The pages of things, by their kind; `shiquan.publishing.thing_pages` says which thing has which."""
