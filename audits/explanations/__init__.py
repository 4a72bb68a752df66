"""Explanations of single answers, and how far each may be believed. Pure of any framework."""
