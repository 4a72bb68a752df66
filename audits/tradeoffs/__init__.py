"""What is gained, for whom, and at what price: the model beside people, and beside simpler ones.

The arithmetic behind the section Trade-offs, whose probes stand in `audits/probes/tradeoffs`. Must
not know a policy or a report.
"""
