"""Scenarios: recorded incidents that are played again and judged."""

from .find import find
from .player import Result, Take, keep, play, take
from .recorder import record
from .scenario import Scenario, read_scenario
from .score import Score, score

__all__ = ["Result", "Scenario", "Score", "Take", "find", "keep", "play", "read_scenario", "record", "score", "take"]
