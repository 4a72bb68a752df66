"""Models behind an address, asked through a wire that the sandbox was handed.

Opens no connection of its own. Must not know probes.
"""
