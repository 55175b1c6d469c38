"""The report of one incident as one HTML file that needs no script, no network and no server."""

from .page import replays, report

__all__ = ["replays", "report"]
