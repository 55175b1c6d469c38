"""What `--help` shows: verbs by what they are for, a whole sentence each, in the language of the project."""

from .forms import Form, Forms, Verbs
from .told import french

__all__ = ["Form", "Forms", "Verbs", "french"]
