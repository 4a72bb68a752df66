"""The checks a plan must pass, one concern a file."""
