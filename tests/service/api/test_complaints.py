"""No query, header or body that does not fit is answered in the words of a library."""

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from audits.specification.validation_messages import problems_of
from service.app import blueprints
from service.shapes.base import Request
from tests.audits.specification.test_validation_messages import JUNK, RAW, filled

blueprints()  # every route, and so every shape, is imported


def shapes(above: type[BaseModel]) -> list[type[BaseModel]]:
    """What requests are read as; headers forbid nothing and are not of `Request`."""
    below = [found for shape in above.__subclasses__() for found in shapes(shape)]
    is_read = issubclass(above, Request) or above.__name__.endswith("Header")
    here = above.__module__.startswith(("service.api", "service.shapes"))
    return [*([above] if here and is_read else []), *below]


def test_the_shapes_of_every_kind_are_found() -> None:
    names = {shape.__name__ for shape in shapes(BaseModel)}
    assert {"AuditQuery", "UploadHeader", "PolicyRequest", "ScheduleChange", "AuditPath"} <= names


@pytest.mark.parametrize("junk", JUNK, ids=lambda junk: repr(junk)[:24])
def test_no_request_answers_in_raw_words(junk: Any) -> None:
    for shape in shapes(BaseModel):
        for found in filled(shape, junk):
            try:
                shape.model_validate(found)
            except ValidationError as error:
                for problem in problems_of(error):
                    assert problem.remedy
                    if "must match" not in problem.remedy:  # a pattern has braces
                        assert not RAW.search(f"{problem.reason} {problem.remedy}"), problem
