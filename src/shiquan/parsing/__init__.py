"""From the cleaned text of a document to the document model."""
