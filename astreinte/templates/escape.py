"""Text that someone else wrote, made harmless for the place it is quoted in."""

import json
import re
import unicodedata

from astreinte.memory.markdown import ANSI, UNSEEN, one_line

MARKUP = str.maketrans({character: f"\\{character}" for character in "\\`|<[]*~"})
EDGE = re.compile(r"(?<!\w)_|_(?!\w)")
OPENING = re.compile(r"^(?:([#>+=-])|(\d+)([.)]))")
PLAIN_YAML = re.compile(r"[A-Za-zÀ-ÿ_][\wÀ-ÿ ./@-]*")
YAML_WORDS = {"true", "false", "yes", "no", "on", "off", "null", "none", "y", "n"}
TICKS = re.compile(r"`+")


def markdown(value: object) -> str:
    """One line that Markdown shows as it is, inside a table too: no markup, link, image or HTML comes alive."""
    text = one_line(value).translate(MARKUP)
    text = EDGE.sub(r"\\_", text) if "_" in text else text
    return text if text[:1].isalpha() else OPENING.sub(r"\2\\\1\3", text)


def block(value: object) -> str:
    """Several lines of plain text: no terminal sequences, no control, bidirectional or invisible characters."""
    text = ANSI.sub("", str(value)).expandtabs(4)
    return "".join(one for one in text if one == "\n" or unicodedata.category(one) not in UNSEEN)


def code(value: object) -> str:
    """Inline code, fenced by more backticks than the text has in a row; pipes are escaped for tables."""
    text = one_line(value).replace("|", "\\|")
    fence = "`" * (max(map(len, TICKS.findall(text))) + 1) if "`" in text else "`"
    pad = " " if text.startswith("`") or text.endswith("`") or not text else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def yaml(value: object) -> str:
    """A scalar for YAML, block or flow: bare where that is safe, else in double quotes."""
    text = one_line(value)
    bare = PLAIN_YAML.fullmatch(text) and text.lower() not in YAML_WORDS
    return text if bare else json.dumps(text, ensure_ascii=False)


def label(value: object) -> str:
    """A PromQL string literal in YAML and in Go templates: quotes, backslashes and braces are harmless."""
    return json.dumps(one_line(value).replace("{{", "{ {").replace("}}", "} }"), ensure_ascii=False)


def identifier(value: object) -> str:
    """Letters, digits and underscores only, for the name of an alert."""
    ascii_text = unicodedata.normalize("NFKD", one_line(value)).encode("ascii", "ignore").decode()
    return re.sub(r"\W+", "_", ascii_text).strip("_") or "service"
