"""An Airflow 3 operator that stops a pipeline unless the gate of its audit is `pass`.

It asks a service, so the worker needs `pip install evenhand` alone, in the version of the service.
Connection: EVENHAND_SERVER and EVENHAND_API_KEY in the worker's environment.
"""

import subprocess
import sys
from pathlib import Path
from typing import Any

from airflow.sdk import BaseOperator
from airflow.sdk.exceptions import AirflowFailException


class EvenhandGate(BaseOperator):
    """Uploads what the document names, waits for the verdict and fails on anything but a pass.

    document: path of the audit document. most_seconds: how long the verdict may take.
    """

    template_fields = ("document",)

    def __init__(self, *, document: str, most_seconds: int = 3600, **rest: Any) -> None:
        super().__init__(**rest)
        self.document = document
        self.most_seconds = most_seconds

    def execute(self, context: Any) -> None:
        # A retry would send the same bytes and be answered from the same audit: it fails at once.
        evenhand = str(Path(sys.executable).with_name("evenhand"))
        command = [evenhand, "submit", self.document, "--wait", "--quiet"]
        command += ["--timeout", str(self.most_seconds)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        self.log.info(done.stdout)
        if done.returncode:
            reason = {1: "fail", 2: "undecided", 3: "refused", 5: "waited too long"}.get(
                done.returncode, "error"
            )
            raise AirflowFailException(f"gate: {reason}\n{done.stdout}{done.stderr}")
