"""Which component a title names, and which words never are one."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from astreinte.agents.playbook.ground import Ground
from astreinte.agents.playbook.title import in_title
from astreinte.agents.playbook.words import words
from astreinte.domain import Query, Reading

from .agent_cases import NOW, case

LISTED = """\
NAME                     READY  STATUS            RESTARTS  AGE
cart-5d8f7c9b6-x2x9k     0/1    CrashLoopBackOff  5         5m
rabbitmq-server-0        1/1    Running           0         5m
"""


def listing(*args: str, text: str = LISTED) -> Reading:
    return Reading(Query("kubectl", args), NOW, "ok", text)


def named(title: str, *readings: Reading, inventory: bool = False) -> str:
    of = replace(case(service="", title=title, triaged=False), readings=readings)
    of = of if inventory else replace(of, services={})
    return in_title(title, of, Ground(of).names)


@pytest.mark.parametrize(
    "title",
    [
        "How many pods are running in namespace x",
        "How many pods have the label env=prod in namespace team-59?",
        "Which services in the app-01 namespace have errors?",
        "can you check what is going on in blue-54b namespace on the corp-prod cluster?",
        "we have a problem",
        "Why is the app slow",
        "Les services ne répondent plus",
        "Combien de pods sont en erreur ?",
        "HighErrorRate",
    ],
)
def test_a_sentence_without_a_name_names_nothing(title: str) -> None:
    assert named(title) == ""


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Check rabbitmq's health", "rabbitmq"),
        ("What is wrong with meme-maker?", "meme-maker"),
        ("Fetch the logs for deployment `my-server`", "my-server"),
        ("the payment service is down", "payment"),
        ("le service wiki ne répond plus", "wiki"),
        ("le serveur de mail est lent", "mail"),
        ("container 'redis' was killed", "redis"),
        ("pod cart-5d8f7c9b6-x2x9k restarts", "cart"),
        ("pod queue-0 is Pending", "queue"),
        ("What is the issue with job nightly-report in namespace app-12", "nightly-report"),
        ("LXC 210 injoignable", "lxc-210"),
    ],
)
def test_a_name_is_known_by_its_mark_or_shape(title: str, name: str) -> None:
    assert named(title) == name


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("cart keeps crashing", "cart"),
        ("Why is cart-5d8f7c9b6-x2x9k restarting?", "cart"),
        ("rabbitmq is slow", "rabbitmq-server"),
        ("How many pods are running in namespace shop", ""),
    ],
)
def test_what_a_listing_names_too_comes_first(title: str, name: str) -> None:
    assert named(title, listing("get", "pods", "-n", "shop")) == name


def test_of_a_listing_over_all_namespaces_the_name_column_counts() -> None:
    text = "NAMESPACE NAME READY\nshop cart-5d8f7c9b6-x2x9k 1/1\n"
    assert named("the cart of the shop is empty", listing("get", "po", "-A", text=text)) == "cart"
    assert named("shop is empty", listing("get", "po", "-A", text=text)) == ""


def test_nodes_and_namespaces_are_no_components() -> None:
    text = "NAME STATUS\nworker ready\n"
    assert [named("worker is slow", listing("get", kind, text=text)) for kind in ("nodes", "ns", "deploy")] == [
        "",
        "",
        "worker",
    ]


def test_the_inventory_comes_before_everything() -> None:
    assert named("pod 'cart' and the intranet", listing("get", "pods"), inventory=True) == "intranet"


@given(title=st.text(max_size=200), text=st.text(max_size=200))
def test_no_text_makes_it_fail_or_yields_a_word_of_sentences(title: str, text: str) -> None:
    assert named(title, listing("get", "pods", text=text)) not in words().not_names


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("What is the issue with redis?", "redis"),
        ("what's wrong with the gateway", "gateway"),
        ("Why is keycloak not answering", "keycloak"),
        ("Check minio", "minio"),
        ("Il y a un problème avec redis", "redis"),
        ("Pourquoi gitea ne répond plus ?", "gitea"),
    ],
)
def test_the_word_that_a_question_is_about_is_a_name(title: str, name: str) -> None:
    assert named(title) == name


@pytest.mark.parametrize("title", ["Why is the app slow", "what is going on with everything", "Why are pods failing"])
def test_a_question_about_no_name_names_nothing(title: str) -> None:
    assert named(title) == ""
