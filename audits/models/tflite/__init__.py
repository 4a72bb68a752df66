"""Models of TensorFlow Lite, asked by its own interpreter (LiteRT).

May touch tables' answers and pictures' preparation; must not know the other formats.
"""
