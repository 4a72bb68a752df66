"""Rows in memory: datasets, outcomes, groups, clusters, tallies; `reading` says where they come from.

Arrays and files; what nuisances inputs show by themselves stands in `nuisances`. Must not know models, plans or probes.
"""
