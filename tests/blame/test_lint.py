"""Sentences that judge a person are found, with a way to say the condition; sentences about things are left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from astreinte.blame import lint
from astreinte.blame.grammar import grammar
from astreinte.blame.lint import language_of
from astreinte.errors import UnknownName

BLAMES = [
    ("en", "duty", "block", "The on-call engineer should have checked the disk before restarting."),
    ("en", "duty", "warn", "The dump should have been tested."),
    ("en", "failed", "block", "The engineer on duty failed to notice the alert."),
    ("en", "failed", "block", "At 14:02 the engineer restarted the pod and missed the warning."),
    ("en", "failed", "block", "The engineer from the platform team neglected the warning."),
    ("en", "did-not", "warn", "The team looked at the dashboard but did not check the logs."),
    ("en", "did-not", "warn", "Nobody noticed the disk filling up."),
    ("en", "human-error", "block", "Human error took the gateway down."),
    ("en", "character", "block", "The operator was careless."),
    ("en", "possibility", "warn", "If only the dump had been tested."),
    ("en", "culpability", "block", "Because of the intern, the database was wiped."),
    ("en", "hindsight", "warn", "Obviously the limit was too low."),
    ("en", "person-as-cause", "block", "The change was introduced by Kevin."),
    ("en", "normative", "warn", "Rolling on was a poor decision."),
    ("fr", "duty", "block", "L'ingénieur d'astreinte aurait dû vérifier l'espace disque."),
    ("fr", "duty", "block", "L’INGÉNIEURE D’ASTREINTE AURAIT DU VERIFIER."),
    ("fr", "duty", "warn", "Il aurait fallu un essai de restauration."),
    ("fr", "failed", "block", "Le technicien a oublié de relancer le service."),
    ("fr", "failed", "block", "Le prestataire s'est trompé de volume."),
    ("fr", "did-not", "warn", "L'équipe n'a pas testé la restauration."),
    ("fr", "did-not", "warn", "Personne n'a remarqué que le disque se remplissait."),
    ("fr", "did-not", "warn", "L'administrateur a relancé le service sans vérifier l'espace."),
    ("fr", "human-error", "block", "Erreur humaine lors du déploiement."),
    ("fr", "character", "block", "Par négligence, le volume a été supprimé."),
    ("fr", "possibility", "warn", "On aurait pu éviter la panne."),
    ("fr", "culpability", "block", "La panne est imputable à l'équipe réseau."),
    ("fr", "hindsight", "warn", "Avec le recul, le seuil était trop bas."),
    ("fr", "person-as-cause", "block", "Le volume a été supprimé par Kévin."),
    ("fr", "normative", "warn", "Relancer tout de suite était une mauvaise décision."),
]
NEUTRAL = [
    ("en", "The alert should have fired earlier."),
    ("en", "The probe failed to complete."),
    ("en", "The human error rate is not a metric of this service."),
    ("en", "The Prometheus operator failed to reconcile the rule."),
    ("en", "The alert for the team did not fire."),
    ("en", "The on-call rotation failed to page anyone."),
    ("en", "The pod ignored SIGTERM."),
    ("en", "The runbook did not include a step for this."),
    ("en", "The memory leak was the culprit."),
    ("en", "The database manager did not check the checksum."),
    ("en", "The `should have` helper is called by the reviewer."),
    ("fr", "La sonde a échoué."),
    ("fr", "L'alerte aurait dû se déclencher plus tôt."),
    ("fr", "Le pod n'a pas répondu."),
    ("fr", "L’opérateur Prometheus n'a pas suivi la ressource."),
    ("fr", "Le script a relancé le service sans vérifier l'espace."),
    ("fr", "La procédure ne prévoyait pas de contrôle."),
    ("fr", "L'alerte de l'équipe n'a pas été vue par la sonde."),
    ("fr", "Le nœud a ignoré la sonde."),
    ("fr", "Volume fautif : il manque un relevé."),
]


@pytest.mark.parametrize(("language", "rule", "level", "text"), BLAMES)
def test_a_judged_person_is_found(language: str, rule: str, level: str, text: str) -> None:
    found = lint(text, language)

    assert (rule, level) in {(one.rule, one.level) for one in found}
    assert all(one.rewrite for one in found)


@pytest.mark.parametrize(("language", "text"), NEUTRAL)
def test_things_may_fail(language: str, text: str) -> None:
    assert [] == lint(text, language)


def test_what_nobody_wrote_as_prose_is_left_out() -> None:
    text = (
        "---\nlead: Human error\n---\n\n```\nHuman error\n```\n    Human error\n2026-01-01T00:00:00Z Human error\n"
        "<!-- Human error -->\nSee `Human error` and [this](https://example.org/Human error).\n"
    )
    assert [] == lint(text, "en")


def test_quoted_speech_only_warns() -> None:
    (found,) = lint("The ticket says “human error” and nothing else.", "en")
    assert ("warn", True) == (found.level, found.quoted)


def test_a_waiver_needs_its_reason_and_stays_visible() -> None:
    (found,) = lint("<!-- blame: ok, wording of the vendor's notice -->\nHuman error.\n", "en")
    assert "wording of the vendor's notice" == found.waived
    assert not found.blocks


def test_a_vague_action_blocks_among_the_actions_alone() -> None:
    text = "## Analysis\nBe more careful.\n## Preventive actions\n- [ ] Be more careful.\n"
    assert ["warn", "block"] == [one.level for one in lint(text, "en") if one.rule == "vague-action"]


def test_a_name_belongs_in_role_fields() -> None:
    text = "Lead: Zaphod\n\nThen Zaphod restarted the proxy.\n"
    assert [("named-person", "warn", 3)] == [(o.rule, o.level, o.line) for o in lint(text, "en", names=["Zaphod"])]
    assert ["block"] == [o.level for o in lint(text, "en", names=["Zaphod"], shared=True)]


def test_an_agent_is_judged_as_a_person_is() -> None:
    text = "Forge n'a pas vérifié le volume."
    assert ["did-not"] == [one.rule for one in lint(text, "fr", agents=["Forge"])]


def test_a_program_called_like_an_agent_may_fail() -> None:
    assert [] == lint("Helm failed to render the chart.", "en", agents=["Helm", "Forge"])


def test_the_language_is_seen_from_the_text() -> None:
    assert ["fr", "en"] == [
        language_of("Le disque était plein et la sauvegarde n'a pas pu être écrite dans le dossier."),
        language_of("The disk was full and the backup could not be written to the folder."),
    ]


def test_an_unknown_language_lists_the_known() -> None:
    with pytest.raises(UnknownName, match="known: en, fr"):
        lint("Texte", "de")


@given(st.text(max_size=400), st.sampled_from(["en", "fr"]))
def test_any_text_is_answered_with_places_in_it(text: str, language: str) -> None:
    lines = text.split("\n")
    for one in lint(text, language):
        assert one.words in lines[one.line - 1]


@given(
    st.lists(st.sampled_from([text for _, _, _, text in BLAMES] + [text for _, text in NEUTRAL] + ["", "## Actions"])),
    st.sampled_from(["en", "fr"]),
)
def test_a_finding_stands_where_it_says(lines: list[str], language: str) -> None:
    for one in lint("\n".join(lines), language):
        assert lines[one.line - 1][one.column - 1 :].startswith(one.words)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_rewrite_names_the_role(language: str) -> None:
    """
    A suggestion that says what to write instead also says for whom.
    """
    rewrites = grammar(language).rewrites
    assert len(rewrites) > 10
    assert [] == [rule for rule, text in rewrites.items() if "{role}" not in text]
