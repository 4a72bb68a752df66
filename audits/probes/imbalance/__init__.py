"""Is the accuracy more than the majority class gives for nothing?"""
