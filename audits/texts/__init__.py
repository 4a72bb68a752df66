"""Word lists, templates and labelled samples; each file names its source and licence."""
