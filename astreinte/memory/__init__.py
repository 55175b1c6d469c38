"""What Astreinte remembers: journal, incidents, effects, checkpoints."""

from .checkpoints import checkpointer
from .database import Database, sqlite_path
from .incidents import SqlIncidents
from .journal import SqlJournal
from .ledger import SqlLedger
from .locks import runner_lock
from .port import Incidents, Journal, Lessons, Project, Request, Row, Written

__all__ = [
    "Database",
    "Incidents",
    "Journal",
    "Lessons",
    "Project",
    "Request",
    "Row",
    "SqlIncidents",
    "SqlJournal",
    "SqlLedger",
    "Written",
    "checkpointer",
    "runner_lock",
    "sqlite_path",
]
