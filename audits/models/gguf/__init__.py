"""Files of llama.cpp made folders that transformers opens.

May touch the Hugging Face room's lists and loading; must not know the other formats.
"""
