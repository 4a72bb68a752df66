"""Blocks of single sections, found by the section's name; a section without one has the general.

A module `audits/report/sections/SECTION.py` has one function, `block(view) -> Block | None`.
"""
