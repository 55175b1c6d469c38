"""The diagnostic tree: its questions, who answers them, and the way to each branch. The table is `tree.yaml`."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter

from astreinte.evidence.phrases import Language
from astreinte.yamltext import load_shipped

Answer = Literal["no", "yes", "slow", "unknown"]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Question(Strict):
    """One inner node. `told_by` names the signals behind each answer, most telling first."""

    en: str
    fr: str
    told_by: Mapping[Answer, tuple[str, ...]]

    def text(self, language: Language) -> str:
        return self.fr if language == "fr" else self.en


class Tree(Strict):
    """`walks`: from the first part of a branch to the answers, by question, that lead to it."""

    questions: Mapping[str, Question]
    answers: Mapping[Answer, Mapping[Language, str]]
    walks: Mapping[str, Mapping[str, Answer]]

    def way(self, branch: str) -> Mapping[str, Answer]:
        """The answered questions above a leaf, in order; none where the leaf is asked directly."""
        return self.walks.get(branch.partition(".")[0], {})


@cache
def tree() -> Tree:
    text = files("astreinte.agents").joinpath("tree.yaml").read_text(encoding="utf-8")
    return TypeAdapter(Tree).validate_python(load_shipped(text))
