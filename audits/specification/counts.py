"""Counts in sentences: `1 row has`, `1,234 rows have`."""


def counted(count: int, one: str, many: str) -> str:
    """The count with the words that fit it. one, many: what follows 1, and any other count."""
    return f"{count:,} {one if count == 1 else many}"
