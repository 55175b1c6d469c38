"""How personas think where a model or a session does it: the way to it, and the bounds of one task."""

from datetime import timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from .durations import Duration


class Reasoning(BaseModel):
    """`url` is an OpenAI-compatible base URL. A key comes from the variable `key_env` or the file `key_file` only.

    `options` go to the provider's class as they are; `json_schema` sends the answer's schema as `response_format`, for
    servers that hold a model to it. `timeout` bounds one call; `seconds`, `calls`, `tokens` (in and
    out), `cost` and `requests` (further readings) bound one task of one persona. `cost` counts by `price_in` and
    `price_out`, per million tokens; 0 is no bound. `excerpt` is how many characters of evidence one prompt quotes.

    `pseudonyms` hides hosts and addresses from the model. `cassette` is a file of recorded turns: they answer alone,
    unless `record` is set. `prose` has the lead write the account of the post-mortem. `fallback_after` is how long a
    session has for a task before the playbook answers it; 0 waits for ever.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str = ""
    key_env: str = ""
    key_file: str = ""
    options: dict[str, Any] = {}
    json_schema: bool = False
    timeout: Duration = timedelta(seconds=45)
    seconds: Duration = timedelta(seconds=90)
    calls: int = Field(default=4, ge=1, le=20)
    tokens: int = Field(default=16_000, ge=500)
    cost: float = Field(default=0.0, ge=0)
    price_in: float = Field(default=0.0, ge=0)
    price_out: float = Field(default=0.0, ge=0)
    requests: int = Field(default=3, ge=0, le=20)
    excerpt: int = Field(default=2000, ge=200, le=40_000)
    pseudonyms: bool = False
    cassette: str = ""
    record: bool = False
    prose: bool = False
    fallback_after: Duration = timedelta(0)
