"""One question a file; the folder is the section of the report.

May use its topic's room and all below. Must not know verdicts, reports or another probe.
"""
