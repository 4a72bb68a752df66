"""Words for people in sentences: swapping them, and comparing sentences that differ in one."""
