# ruff: noqa: E501 - outputs of tools are as wide as they are
"""A mail platform on machines and guests: each incident names what is at fault, and nobody who suffers from it."""

import pytest

from astreinte.config import Service

from .played import Unseen, commit, every_minute, running, told

SERVICES = {
    "webmail": Service(probe="http://10.1.0.11:8080/login", manager="systemd", unit="webmail", port=8080, logs=("/var/log/webmail.log",), needs=("imap", "accounts")),
    "imap": Service(probe="tcp://10.1.0.12:993", manager="systemd", unit="dovecot", port=993, logs=("/var/log/dovecot.log",), paths=("/srv/mail",), needs=("accounts",)),
    "mx": Service(probe="tcp://10.1.0.13:25", manager="systemd", unit="postfix", port=25, needs=("filter", "imap")),
    "filter": Service(probe="tcp://10.1.0.14:11332", manager="systemd", unit="rspamd", port=11332, repo="/srv/conf", config=("/srv/conf/filter/worker.conf",), logs=("/var/log/rspamd.log",)),
    "accounts": Service(probe="tcp://10.1.0.15:5432", manager="docker", unit="accounts-db", port=5432),
    "archive": Service(probe="tcp://10.1.0.20:4190", manager="pct", unit="102", port=4190),
}  # fmt: skip
ROOM = ("Filesystem     Size  Used Avail Use% Mounted on", "/dev/vda1       40G   12G   28G  30% /")
NO_ANSWER = (";; communications error to 10.1.0.2#53: timed out", ";; no servers could be reached")

INCIDENTS = {
    "two faults at once are two hypotheses": Unseen(
        "Deliveries deferred, and webmail shows a certificate warning", "mx",
        [
            told("df -h", *ROOM, "/dev/vdb1      500G  500G     0 100% /srv/mail"),
            told("journalctl -u dovecot", "2026-09-14T09:41:02+0000 mx1 dovecot[811]: lmtp(ann): Error: write(/srv/mail/ann/tmp/1) failed: No space left on device"),
            told("openssl s_client -connect 10.1.0.11:8080", "CONNECTED(00000003)", "verify error:num=10:certificate has expired", "notAfter=Sep 13 23:59:59 2026 GMT", "    Verify return code: 10 (certificate has expired)"),
            told("curl -v https://10.1.0.11:8080/login", "curl: (60) SSL certificate problem: certificate has expired"),
            running("postfix"), running("dovecot"), running("webmail"),
        ],
        ("disk-full", "imap"), ("cert-expired", "webmail"), ("A second, independent fault",),
    ),
    "who calls the one that fails is not blamed": Unseen(
        "Webmail cannot log anyone in", "webmail",
        [
            told("http http://10.1.0.11:8080/login", "HTTP 500 in 40 ms"),
            told("tail -n 400 /var/log/webmail.log", *every_minute("{at} ERROR login: could not connect to database: dial tcp 10.1.0.15:5432: connect: connection refused", seconds=(3, 23, 43))),
            told("tail -n 400 /var/log/dovecot.log", *every_minute("{at} auth: Error: pgsql(10.1.0.15): could not connect to server: Connection refused")),
            told("docker ps -a", "CONTAINER ID   IMAGE         COMMAND    CREATED      STATUS                        PORTS   NAMES", "1a2b3c4d5e6f   postgres:16   postgres   3 days ago   Exited (137) 14 minutes ago           accounts-db"),
            told("docker inspect accounts-db", '[{"Name":"/accounts-db","RestartCount":0,"State":{"Status":"exited","OOMKilled":true,"ExitCode":137},"HostConfig":{"Memory":268435456,"RestartPolicy":{"Name":"no"}}}]'),
            told("tcp 10.1.0.15:5432", "connection refused"),
            running("webmail"), running("dovecot"),
        ],
        ("oom-killed", "accounts"),
    ),
    "what changed comes before what is loud": Unseen(
        "Inbound mail is delayed", "mx",
        [
            told("systemctl --failed", "  UNIT           LOAD   ACTIVE SUB    DESCRIPTION", "● rspamd.service loaded failed failed spam filter", "", "1 loaded units listed."),
            told("tail -n 400 /var/log/rspamd.log", "2026-09-14T09:41:11Z failed to load config /srv/conf/filter/worker.conf: unexpected token at line 12"),
            commit("/srv/conf", "09:40:30", "Two workers for the filter", "filter/worker.conf"),
            told("journalctl -u postfix", *every_minute("{at} mx1 postfix/smtpd[9]: warning: connect to Milter service inet:10.1.0.14:11332: Connection refused", seconds=(3, 13, 23, 33, 43, 53))),
            told("journalctl -u ssh", "2026-09-14T09:31:11+0000 mx1 sshd[7]: Failed password for root from 203.0.113.9 port 4422 ssh2"),
            told("df -h", *ROOM), running("postfix"), running("dovecot"),
        ],
        ("config-invalid", "filter"), says=("Two workers for the filter",),
    ),
    "a resolver that is silent, beside a disk that is filling and a busy minute": Unseen(
        "Outgoing mail is stuck in the queue", "mx",
        [
            told("journalctl -u postfix", *every_minute("{at} mx1 postfix/smtp[9]: warning: Temporary failure in name resolution for other.example")),
            told("dig partner.example", *NO_ANSWER), told("dig other.example", *NO_ANSWER),
            told("tcp 10.1.0.13:25", "connected in 2 ms"),
            told("df -h", ROOM[0], "/dev/vda1       40G   36G    4G  91% /"),
            running("postfix"),
        ],
        ("dns-failure", "mx"),
    ),
    "a guest that is stopped, not the address that is silent": Unseen(
        "The archive is not reachable", "archive",
        [
            told("pct list", "VMID       Status     Lock         Name", "101        running                 mx1", "102        stopped                 archive", "103        stopped                 old-test"),
            told("tcp 10.1.0.20:4190", "no route to host"),
            told("ping -c 3 10.1.0.20", "From 10.1.0.1 icmp_seq=1 Destination Host Unreachable", "", "--- 10.1.0.20 ping statistics ---", "3 packets transmitted, 0 received, +3 errors, 100% packet loss, time 2041ms"),
        ],
        ("lxc-stopped", "archive"),
    ),
    "a clock that is minutes off, not the tokens that it refuses": Unseen(
        "Logins fail with token errors", "webmail",
        [
            told("chronyc tracking", "Reference ID    : 7F7F0101 ()", "System time     : 412.345678901 seconds slow of NTP time", "Leap status     : Not synchronised"),
            told("tail -n 400 /var/log/webmail.log", *every_minute("{at} ERROR jwt: Token used before issued")),
            told("http http://10.1.0.11:8080/login", "HTTP 500 in 4 ms"),
        ],
        ("clock-drift", "webmail"),
    ),
    "a thin pool without room under guests that hang": Unseen(
        "Mail hangs on writes", "mx",
        [
            told("lvs", "  LV            VG  Attr       LSize   Pool Origin Data%  Meta%  Move Log Cpy%Sync Convert", "  data          pve twi-aotzD- 348.82g             100.00 12.50", "  vm-102-disk-0 pve Vwi-aotz--   8.00g data        64.20"),
            told("dmesg -T", "[Mon Sep 14 09:50:59 2026] Buffer I/O error on dev dm-7, logical block 1, lost async page write"),
            told("tcp 10.1.0.13:25", "connected, then timed out"),
        ],
        ("storage-pool-full", "mx"),
    ),
    "nothing is wrong, and what was looked at is named": Unseen(
        "MxLatency", "mx",
        [
            told("tcp 10.1.0.13:25", "connected in 2 ms"), told("df -h", *ROOM), running("postfix"),
            told("free -m", "        total   used   free   shared  buff/cache   available", "Mem:    7800    2100   3000       10        2700        5400"),
            told("systemctl --failed", "  UNIT LOAD ACTIVE SUB DESCRIPTION", "0 loaded units listed."),
        ],
        ("no-fault", "mx"), says=("disk-full (`df -h` does not show it)", "memory-saturation (`free -m`"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("incident", INCIDENTS.values(), ids=INCIDENTS)
async def test_a_mail_platform(incident: Unseen) -> None:
    await incident.with_services(SERVICES).holds()
