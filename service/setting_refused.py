"""The refusal of a setting, by itself: what only catches it need not load what reads them."""

import re

from audits.errors import Refused
from service.failure import Failure


class SettingRefused(Failure, ValueError):
    """A setting has a value that cannot work; the message names it and the remedy."""

    code = "setting"

    def as_refused(self) -> Refused:
        """The same for the command line: the variable is the field, and stands there alone."""
        name, reason = re.split("[=:]", str(self), maxsplit=1)
        return Refused.because(name, reason.strip(), "mend it, or unset it")
