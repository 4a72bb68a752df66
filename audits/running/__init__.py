"""An audit as a whole: which probes there are, their order, what is checked around them.

The one room that knows probes by discovery. Must not know service, workers or reports.
"""
