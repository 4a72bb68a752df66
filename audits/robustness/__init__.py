"""How little it takes to turn an answer: threats, the attacks that try them, and what they show.

Attacks work on arrays of pixels and on whoever answers them (`asking`). Must not know a framework,
a policy or a report, nor say more of what an attack left standing than that it was left standing.
"""
