"""The checks a plan must pass, one concern a file.

May use specification and the ground. Must not open a table or a model, nor load numpy: the API
plans with it.
"""
