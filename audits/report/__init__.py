"""The report: pure functions of what was measured and judged. Nothing here measures or judges."""
