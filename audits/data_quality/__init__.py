"""What the rows of an audit are worth: wrong labels, and whatever else a model should not learn.

The arithmetic behind the section Data, whose probes stand in `audits/probes/data`; the room
`audits/data` reads and holds the rows themselves. Must not know a policy or a report.
"""
