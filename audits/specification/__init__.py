"""What an audit is asked for: documents, roles, profiles and what is wrong with them.

May be used by everybody, the API included: standard library and pydantic alone. Must not know how
anything is read, measured or judged.
"""
