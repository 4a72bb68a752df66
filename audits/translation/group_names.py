"""What a group of translations is called in a table."""

from audits.measurement import Group


def place(group: Group) -> str:
    """`hu, google`."""
    return ", ".join("unknown" if value is None else value for _, value in group)
