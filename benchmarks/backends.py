"""How many faces a second Keras trains on one core, by backend: what to choose before long runs.

    python -m benchmarks.backends mini_xception_attentive teacher

For each network and backend a process of its own takes steps of 128 faces through `fit`, as
`training.train` does; on PyTorch also through training/networks/native.py. PyTorch is to be
installed beside the extra `train`. Prints Markdown: faces per second of CPU time, the median of the
steps.
"""

import os
import subprocess
import sys
import time

WAYS = {"TensorFlow": "tensorflow", "PyTorch": "torch", "PyTorch, native.py": "torch"}
STEPS, WARM_UP, BATCH = 12, 3, 128
ONE_CORE = {"OMP_NUM_THREADS": "1", "TF_NUM_INTRAOP_THREADS": "1", "TF_NUM_INTEROP_THREADS": "1"}
STEADY_MEMORY = {"MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": "100000000000"}


def faces_per_second(name: str, native: bool) -> float:
    """Train a fresh network on noise for a few steps and return faces per second of CPU time."""
    import keras  # here, as the backend is chosen when Keras is imported
    import numpy as np

    from training.networks.backend import fastest
    from training.networks.heads import build
    from training.networks.predict import pixels
    from training.tasks.emotions import TASK

    network = build(name, TASK.heads, TASK.crop)
    network = fastest(network) if native else network
    network.compile(keras.optimizers.AdamW(1e-3), {h.name: h.rules.loss for h in TASK.heads})
    random = np.random.default_rng(0)
    faces = pixels(random.integers(0, 256, (BATCH, *TASK.crop.shape), np.uint8))
    labels = {head.name: random.integers(0, len(head.labels), BATCH) for head in TASK.heads}
    targets = {h.name: h.rules.truth(labels[h.name], len(h.labels)) for h in TASK.heads}
    seconds = []
    for _ in range(WARM_UP + STEPS):
        start = time.process_time()
        network.train_on_batch(faces, targets)
        seconds.append(time.process_time() - start)
    return BATCH / float(np.median(seconds[WARM_UP:]))


def measure(name: str, way: str) -> str:
    """Measure in a process of its own."""
    environment = os.environ | ONE_CORE | STEADY_MEMORY | {"KERAS_BACKEND": WAYS[way]}
    command = [sys.executable, "-m", "benchmarks.backends", "--one", name, way]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    return done.stdout.split()[-1]


def main(names: list[str]) -> None:
    """Print a table of every network on every backend."""
    print("| network | " + " | ".join(WAYS) + " |")
    print("|---|" + "---|" * len(WAYS))
    for name in names:
        print(f"| `{name}` | " + " | ".join(measure(name, way) for way in WAYS) + " |", flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "--one":
        print(f"{faces_per_second(sys.argv[2], sys.argv[3] == 'PyTorch, native.py'):.0f}")
    else:
        main(sys.argv[1:])
