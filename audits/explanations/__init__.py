"""Explanations of single answers, and how far each may be believed. Pure of any framework.

May use data, statistics, models by their protocols and probing. Must not know verdicts, reports or
other topics.
"""
