"""ONNX files: scanned as untrusted bytes, opened by onnxruntime, read as what their graph says.

The only place that names onnxruntime. Must not know probes.
"""
