"""From what a model wrote to a form, or to what is wrong with it."""

import json
from typing import TypeVar

from pydantic import ValidationError

from .forms import Asking

F = TypeVar("F", bound=Asking)
MOST = 6


def parse(text: str, form: type[F]) -> tuple[F | None, list[str]]:
    """The form between the first `{` and the last `}`, or one sentence a problem.

    What stands around the object is overlooked: a fence, a greeting, a model's thoughts.
    """
    first, last = text.find("{"), text.rfind("}")
    if first < 0 or last < first:
        return None, ["there is no JSON object in it"]
    try:
        data = json.loads(text[first : last + 1])
    except (ValueError, RecursionError) as error:
        return None, [f"it is not JSON: {str(error)[:160]}"]
    try:
        return form.model_validate(data), []
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        return None, [f"{'.'.join(map(str, each['loc'])) or 'answer'}: {each['msg']}" for each in found[:MOST]]
