"""What the figures were measured on."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

import psutil


def line() -> str:
    """Cores, memory, Python, and how busy the machine was before: other work makes every figure worse."""
    memory = psutil.virtual_memory().total / 1e9
    return (
        f"Machine: {psutil.cpu_count()} cores ({_processor()}), {memory:.0f} GB, {platform.system()}; "
        f"Python {platform.python_version()}, Django {version('django')}, granian {version('granian')}; "
        f"load before {load():.1f}"
    )


def load() -> float:
    """How many processes wanted a core, on average over the last minute."""
    return os.getloadavg()[0]


def _processor() -> str:
    """The model as Linux names it; elsewhere the architecture."""
    facts = Path("/proc/cpuinfo")
    lines = facts.read_text().splitlines() if facts.exists() else []
    names = [text.partition(":")[2].strip() for text in lines if text.startswith("model name")]
    return names[0] if names else platform.machine()
