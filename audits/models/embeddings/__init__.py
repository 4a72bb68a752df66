"""Files of word vectors: told apart, looked over, and read for the words that are asked.

May know documents, profiles and numpy. Must not know probes.
"""
