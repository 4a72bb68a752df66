"""Shared test settings."""

from hypothesis import settings

# A busy CI machine is not a bug in the code under test.
settings.register_profile("evenhand", deadline=None, derandomize=True)
settings.load_profile("evenhand")
