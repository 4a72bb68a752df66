"""Whether rows are of another kind than those of before: column by column, jointly, along a stream.

Must not know where the earlier rows come from, nor what a rule allows.
"""
