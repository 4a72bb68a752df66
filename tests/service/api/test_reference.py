from service.api.description import describe
from service.api.reference import PATH, complete
from tests.service.conftest import Place


def test_the_documentation_is_what_the_openapi_document_says(place: Place) -> None:
    text = PATH.read_text(encoding="utf-8")
    assert text == complete(text, describe(place.app)), "run python -m service.api.reference"


def test_the_document_is_openapi_3_1_and_its_references_resolve(place: Place) -> None:
    document = place.client.get("/openapi.json").json
    assert document["openapi"] == "3.1.0"
    schemas = document["components"]["schemas"]

    def check(found: object) -> None:
        if isinstance(found, dict):
            reference = found.get("$ref")
            if isinstance(reference, str):
                assert reference.startswith("#/components/schemas/"), reference
                assert reference.rpartition("/")[2] in schemas, reference
            for item in found.values():
                check(item)
        elif isinstance(found, list):
            for item in found:
                check(item)

    check(document)


def test_every_operation_has_a_summary_and_problem_answers(place: Place) -> None:
    for path, operations in describe(place.app)["paths"].items():
        for operation in operations.values():
            assert operation["summary"], path
            problem = operation["responses"]["422"]["content"]["application/problem+json"]
            assert problem["schema"] == {"$ref": "#/components/schemas/Problem"}
