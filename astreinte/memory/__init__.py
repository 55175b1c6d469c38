"""What Astreinte remembers: journal, incidents, effects, checkpoints, and the project's own files."""

from .alerts import Seen, SqlAlerts, Standing
from .bodies import SqlStore
from .books import MemoryLedger, SqlLedger
from .checkpoints import checkpointer
from .database import Database, opened
from .engines import is_postgres, sqlite_path
from .files import ProjectFolder
from .followups import Followup, followups
from .foreign import foreign
from .in_memory import MemoryIncidents, MemoryJournal
from .incidents import SqlIncidents
from .insights import Insights, insights
from .journal import SqlJournal
from .locks import runner_lock
from .port import Incidents, Journal, Lessons, Project, Request, Row, Verdict, Written
from .project_files import ProjectFiles
from .projection import project
from .recall import Episode, Match, Recall
from .timeline import Labels
from .timeline import Row as TimelineRow

__all__ = [
    "Database",
    "Episode",
    "Followup",
    "Incidents",
    "Insights",
    "Journal",
    "Labels",
    "Lessons",
    "Match",
    "MemoryIncidents",
    "MemoryJournal",
    "MemoryLedger",
    "Project",
    "ProjectFiles",
    "ProjectFolder",
    "Recall",
    "Request",
    "Row",
    "Seen",
    "SqlAlerts",
    "SqlIncidents",
    "SqlJournal",
    "SqlLedger",
    "SqlStore",
    "Standing",
    "TimelineRow",
    "Verdict",
    "Written",
    "checkpointer",
    "followups",
    "foreign",
    "insights",
    "is_postgres",
    "opened",
    "project",
    "runner_lock",
    "sqlite_path",
]
