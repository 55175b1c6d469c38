# ruff: noqa: E501 - what runtimes write is as long as it is
"""Names, addresses and routes of Services."""

from tests.clusters.model import Town
from tests.further.scene import Scene, crash, keeper, loud

SCENES: dict[str, Scene] = {}

scene = keeper(SCENES)


@scene("a mistyped host, Rust", "relay", ("service-env-address-mismatch", "packer"))
def _(town: Town) -> None:
    town.apps["packer"].env["LABELS_URL"] = "http://lables:4000"
    loud(
        town,
        "packer",
        "{t} ERROR packer::print: error sending request for url (http://lables:4000/v1/print): dns error: failed to lookup address information: Name or service not known",
    )


@scene("a wrong port, Node", "relay", ("service-env-address-mismatch", "intake"))
def _(town: Town) -> None:
    town.apps["intake"].env["TARIFF_URL"] = "http://tariff:8080"
    loud(
        town,
        "intake",
        "{t} error FetchError: request to http://tariff:8080/quote failed, reason: connect ECONNREFUSED {ip:tariff}:8080",
    )


@scene("a broker's address of another place, Node", "relay", ("service-env-address-mismatch", "intake"))
def _(town: Town) -> None:
    town.apps["intake"].env["KAFKA_BROKERS"] = "bus.staging:9092"
    crash(
        town,
        "intake",
        '{"level":"ERROR","timestamp":"2027-03-09T10:29:40.000Z","logger":"kafkajs","message":"[Connection] Connection error: getaddrinfo ENOTFOUND bus.staging","broker":"bus.staging:9092"}',
    )


@scene("a cache at a wrong host, Ruby", "atlas", ("service-env-address-mismatch", "monolith"))
def _(town: Town) -> None:
    town.apps["monolith"].env["REDIS_URL"] = "redis://session:6379/0"
    loud(
        town,
        "monolith",
        "E, [{t} #1] FATAL -- : RedisClient::CannotConnectError (getaddrinfo(3): Name or service not known (redis://session:6379)):",
    )


@scene("a Service's name that is not found, Elixir", "relay", ("service-dns-failure", "warehouse"))
def _(town: Town) -> None:
    for name in ("scorer", "tariff"):
        loud(
            town,
            name,
            "{t} [error] Postgrex.Protocol (#PID<0.4.0>) failed to connect: ** (DBConnection.ConnectionError) tcp connect (warehouse:5432): non-existing domain - :nxdomain",
        )


@scene("a Service's name that is not found, .NET", "quorum", ("service-dns-failure", "teller"))
def _(town: Town) -> None:
    loud(
        town,
        "counter",
        "fail: Bank.Counter[0] {t} System.Net.Http.HttpRequestException: Name or service not known (teller:8101) ---> System.Net.Sockets.SocketException (0xFFFDFFFF): Name or service not known",
    )


@scene("a selector with another label key", "atlas", ("service-selector-mismatch", "sessions"))
def _(town: Town) -> None:
    app = town.apps["sessions"]
    app.selector = {"app": "sessions"}
    town.unreachable.add("sessions")
    loud(
        town,
        "monolith",
        "E, [{t} #1] FATAL -- : RedisClient::CannotConnectError (Connection refused - connect(2) for {ip:sessions}:6379):",
    )


@scene("a target port where nothing listens, quiet", "quorum", ("service-port-mapping-mismatch", "ratebook"))
def _(town: Town) -> None:
    town.apps["ratebook"].target = "8401"
    town.unreachable.add("ratebook")
    loud(
        town,
        "teller",
        "{t} ERROR 1 --- [nio-8101-exec-4] c.b.RatebookClient : feign.RetryableException: Connection refused (Connection refused) executing GET http://ratebook:8104/rates",
    )


@scene("UDP in place of TCP", "relay", ("service-protocol-mismatch", "labels"))
def _(town: Town) -> None:
    town.apps["labels"].protocol = "UDP"
    town.unreachable.add("labels")
    loud(
        town,
        "packer",
        "{t} ERROR packer::print: error sending request for url (http://labels:4000/v1/print): tcp connect error: Connection refused (os error 111)",
    )


@scene("no replica of a search engine's client", "atlas", ("deployment-zero-replicas", "sessions"))
def _(town: Town) -> None:
    town.apps["sessions"].replicas = 0
    loud(
        town,
        "monolith",
        "E, [{t} #1] FATAL -- : RedisClient::CannotConnectError (Connection refused - connect(2) for {ip:sessions}:6379):",
    )


@scene("a broker scaled to nothing", "relay", ("deployment-zero-replicas", "bus"))
def _(town: Town) -> None:
    town.apps["bus"].replicas = 0
    loud(town, "intake", '{t} error KafkaJSConnectionError: Connection timeout {"broker":"bus:9092"}')
    loud(
        town,
        "packer",
        "{t} ERROR rdkafka::client: Client error: AllBrokersDown (Local: All broker connections are down)",
    )
