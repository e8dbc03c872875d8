"""An OpenAI-compatible server of a small real model: `.llm/bin/python weak_server.py MODEL PORT`.

SmolLM2 135M is weak in French: it says things that no passage says, which is what the guard is tried on.
"""

from __future__ import annotations

import os
import signal
import sys

import xllamacpp  # type: ignore[import-not-found]

parameters = xllamacpp.CommonParams()
parameters.model.path = sys.argv[1]
parameters.port = int(sys.argv[2])
parameters.n_ctx = 8192
parameters.n_parallel = 1
parameters.n_predict = 200  # it often never stops
parameters.cpuparams.n_threads = os.cpu_count()
server = xllamacpp.Server(parameters)
signal.pause()
