"""Words for people in sentences: swapping them, and comparing sentences that differ in one.

May use data, statistics and probing. Must not know verdicts, reports or other topics.
"""
