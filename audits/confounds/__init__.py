"""The arithmetic of confounds: is an answer independent of a nuisance, given the label?"""
