"""What the addresses of Amazon Web Services say of themselves: the service, and in which region.

SageMaker answers signed requests alone, and a signature for another region or service is refused
there in words that name neither.
"""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from audits.errors import Problem
from audits.specification.endpoint_document import REGION

# runtime.sagemaker.REGION.amazonaws.com, also of China, of FIPS and of one's own network.
_HOST = re.compile(rf"(?P<service>.+)\.(?P<region>{REGION})(\.vpce)?\.amazonaws\.com(\.cn)?")


def signing_problems(url: str, region: str | None) -> Iterator[Problem]:
    """Where the address and the key's region do not go together; none of other addresses.

    url: of the endpoint. region: for which requests are signed; None where none is.
    """
    host = _HOST.fullmatch(urlsplit(url).hostname or "")
    if host is None:
        return
    own = host["region"]
    if "sagemaker" not in host["service"].split("."):
        if region is not None:
            yield Problem(
                "model.endpoint.key.region", "requests are signed for SageMaker alone, and the "
                "address is of another service", "take `region` out, and name a key that is sent",
            )  # fmt: skip
    elif region is None:
        yield Problem(
            "model.endpoint.key", "SageMaker takes signed requests alone",
            f"name the credentials with the region: `key: {{name: AWS_KEY, region: {own}}}`",
        )  # fmt: skip
    elif region != own:
        yield Problem(
            "model.endpoint.key.region", f"the address is in {own}", f"give `region: {own}`"
        )
