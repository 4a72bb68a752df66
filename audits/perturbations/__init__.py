"""Whatever changes an input on purpose: pictures, texts, backgrounds, exchanged values.

Pure functions of rows. Must not know which probe asks for the change, nor what a model answers.
"""
