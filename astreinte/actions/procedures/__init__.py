"""Effects of several commands that hold together or not at all: `astreinte-procedure VERB …`, one process each."""

from .main import main
from .process import TOOL, Failed

__all__ = ["TOOL", "Failed", "main"]
