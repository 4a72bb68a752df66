"""Charts: one description, drawn twice. As SVG for every page, as Vega-Lite where scripts run.

The SVG stands in the page itself and takes its colours from the page's tokens, so one drawing
serves light, dark and print.
"""
