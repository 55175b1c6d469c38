"""Scenarios: recorded incidents that are played again and judged."""

from .find import find
from .player import Result, keep, play, take
from .recorder import record
from .scenario import Scenario, read_scenario
from .score import Score, score
from .stage import Take

__all__ = ["Result", "Scenario", "Score", "Take", "find", "keep", "play", "read_scenario", "record", "score", "take"]
