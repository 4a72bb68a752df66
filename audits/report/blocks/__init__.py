"""The blocks of the page, one file a question."""
