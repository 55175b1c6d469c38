"""A small service of the host: it answers, and its metrics are on the same port."""

import http.server
import time


class Page(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"ledger_entries_total 7\n" if self.path == "/metrics" else b"ok\n")


print(f"{time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())} INFO listening on 18030", flush=True)
http.server.ThreadingHTTPServer(("127.0.0.1", 18030), Page).serve_forever()
