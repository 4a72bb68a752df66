"""Keras files become ONNX in the confined process, by Keras on torch; without TensorFlow.

May know ONNX files, documents and numpy. Must not know probes.
"""
