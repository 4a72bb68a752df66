"""Triggers that a model was taught in secret: searched, planted, and held against controls.

Rooms of the search know no model: they are given functions that answer and, where there are any,
slopes. What is found is believed only on rows that had no part in finding it (`contrast`).
"""
