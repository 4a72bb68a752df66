"""One question a file; the folder is the section of the report."""
