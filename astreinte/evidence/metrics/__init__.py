"""Metrics over time: which component left its own healthy past, when, and who merely echoes it.

Importing this package imports numpy: whoever may have no tables to read imports it late.
"""

from .back import Back, Watched, back
from .matrix import of_matrix
from .rank import Echo, Suspect, Verdict, rank
from .series import Series, series
from .tables import Asked, of_table

__all__ = [
    "Asked",
    "Back",
    "Echo",
    "Series",
    "Suspect",
    "Verdict",
    "Watched",
    "back",
    "of_matrix",
    "of_table",
    "rank",
    "series",
]
