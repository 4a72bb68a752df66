"""What a safetensors file carries in its own metadata: its layers, and how pictures are prepared.

So that a file says by itself what it is, where it is looked at before there is a document.
"""

import json
from pathlib import Path

from pydantic import ValidationError

from audits.errors import Refused
from audits.models.embeddings.array_files import header_of
from audits.specification.document import Preprocessing
from audits.specification.network import Network
from audits.specification.strict_model import Document
from audits.specification.validation_messages import problems_of

_SAVED = (
    "write it as JSON, `save_file(tensors, 'net.safetensors', metadata={'network': "
    "json.dumps(layers)})`, or list the layers under `model.network`"
)


class Carried(Document):
    """Both as under `model` of a document."""

    network: Network
    preprocessing: Preprocessing = Preprocessing()


def carried_in(path: Path) -> Carried | None:
    """None where the file says nothing of its layers; raises `Refused` where it says it wrongly.

    path: of a safetensors file.
    """
    header = header_of(path)
    metadata = None if header is None else header.get("__metadata__")
    if not isinstance(metadata, dict) or "network" not in metadata:
        return None
    texts = {name: metadata[name] for name in Carried.model_fields if name in metadata}
    try:
        return Carried.model_validate({name: json.loads(text) for name, text in texts.items()})
    except ValidationError as error:
        raise Refused(problems_of(error, "model")) from error
    except (ValueError, TypeError, RecursionError) as error:
        raise Refused.because(
            "model.network", f"{path.name} says its {' and its '.join(texts)} in metadata that is "
            "no JSON", _SAVED, "bad_metadata",
        ) from error  # fmt: skip
