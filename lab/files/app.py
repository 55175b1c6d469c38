"""The shop: one insert and one counter for each visit; JSON lines on stdout; `/metrics` for Prometheus.

`/hoard` keeps 240 MB, which is more than its container may have. Its settings are a file beside it.
"""

import configparser
import http.server
import json
import os
import socketserver
import sys
import time
from pathlib import Path

import psycopg2
import redis
from order import price
from prometheus_client import Counter, Histogram, generate_latest

HERE = Path(__file__).resolve().parent
REQUESTS = Counter("shop_requests_total", "visits", ["code"])
LATENCY = Histogram("shop_latency_seconds", "latency", buckets=[0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5])
DSN = "host=pg user=app dbname=app connect_timeout=2"
HOARD: list[bytearray] = []
BAD_CONFIGURATION = 78


def log(level, message, **more):
    stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    print(json.dumps({"time": stamp, "level": level, "service": "app", "message": message, **more}), flush=True)


def configured():
    parser = configparser.ConfigParser()
    parser.read(HERE / "app.ini")
    workers = parser.get("shop", "workers", fallback="4")
    try:
        return int(workers)
    except ValueError:
        log("FATAL", f"invalid configuration: workers must be a whole number, got {workers!r}")
        sys.exit(BAD_CONFIGURATION)


def visit():
    total = price({"customer": 7, "items": [3, 5]})
    sum(i * i for i in range(20_000))
    redis.Redis(host="redis", socket_timeout=2, socket_connect_timeout=2).incr("visits")
    connection = psycopg2.connect(DSN)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute("insert into visits(note) values (%s)", (str(total) + "x" * 2000,))
    finally:
        connection.close()


class Page(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def answer(self, code, body):
        self.send_response(code)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        if self.path == "/metrics":
            return self.answer(200, generate_latest())
        if self.path == "/hoard":
            log("INFO", "building the yearly report in memory")
            for _ in range(60):
                HOARD.append(bytearray(os.urandom(4 << 20)))
            return self.answer(200, b"done")
        start, code = time.time(), 200
        try:
            visit()
        except Exception as error:
            code = 500
            log("ERROR", "visit failed", error=type(error).__name__, detail=str(error).strip()[:200])
        LATENCY.observe(time.time() - start)
        REQUESTS.labels(str(code)).inc()
        return self.answer(code, b"ok" if code == 200 else b"error")


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """A visitor that has gone is no error."""


workers = configured()
log("INFO", f"listening on 8000 with {workers} workers")
Server(("0.0.0.0", 8000), Page).serve_forever()
