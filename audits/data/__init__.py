"""Rows in memory: datasets, outcomes, groups, clusters, tallies; `reading` fills them from files.

What nuisances inputs show by themselves stands in `nuisances`. Must not know models, plans or
probes.
"""
