"""Does something that should not matter explain the answers?"""
