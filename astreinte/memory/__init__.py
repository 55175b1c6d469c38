"""What Astreinte remembers: journal, incidents, effects, checkpoints, and the project's own files."""

from typing import TYPE_CHECKING

from astreinte.lazy import lazily

if TYPE_CHECKING:
    from .alerts import Seen, SqlAlerts, Standing
    from .bodies import SqlStore
    from .books import MemoryLedger, SqlLedger
    from .checkpoints import checkpointer
    from .database import Database, opened
    from .files import ProjectFolder
    from .followups import Followup, followups
    from .foreign import foreign
    from .in_memory import MemoryIncidents, MemoryJournal
    from .incidents import SqlIncidents
    from .insights import Insights, insights
    from .journal import SqlJournal
    from .leases import incident_lease
    from .locks import runner_lock
    from .port import Incidents, Journal, Lessons, Project, Request, Row, Verdict, Written
    from .project_files import ProjectFiles
    from .projection import project
    from .recall import Episode, Match, Recall
    from .remembered import RememberedJournal
    from .timeline import Labels
    from .urls import is_postgres, sqlite_path

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
    "RememberedJournal",
    "Request",
    "Row",
    "Seen",
    "SqlAlerts",
    "SqlIncidents",
    "SqlJournal",
    "SqlLedger",
    "SqlStore",
    "Standing",
    "Verdict",
    "Written",
    "checkpointer",
    "followups",
    "foreign",
    "incident_lease",
    "insights",
    "is_postgres",
    "opened",
    "project",
    "runner_lock",
    "sqlite_path",
]

lazily(
    __name__,
    alerts="Seen SqlAlerts Standing",
    bodies="SqlStore",
    books="MemoryLedger SqlLedger",
    checkpoints="checkpointer",
    database="Database opened",
    files="ProjectFolder",
    followups="Followup followups",
    foreign="foreign",
    in_memory="MemoryIncidents MemoryJournal",
    incidents="SqlIncidents",
    insights="Insights insights",
    journal="SqlJournal",
    leases="incident_lease",
    locks="runner_lock",
    port="Incidents Journal Lessons Project Request Row Verdict Written",
    project_files="ProjectFiles",
    projection="project",
    recall="Episode Match Recall",
    remembered="RememberedJournal",
    timeline="Labels",
    urls="is_postgres sqlite_path",
)
