"""What all probes stand on: their declaration, their subject, and the one engine that asks models.

Must not know any single probe, a policy or a report.
"""
