"""Certificates, names and calls as their clients show them."""

from .sample import Sample

CALLS: dict[str, Sample] = {
    "shape-openssl-text": Sample(
        "openssl",
        "x509 -text -noout -in stall.pem",
        """\
Certificate:
    Data:
        Version: 3 (0x2)
        Issuer: C=US, O=Let's Encrypt, CN=R10
        Validity
            Not Before: Aug 20 00:00:00 2026 GMT
            Not After : Nov 18 23:59:59 2026 GMT
        Subject: CN=mail.example.org
""",
        "certificate-expired",
    ),
    "shape-openssl-dates": Sample(
        "openssl",
        "x509 -noout -dates",
        """\
notBefore=Aug 20 00:00:00 2026 GMT
notAfter=Nov 28 23:59:59 2026 GMT
""",
        "certificate-expiring",
    ),
    "shape-openssl-client": Sample(
        "openssl",
        "s_client -connect mail.example.org:443",
        """\
CONNECTED(00000003)
depth=0 CN = mail.example.org
verify error:num=10:certificate has expired
notAfter=Nov 18 23:59:59 2026 GMT
verify return:1
    Verify return code: 10 (certificate has expired)
""",
        "certificate-expired",
    ),
    "shape-openssl-self": Sample(
        "openssl",
        "s_client -connect mail.example.org:443",
        """\
CONNECTED(00000003)
depth=0 CN = mail.example.org
verify error:num=18:self-signed certificate
    Verify return code: 18 (self-signed certificate)
""",
        "certificate-refused",
    ),
    "shape-openssl-iso": Sample(
        "openssl",
        "x509 -noout -dates -dateopt iso_8601",
        """\
notBefore=2026-08-20 00:00:00Z
notAfter=2026-11-18 23:59:59Z
""",
        "certificate-expired",
    ),
    "shape-certbot": Sample(
        "certbot",
        "certificates",
        """\
Found the following certs:
  Certificate Name: mail.example.org
    Serial Number: 1a2b
    Key Type: ECDSA
    Domains: mail.example.org
    Expiry Date: 2026-11-18 23:59:59+00:00 (INVALID: EXPIRED)
    Certificate Path: /etc/letsencrypt/live/mail.example.org/fullchain.pem
""",
        "certificate-expired",
    ),
    "shape-dig-nx": Sample(
        "dig",
        "db.post.lan",
        """\
; <<>> DiG 9.18.28 <<>> db.post.lan
;; global options: +cmd
;; Got answer:
;; ->>HEADER<<- opcode: QUERY, status: NXDOMAIN, id: 12345
;; flags: qr rd ra; QUERY: 1, ANSWER: 0, AUTHORITY: 1, ADDITIONAL: 1
;; QUESTION SECTION:
;db.post.lan.                   IN      A
;; Query time: 2 msec
;; SERVER: 10.0.0.2#53(10.0.0.2) (UDP)
""",
        "name-unknown-now",
    ),
    "shape-dig-servfail": Sample(
        "dig",
        "db.post.lan",
        """\
;; ->>HEADER<<- opcode: QUERY, status: SERVFAIL, id: 12345
;; flags: qr rd ra; QUERY: 1, ANSWER: 0, AUTHORITY: 0, ADDITIONAL: 1
""",
        "name-unknown-now resolver-silent",
    ),
    "shape-dig-timeout": Sample(
        "dig",
        "db.post.lan",
        """\
;; communications error to 10.0.0.2#53: timed out
;; communications error to 10.0.0.2#53: timed out

; <<>> DiG 9.18.28 <<>> db.post.lan
;; global options: +cmd
;; no servers could be reached
""",
        "name-unknown-now resolver-silent",
    ),
    "shape-dig-good": Sample(
        "dig",
        "db.post.lan",
        """\
;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 12345
;; flags: qr rd ra; QUERY: 1, ANSWER: 1, AUTHORITY: 0, ADDITIONAL: 1
;; ANSWER SECTION:
db.post.lan.            60      IN      A       10.0.0.5
;; Query time: 2 msec
""",
        "name-known",
    ),
    "shape-dig-empty": Sample(
        "dig",
        "db.post.lan",
        """\
;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 12345
;; flags: qr rd ra; QUERY: 1, ANSWER: 0, AUTHORITY: 1, ADDITIONAL: 1
;; AUTHORITY SECTION:
post.lan.   60 IN SOA ns.post.lan. root.post.lan. 1 2 3 4 5
""",
        "name-unknown-now",
    ),
    "shape-nslookup-nx": Sample(
        "dig",
        "db.post.lan",
        """\
Server:         10.0.0.2
Address:        10.0.0.2#53

** server can't find db.post.lan: NXDOMAIN
""",
        "name-unknown-now",
    ),
    "shape-nslookup-good": Sample(
        "dig",
        "db.post.lan",
        """\
Server:         10.0.0.2
Address:        10.0.0.2#53

Name:   db.post.lan
Address: 10.0.0.5
""",
        "name-known",
    ),
    "shape-nslookup-timeout": Sample(
        "dig",
        "db.post.lan",
        """\
;; connection timed out; no servers could be reached
""",
        "name-unknown-now resolver-silent",
    ),
    "shape-resolvectl": Sample(
        "resolvectl",
        "query db.post.lan",
        """\
db.post.lan: resolve call failed: 'db.post.lan' not found
""",
        "name-unknown-now",
    ),
    "shape-host-nx": Sample(
        "host",
        "db.post.lan",
        """\
Host db.post.lan not found: 3(NXDOMAIN)
""",
        "name-unknown-now",
    ),
    "shape-curl-v": Sample(
        "curl",
        "-v http://localhost:8080/up",
        """\
*   Trying 127.0.0.1:8080...
* connect to 127.0.0.1 port 8080 failed: Connection refused
* Failed to connect to localhost port 8080 after 0 ms: Couldn't connect to server
* Closing connection 0
curl: (7) Failed to connect to localhost port 8080 after 0 ms: Couldn't connect to server
""",
        "connect-refused service-unhealthy",
    ),
    "shape-curl-v-503": Sample(
        "curl",
        "-v http://localhost:8080/up",
        """\
*   Trying 127.0.0.1:8080...
* Connected to localhost (127.0.0.1) port 8080 (#0)
> GET /up HTTP/1.1
> Host: localhost:8080
>
< HTTP/1.1 503 Service Unavailable
< Content-Type: text/plain
<
* Connection #0 to host localhost left intact
upstream down
""",
        "dependency-failing service-unhealthy",
    ),
    "shape-curl-v-tls": Sample(
        "curl",
        "-v https://mail.example.org/",
        """\
*   Trying 10.0.0.9:443...
* Connected to mail.example.org (10.0.0.9) port 443
* TLSv1.3 (OUT), TLS alert, certificate expired (557):
* SSL certificate problem: certificate has expired
curl: (60) SSL certificate problem: certificate has expired
""",
        "certificate-expired service-unhealthy",
    ),
    "shape-curl-28": Sample(
        "curl",
        "-m 5 http://10.0.0.5:8080/",
        """\
curl: (28) Connection timed out after 5001 milliseconds
""",
        "connect-timeout service-unhealthy",
    ),
    "shape-curl-52": Sample(
        "curl",
        "http://10.0.0.5:8080/",
        """\
curl: (52) Empty reply from server
""",
        "service-unhealthy",
    ),
    "shape-curl-w": Sample(
        "curl",
        "-s -o /dev/null -w %{http_code} http://localhost:8080/up",
        """\
502
""",
        "dependency-failing service-unhealthy",
    ),
    "shape-wget": Sample(
        "wget",
        "-O- http://localhost:8080/up",
        """\
--2026-11-23 11:58:00--  http://localhost:8080/up
Resolving localhost (localhost)... 127.0.0.1
Connecting to localhost (localhost)|127.0.0.1|:8080... failed: Connection refused.
""",
        "connect-refused service-unhealthy",
    ),
    "shape-nc": Sample(
        "nc",
        "-zv 10.0.0.5 5432",
        """\
nc: connect to 10.0.0.5 port 5432 (tcp) failed: Connection refused
""",
        "connect-refused",
    ),
}
