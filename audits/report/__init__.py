"""The report: pure functions of what was measured and judged. Nothing here measures or judges.

May use the ground, specification and planning's words. Must not know models, rows or how a number
was made.
"""
