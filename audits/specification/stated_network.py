"""The field `network` of a model, whose two dozen shapes are loaded where a document has one.

An API that starts has no use for them.
"""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from audits.specification.document_values import MOST_LAYERS


class _Lazily:
    """A list of layers, read by `audits.specification.network`."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        layers = core_schema.list_schema(core_schema.any_schema())
        return core_schema.no_info_before_validator_function(_layers, layers)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> Mapping[str, Any]:
        return {
            "type": "array",
            "description": "Layers of torch in order; docs/models.md lists them.",
            "items": {"anyOf": [{"type": "string"}, {"type": "object"}]},
            "minItems": 1,
            "maxItems": MOST_LAYERS,
        }


def _layers(given: object) -> object:
    from audits.specification.network import layers_of

    return layers_of(given)


StatedNetwork = Annotated[list[Any], _Lazily]
