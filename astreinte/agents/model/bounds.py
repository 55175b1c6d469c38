"""The bounds of one task: calls, tokens, seconds, cost; what was spent, and which bound is reached first."""

import time
from dataclasses import dataclass, field

from astreinte.agents.thought import Cost, Stop
from astreinte.config.reasoning import Reasoning

MILLION = 1_000_000


@dataclass
class Spent:
    """Counts up; `left` tells how many seconds the next call may take."""

    bounds: Reasoning
    started: float = field(default_factory=time.monotonic)
    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0

    def add(self, input_tokens: int, output_tokens: int) -> None:
        self.calls += 1
        self.input_tokens += input_tokens
        self.output_tokens += output_tokens

    @property
    def money(self) -> float:
        bounds = self.bounds
        return (self.input_tokens * bounds.price_in + self.output_tokens * bounds.price_out) / MILLION

    @property
    def left(self) -> float:
        bounds = self.bounds
        return min(bounds.timeout.total_seconds(), bounds.seconds.total_seconds() - self._gone())

    @property
    def cost(self) -> Cost:
        return Cost(self.calls, self.input_tokens, self.output_tokens, round(self._gone(), 3), round(self.money, 6))

    def reached(self, coming: int) -> Stop | None:
        """The bound that forbids a call of `coming` input tokens; None where it may be made."""
        bounds = self.bounds
        next_money = self.money + coming * bounds.price_in / MILLION
        reached: dict[Stop, bool] = {
            "calls": self.calls >= bounds.calls,
            "tokens": self.input_tokens + self.output_tokens + coming > bounds.tokens,
            "seconds": self._gone() >= bounds.seconds.total_seconds(),
            "cost": bool(bounds.cost) and next_money > bounds.cost,
        }
        return next((stop for stop, is_so in reached.items() if is_so), None)

    def _gone(self) -> float:
        return time.monotonic() - self.started
