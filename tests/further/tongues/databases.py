# ruff: noqa: E501 - what runtimes write is as long as it is
"""Databases: port, login, connections, read-only, as each driver says it."""

from tests.clusters.model import Town
from tests.further.scene import Scene, crash, keeper, loud

SCENES: dict[str, Scene] = {}

scene = keeper(SCENES)


@scene("port in PGPORT, Python", "relay", ("db-port-incorrect", "scorer"))
def _(town: Town) -> None:
    town.apps["scorer"].env["PGPORT"] = "5433"
    crash(
        town,
        "scorer",
        "Traceback (most recent call last):",
        "ConnectionRefusedError: [Errno 111] Connect call failed ('{ip:warehouse}', 5433)",
    )


@scene("port in a JDBC address, Java", "quorum", ("db-port-incorrect", "teller"))
def _(town: Town) -> None:
    town.apps["teller"].env["SPRING_DATASOURCE_URL"] = "jdbc:mysql://vault-leader:3336/accounts"
    crash(
        town,
        "teller",
        "{t} ERROR 1 --- [           main] com.zaxxer.hikari.pool.HikariPool        : HikariPool-1 - Exception during pool initialization.",
        "com.mysql.cj.jdbc.exceptions.CommunicationsException: Communications link failure",
        "Caused by: java.net.ConnectException: Connection refused",
    )


@scene("port in a DSN, Go", "nightly", ("db-port-incorrect", "planner"))
def _(town: Town) -> None:
    town.apps["planner"].env["RUNS_DSN"] = "postgresql://planner:unread@runs:5431/runs"
    crash(
        town,
        "planner",
        '{t} FTL cannot open store error="failed to connect to `host=runs user=planner database=runs`: dial error (dial tcp {ip:runs}:5431: connect: connection refused)"',
    )


@scene("port in a Ruby setting, quiet", "atlas", ("db-port-incorrect", "sidekiq"))
def _(town: Town) -> None:
    town.apps["sidekiq"].env["DATABASE_PORT"] = "3360"
    crash(
        town,
        "sidekiq",
        "Trilogy::BaseConnectionError: trilogy_connect - unable to connect to maria:3360: Connection refused (ActiveRecord::ConnectionNotEstablished)",
    )


@scene("login, Npgsql", "relay", ("db-credentials-invalid", "tariff"))
def _(town: Town) -> None:
    crash(
        town,
        "tariff",
        'Unhandled exception. Npgsql.PostgresException (0x80004005): 28P01: password authentication failed for user "relay"',
        code=134,
    )
    loud(town, "intake", "{t} error tariff lookup failed: connect ECONNREFUSED {ip:tariff}:8000")


@scene("login, PHP", "atlas", ("db-credentials-invalid", "sidekiq"))
def _(town: Town) -> None:
    crash(
        town,
        "sidekiq",
        "PHP Fatal error:  Uncaught PDOException: SQLSTATE[HY000] [1045] Access denied for user 'atlas'@'10.42.1.3' (using password: YES) in /app/db.php:14",
    )


@scene("login, Elixir", "relay", ("db-credentials-invalid", "scorer"))
def _(town: Town) -> None:
    crash(
        town,
        "scorer",
        '{t} [error] Postgrex.Protocol (#PID<0.412.0>) failed to connect: ** (Postgrex.Error) FATAL 28P01 (invalid_password) password authentication failed for user "relay"',
    )


@scene("a role that does not exist, Rust", "nightly", ("db-credentials-invalid", "planner"))
def _(town: Town) -> None:
    crash(town, "planner", 'Error: error returned from database: role "planer" does not exist')


@scene("connections, node-postgres", "relay", ("db-connection-exhaustion", "warehouse"))
def _(town: Town) -> None:
    for name in ("scorer", "tariff"):
        loud(
            town,
            name,
            "{t} error: sorry, too many clients already at Parser.parseErrorMessage (/app/node_modules/pg-protocol/dist/parser.js:287:98) { code: '53300' }",
        )


@scene("connections, reserved slots", "nightly", ("db-connection-exhaustion", "runs"))
def _(town: Town) -> None:
    for name in ("planner", "reports"):
        loud(
            town,
            name,
            "{t} ERROR sqlalchemy.exc.OperationalError: (psycopg.OperationalError) connection failed: FATAL:  remaining connection slots are reserved for roles with the SUPERUSER attribute",
        )


@scene("connections, users of a role, .NET", "relay", ("db-connection-exhaustion", "warehouse"))
def _(town: Town) -> None:
    loud(
        town,
        "tariff",
        'fail: Tariff.Store[0] {t} Npgsql.PostgresException (0x80004005): 53300: too many connections for role "relay"',
    )


@scene("connections of MariaDB, Ruby", "atlas", ("db-connection-exhaustion", "maria"))
def _(town: Town) -> None:
    for name in ("monolith", "sidekiq"):
        loud(town, name, "E, [{t} #1] ERROR -- : Mysql2::Error::ConnectionError: Too many connections")


@scene("read-only, MariaDB, Ruby", "atlas", ("db-read-only", "maria"))
def _(town: Town) -> None:
    loud(
        town,
        "monolith",
        "E, [{t} #1] ERROR -- : ActiveRecord::StatementInvalid (Mysql2::Error: The MariaDB server is running with the --read-only option so it cannot execute this statement):",
    )


@scene("read-only, PostgreSQL, Python", "nightly", ("db-read-only", "runs"))
def _(town: Town) -> None:
    loud(
        town,
        "planner",
        "{t} ERROR asyncpg.exceptions.ReadOnlySQLTransactionError: cannot execute UPDATE in a read-only transaction",
    )


@scene(
    "read-only, a replica behind the leader's Service, Java",
    "quorum",
    ("db-read-only", "vault"),
    ("db-failover", "vault"),
)
def _(town: Town) -> None:
    for name in ("teller", "loans"):
        loud(
            town,
            name,
            "{t}  WARN 1 --- [nio-exec-3] o.h.engine.jdbc.spi.SqlExceptionHelper   : SQL Error: 1290, SQLState: HY000",
            "{t} ERROR 1 --- [nio-exec-3] o.h.engine.jdbc.spi.SqlExceptionHelper   : The MySQL server is running with the --super-read-only option so it cannot execute this statement",
        )


@scene("read-only Redis, Node", "atlas", ("db-read-only", "sessions"))
def _(town: Town) -> None:
    loud(town, "monolith", "{t} ReplyError: READONLY You can't write against a read only replica.")
