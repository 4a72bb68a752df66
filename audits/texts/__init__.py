"""Word lists, templates and labelled samples; each file names its source and licence.

Files alone, read by the rooms of language and translation. Must not hold code.
"""
