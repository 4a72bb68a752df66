"""How much of a text or a table is touched at each severity, the mildest first.

Nobody has set these for texts and tables as Hendrycks & Dietterich did for pictures: they are this
project's own, and stand in the report.
"""

# Shares of the words of a text, or of the cells of a table.
SHARES = (0.05, 0.1, 0.2, 0.35, 0.5)
