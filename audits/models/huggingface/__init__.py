"""Hugging Face folders: checked, opened without code of their own, asked through torch.

The only place that names transformers and ctranslate2. Must not know probes.
"""
