"""An endpoint asked from this machine: its key, its recording, and what is kept of the answers."""

import os
from collections.abc import Mapping
from pathlib import Path
from shutil import copyfile

from audits.errors import Refused
from audits.planning.plan import Plan
from audits.planning.step_costs import ASKED_TWICE, announced
from audits.specification.document import ModelSpec
from audits.specification.endpoint import Descriptor, describe
from audits.specification.endpoint_forms import TRANSLATION, WORDS
from audits.specification.profiles import ModelProfile
from service.addresses import place_of
from service.endpoint_addresses import host_of
from workers.endpoint_keys import EndpointKey, opened_key

# Beside the report: what the endpoint was asked and answered.
CONVERSATIONS = "conversations.jsonl.gz"


def endpoint_and_key(
    spec: ModelSpec | None,
    model: ModelProfile | None,
    folder: Path,
    environ: Mapping[str, str] | None = None,
) -> tuple[Descriptor | None, EndpointKey | None]:
    """What is asked, and the key from this process's environment; raises `Refused`.

    spec, model: of the document; None of both where no endpoint is asked. folder: to which its
    paths are relative. A recording is asked without a key.
    """
    if spec is None or model is None or model.format != "endpoint":
        return None, None
    from workers.endpoint_way import located_recording  # which brings an HTTP client

    endpoint = located_recording(describe(spec), folder)
    if endpoint.key is None or endpoint.recorded is not None:
        return endpoint, None
    secret = (os.environ if environ is None else environ).get(endpoint.key.name)
    whose = f"the environment, e.g. `export {endpoint.key.name}=…`"
    return endpoint, opened_key(endpoint.key, secret, place_of(endpoint.url), whose=whose)


def asked_beforehand(plan: Plan, endpoint: Descriptor | None) -> str:
    """A line on what will be asked, and what that may cost; "" where nothing is worth one.

    endpoint: None of a model that answers here.
    """
    translates = endpoint is not None and endpoint.task == TRANSLATION
    again = announced(plan.steps, plan.settings.budget, compared=ASKED_TWICE if translates else 0)
    # Of a model that answers in words they count tokens, which no request is.
    in_words = endpoint is not None and endpoint.task == WORDS
    lines = [f"about {again}" if again and not in_words else ""]
    if plan.endpoint is not None:
        lines.append(plan.endpoint.words)
    return "; ".join(filter(None, lines))


def keep_conversations(recording: Path, out: Path) -> None:
    """The recording beside the report; one that an earlier audit left there goes."""
    target = out / CONVERSATIONS
    try:
        target.unlink(missing_ok=True)
        if recording.is_file():
            copyfile(recording, target)
    except OSError as error:
        raise Refused.because(
            "--out", f"cannot write to {out}: {error.strerror}", "choose another folder"
        ) from error


def own_host(endpoint: Descriptor | None) -> tuple[str, ...]:
    """On one's own machine the host one names may be private and speak plain http."""
    return () if endpoint is None else (f"[{host_of(endpoint.url)}]:*",)
