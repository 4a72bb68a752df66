"""Faults that inputs have in the field: of cameras and files, of typing, of tables.

Each corruption takes a batch and yields it at five severities, the mildest first. All severities of
a batch share their random draws, so that a worse one is the same fault, only more of it.
"""
