"""What the tests of pages read in a form."""

import re


def token(page: str) -> str:
    """The form's CSRF token."""
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found is not None
    return found[1]
