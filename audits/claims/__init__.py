"""What a claim of improvement rests on, and whether it stands.

A table becomes claims (one system beside another, on one data set), and each claim gets the test
that fits what the table gives. Works on arrays of scores; must not know a policy or a report, nor
fill in what a table does not say.
"""
