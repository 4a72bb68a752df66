"""The refusal of a setting, by itself: what only catches it need not load what reads them."""

from service.failure import Failure


class SettingRefused(Failure, ValueError):
    """A setting has a value that cannot work; the message names it and the remedy."""

    code = "setting"
