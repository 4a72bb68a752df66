"""What a model gives away about the rows it was trained on: whose rows they are, by which attack.

Attacks work on arrays of answers and on tables of numbers. Must not know a policy or a report, nor
say of what an attack did not find that it is not there.
"""
