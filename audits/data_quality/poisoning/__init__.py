"""How many mislabelled rows turn the verdict on what is learned from these data?"""
