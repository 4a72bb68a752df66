"""Celery processes: claim, run in a sandbox, save, judge."""
