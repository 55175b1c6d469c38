"""What the chat itself says, in both languages."""

from functools import cache
from importlib.resources import files

from astreinte.yamltext import load_shipped


@cache
def said(language: str) -> dict[str, str]:
    listed = load_shipped((files("astreinte.doors.chat") / "words.yaml").read_text(encoding="utf-8"))
    return {key: str(texts[language]) for key, texts in listed.items()}
