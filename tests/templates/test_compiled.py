"""What a template compiles to is kept beside Python's bytecode, and used for that very source alone."""

import sys
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader

from astreinte.templates.compiled import SUFFIX, Beside


@pytest.fixture(autouse=True)
def bytecode(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)


def render(folder: Path) -> str:
    environment = Environment(loader=FileSystemLoader(folder), bytecode_cache=Beside(folder), autoescape=True)
    return environment.get_template("a.j2").render(n=3)


def parts(kept: bytes) -> tuple[bytes, bytes]:
    """Head and code; the head begins with the four bytes of Python's own number."""
    end = kept.index(b"\n", 4) + 1
    return kept[:end], kept[end:]


def kept(folder: Path) -> list[Path]:
    return sorted((folder / "__pycache__").glob(f"*{SUFFIX}"))


def test_what_was_kept_is_used(tmp_path: Path) -> None:
    """
    Another template's code under this one's head is what is rendered.
    """
    for name in ("mill", "dam"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.j2").write_text(f"{{{{ n }}}} {name}s")
        assert f"3 {name}s" == render(tmp_path / name)
    (mill,), (dam,) = kept(tmp_path / "mill"), kept(tmp_path / "dam")
    head, code = parts(mill.read_bytes())[0], parts(dam.read_bytes())[1]
    mill.write_bytes(head + code)
    assert "3 dams" == render(tmp_path / "mill")


def test_another_source_is_compiled_anew(tmp_path: Path) -> None:
    for source, text in (("{{ n }} wheels", "3 wheels"), ("{{ n + 1 }} wheels", "4 wheels")):
        (tmp_path / "a.j2").write_text(source)
        assert text == render(tmp_path)


@pytest.mark.parametrize("damage", [b"", b"rubbish", b"\x00" * 5000])
def test_damage_is_mended(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "a.j2").write_text("{{ n }} wheels")
    render(tmp_path)
    (path,) = kept(tmp_path)
    whole = path.read_bytes()
    for part in (damage, whole[: len(whole) // 2], parts(whole)[0] + damage):
        path.write_bytes(part)
        assert "3 wheels" == render(tmp_path)
        assert whole == path.read_bytes()


def test_nothing_is_kept_where_python_keeps_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.j2").write_text("{{ n }} wheels")
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert "3 wheels" == render(tmp_path)
    assert [] == kept(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    (tmp_path / "__pycache__").write_text("in the way")
    assert "3 wheels" == render(tmp_path)
