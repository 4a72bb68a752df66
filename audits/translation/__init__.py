"""Reading and counting what translators do with a person's gender: pure functions.

May use data, statistics and probing. Must not know verdicts, reports or other topics.
"""
