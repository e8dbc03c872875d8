"""The derived, searchable side of the records: embeddings, dense fields, word index, fusion."""

import os

# ONNX Runtime reads it as it is imported, which only modules of this package do: from then on it would keep an
# identifier of the machine in ~/.cache/Microsoft, and send figures of its use.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
