"""This audit's answers beside an earlier audit's, row by row."""
