"""Does the same input give the same answer again?

The arithmetic behind the section Repeatability, whose probes stand in
`audits/probes/reproducibility`. Must not know a policy or a report.
"""
