"""The arithmetic of confounds: is an answer independent of a nuisance, given the label?

May use data, statistics and probing. Must not know verdicts, reports or other topics.
"""
