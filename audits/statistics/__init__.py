"""Numbers with their intervals: shares, ratios, means, ranks, tests.

Arithmetic on arrays and tallies; each formula names its source. Must not know plans, models,
probes, policies or reports.
"""
