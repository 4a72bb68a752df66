"""What the tests of pages read in a form."""

import re

from bs4 import BeautifulSoup
from werkzeug.datastructures import MultiDict


def token(page: str) -> str:
    """The form's CSRF token."""
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def filled(page: str, action: str) -> MultiDict[str, str]:
    """What a browser sends of the form with that address when nobody touches it."""
    form = next(
        form
        for form in BeautifulSoup(page, "html.parser").find_all("form")
        if str(form.get("action", "")).startswith(action)
    )
    values: list[tuple[str, str]] = []
    for element in form.find_all(["input", "select", "textarea"]):
        name = element.get("name")
        if not name or (
            element.get("type") in ("checkbox", "radio") and "checked" not in element.attrs
        ):
            continue
        if element.name == "select":
            options = element.find_all("option")
            chosen = [o for o in options if "selected" in o.attrs] or options[:1]
            values += [(str(name), str(option["value"])) for option in chosen]
        else:
            values.append((str(name), str(element.get("value", element.text or "on"))))
    return MultiDict(values)
