"""Text in: strings to tokens inside the graph, and BERT by preset name or folder.

Loads nothing by itself: `presets` and `inputs` work without TensorFlow.
"""
