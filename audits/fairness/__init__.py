"""What stands behind the probes of fairness beside their own counts: another library's.

May be used by `audits.probes.fairness` alone. Must not know verdicts, reports or other topics.
"""
