"""Text for people, rendered from the Jinja files of one language; an undefined name is an error."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from astreinte.domain.times import Zone
from astreinte.errors import UnknownName

from .errors import error_text
from .messages import message, plainly

if TYPE_CHECKING:
    from jinja2 import Template

HERE = Path(__file__).parent
LANGUAGES = ("en", "fr")


class Words:
    """One language; times are shown in `zone`.

    Raises:
        UnknownName: no such language.
        InvalidInput: no such zone.
    """

    def __init__(self, language: str, zone: str = "UTC") -> None:
        if language not in LANGUAGES:
            raise UnknownName("language", language, LANGUAGES)
        self.language = language
        self.zone = Zone(zone)

    def render(self, name: str, /, **values: Any) -> str:
        """The template `name` (without suffix) with these values, without blank space around it.

        Raises:
            UnknownName: no such template.
            jinja2.UndefinedError: the template uses a name that was not given.
        """
        return _template(self.language, name).render(zone=self.zone, **values).strip()

    def say(self, key: str, /, **values: Any) -> str:
        """The short sentence `key` of `messages.yaml` with these values.

        Raises:
            UnknownName: no such sentence.
            jinja2.UndefinedError: the sentence uses a name that was not given.
        """
        if (plain := plainly(self.language, key)) is not None:
            return plain
        from .environment import environment

        return message(environment(self.language), self.language, key, **values)

    def error(self, error: BaseException) -> str:
        """What an error says; see `error_text`."""
        return error_text(error, self.language)


@cache
def _template(language: str, name: str) -> "Template":
    from jinja2 import TemplateNotFound

    from .environment import environment  # a sentence that holds no value needs none, and its import takes long

    try:
        return environment(language).get_template(f"{name}.j2")
    except TemplateNotFound as error:
        raise UnknownName("template", name, template_names(language)) from error


def template_names(language: str) -> list[str]:
    """Every template of a language, partials (`_…`) included, without suffix."""
    return sorted(path.stem for path in (HERE / language).glob("*.j2"))
