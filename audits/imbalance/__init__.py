"""The arithmetic behind the probes of imbalance: scores of agreement of label and prediction.

May be used by `audits.probes.imbalance` alone. Must not know verdicts, reports or other topics.
"""
