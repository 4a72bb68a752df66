"""Models of tables in their own libraries' files, each asked by its library, an optional extra.

Must not know ONNX sessions or Hugging Face folders; nothing here reads a pickle.
"""
