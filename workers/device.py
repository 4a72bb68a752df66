"""What a child may compute with."""

import os


def threads() -> int:
    """Threads of one child: one, since several children with several threads each fight."""
    return max(1, int(os.environ.get("EVENHAND_THREADS", "1")))
