"""The shell: the only room that knows Prefect, the network, paths, the clock and the environment."""

import os

# Each core has a process of its own, and the networks' matrices are small: threads would wait for each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
