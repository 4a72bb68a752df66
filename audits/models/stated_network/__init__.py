"""Weights in a safetensors file and a list of torch's layers become ONNX in the confined process.

May know ONNX files, documents and numpy. Must not know probes.
"""
