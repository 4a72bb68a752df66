"""The arithmetic behind the section Cost: calls timed, a busy machine known, numbers stated.

It must not know other sections, judging or the report, nor read a clock of its own: times and
memory come from `audits.probing.machine`.
"""
