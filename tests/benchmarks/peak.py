"""`python -m tests.benchmarks.peak SECONDS COMMAND…`: run a command and tell how long it took and how much memory.

A process of its own because the kernel lets a child begin with the peak of who starts it, and the benchmark is bigger
than this file. One JSON object on stdout: {"seconds", "peak_mb", "code", "output", "errors"}; code is null when the
command was stopped after so many seconds.
"""

import json
import resource
import subprocess
import sys
import time

KILOBYTES = 1 if sys.platform == "darwin" else 1024  # the unit of ru_maxrss in bytes


def main(seconds: float, command: list[str]) -> None:
    began = time.perf_counter()
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds)
        code, output, errors = done.returncode, done.stdout, done.stderr
    except subprocess.TimeoutExpired:
        code, output, errors = None, "", ""
    found = {
        "seconds": time.perf_counter() - began,
        "peak_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * KILOBYTES / 1e6,
        "code": code,
        "output": output,
        "errors": errors[-2000:],
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main(float(sys.argv[1]), sys.argv[2:])
