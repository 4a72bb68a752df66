"""What API and pages both answer with: rows as everybody outside sees them, reports and news.

Both entrances, `service.api` and `service.web`, stand above and do not know each other.
"""
