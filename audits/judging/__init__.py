"""From measurements and a policy to findings and a gate: the only place where anything is judged.

Works on measurements alone. Must not know models, rows or how a number was made.
"""
