"""From a descriptor to a model that is ready to be asked through a carrier."""

from audits.models import Model
from audits.models.endpoint.carrying import Carry
from audits.models.endpoint.generator import EndpointGenerator
from audits.models.endpoint.language_model import EndpointLanguageModel
from audits.models.endpoint.tables import EndpointClassifier, EndpointRegressor, Table
from audits.models.endpoint.translator import EndpointTranslator
from audits.specification.document import ModelSpec
from audits.specification.endpoint import Descriptor
from audits.specification.endpoint_forms import CLASSES, NUMBERS, WORDS


def open_endpoint(descriptor: Descriptor, spec: ModelSpec, carry: Carry) -> Model:
    """The endpoint, ready to be asked.

    The plan's own specification names no address, so the descriptor comes beside it.
    """
    if descriptor.task == WORDS:
        tells = descriptor.words.begin is not None
        kind = EndpointLanguageModel if tells else EndpointGenerator
        return kind(descriptor, carry, tuple(_columns(spec)))
    if descriptor.task == CLASSES:
        return EndpointClassifier(Table.of(descriptor, spec), carry)
    if descriptor.task == NUMBERS:
        return EndpointRegressor(Table.of(descriptor, spec), carry)
    return EndpointTranslator(descriptor, carry, spec.source_language, spec.target_language or "en")


def _columns(spec: ModelSpec) -> list[str]:
    return [name for names in (spec.inputs or {}).values() for name in names]
