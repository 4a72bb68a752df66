"""One file a form that a stored report can be given in; `forms` finds it by its place.

A file declares a FORM; what it renders is a pure function of the stored report.
"""
