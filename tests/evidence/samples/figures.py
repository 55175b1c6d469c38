# ruff: noqa: E501 - outputs of tools are as wide as they are
"""CPU, memory, clocks, links and names in figures, in several languages and layouts."""

from .sample import Sample

FIGURES: dict[str, Sample] = {
    "shape-free-fr": Sample(
        "free",
        "-h",
        """\
               total       utilisé      libre     partagé tamp/cache   disponible
Mem:           7,6Gi       7,4Gi       90Mi        12Mi       150Mi        80Mi
Partition d'échange: 2,0Gi  2,0Gi        0B
""",
        "memory-host-low",
    ),
    "shape-vmstat": Sample(
        "vmstat",
        "1 2",
        """\
procs -----------memory---------- ---swap-- -----io---- -system-- ------cpu-----
 r  b   swpd   free   buff  cache   si   so    bi    bo   in   cs us sy id wa st
 1  0      0 812344  12345 345678    0    0     1     2   10   20  1  1 98  0  0
 9  7      0 812344  12345 345678    0    0  9001 12002 1010 2020  4  6  5 85  0
""",
        "iowait-high",
    ),
    "shape-vmstat-swap": Sample(
        "vmstat",
        "1 3",
        """\
procs -----------memory---------- ---swap-- -----io---- -system-- -------cpu-------
 r  b   swpd   free   buff  cache   si   so    bi    bo   in   cs us sy id wa st gu
 1  0 900000  12344    345   5678   10   20     1     2   10   20  1  1 98  0  0  0
 3  4 950000  10344    345   5678 9000 9500  9001 12002 1010 2020 14 16 40 30  0  0
 3  4 990000  10344    345   5678 9100 9900  9001 12002 1010 2020 14 16 40 30  0  0
""",
        "iowait-high memory-host-low",
    ),
    "shape-top": Sample(
        "top",
        "-b -n 1",
        """\
top - 11:59:00 up 12 days,  1:02,  1 user,  load average: 19,20, 12,01, 7,33
Tâches: 212 total,   9 en cours, 203 en veille,   0 arrêté,   0 zombie
%Cpu(s): 97,1 ut,  2,0 sy,  0,0 ni,  0,9 id,  0,0 wa,  0,0 hi,  0,0 si,  0,0 st
MiB Mem :   7800,0 total,    200,0 libr,   5000,0 util,   2600,0 tamp/cache
MiB Éch :   2048,0 total,   2048,0 libr,      0,0 util.   2500,0 dispo Mem

    PID UTIL.     PR  NI    VIRT    RES    SHR S  %CPU  %MEM    TEMPS+ COM.
    900 stall     20   0  912344 212344  12345 R 396,0   2,7  99:01.02 stall
      1 root      20   0  168344  12344   8345 S   0,0   0,1   0:09.02 systemd
""",
        "cpu-host-high",
    ),
    "shape-top-en": Sample(
        "top",
        "-b -n 1",
        """\
top - 11:59:00 up 12 days,  1:02,  1 user,  load average: 19.20, 12.01, 7.33
Tasks: 212 total,   9 running, 203 sleeping,   0 stopped,   0 zombie
%Cpu(s): 97.1 us,  2.0 sy,  0.0 ni,  0.9 id,  0.0 wa,  0.0 hi,  0.0 si,  0.0 st
MiB Mem :   7800.0 total,    200.0 free,   5000.0 used,   2600.0 buff/cache
MiB Swap:   2048.0 total,   2048.0 free,      0.0 used.   2500.0 avail Mem

    PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND
    900 stall     20   0  912344 212344  12345 R 396.0   2.7  99:01.02 stall
""",
        "cpu-host-high",
    ),
    "shape-sar-u": Sample(
        "sar",
        "-u 1 3",
        """\
Linux 6.1.0-18-amd64 (mx1) \t11/23/2026 \t_x86_64_\t(4 CPU)

11:58:01        CPU     %user     %nice   %system   %iowait    %steal     %idle
11:58:02        all     95.10      0.00      4.20      0.00      0.00      0.70
11:58:03        all     96.10      0.00      3.20      0.00      0.00      0.70
Average:        all     95.60      0.00      3.70      0.00      0.00      0.70
""",
        "cpu-host-high",
    ),
    "shape-sar-fr-io": Sample(
        "sar",
        "-u",
        """\
Linux 6.1.0-18-amd64 (mx1) \t23/11/2026 \t_x86_64_\t(4 CPU)

11:50:01        CPU     %user     %nice   %system   %iowait    %steal     %idle
11:55:01        all      2,10      0,00      4,20     88,00      0,00      5,70
12:00:01        all      2,10      0,00      4,20     88,00      0,00      5,70
Moyenne :       all      2,10      0,00      4,20     88,00      0,00      5,70
""",
        "iowait-high",
    ),
    "shape-sar-r": Sample(
        "sar",
        "-r 1 2",
        """\
11:58:01    kbmemfree   kbavail kbmemused  %memused kbbuffers  kbcached  kbcommit   %commit  kbactive   kbinact   kbdirty
11:58:02       100344    150344   7800344     96.90      1234     12345   9900344    120.00   6000344    900344       120
Average:       100344    150344   7800344     96.90      1234     12345   9900344    120.00   6000344    900344       120
""",
        "memory-host-low",
    ),
    "shape-mpstat": Sample(
        "mpstat",
        "1 1",
        """\
11:58:01     CPU    %usr   %nice    %sys %iowait    %irq   %soft  %steal  %guest  %gnice   %idle
11:58:02     all   10.00    0.00    5.00    0.00    0.00    1.00   40.00    0.00    0.00   44.00
Average:     all   10.00    0.00    5.00    0.00    0.00    1.00   40.00    0.00    0.00   44.00
""",
        "cpu-stolen",
    ),
    "shape-pidstat": Sample(
        "pidstat",
        "-u 1 1",
        """\
11:58:01      UID       PID    %usr %system  %guest   %wait    %CPU   CPU  Command
11:58:02      999       900  388.00    8.00    0.00    2.00  396.00     2  stall
11:58:02        0       700    0.00    1.00    0.00    0.00    1.00     0  sshd
""",
        "",
    ),
    "shape-iostat-x": Sample(
        "iostat",
        "-x 1 1",
        """\
avg-cpu:  %user   %nice %system %iowait  %steal   %idle
           4.00    0.00    6.00   70.00    0.00   20.00

Device            r/s     rkB/s   rrqm/s  %rrqm r_await rareq-sz     w/s     wkB/s   wrqm/s  %wrqm w_await wareq-sz  aqu-sz  %util
sda              1.00     40.00     0.00   0.00   99.00    40.00  120.00   9000.00     0.00   0.00  800.00    75.00   96.00  99.80
""",
        "iowait-high",
    ),
    "shape-iostat-plain": Sample(
        "iostat",
        "",
        """\
avg-cpu:  %user   %nice %system %iowait  %steal   %idle
           4,00    0,00    6,00   70,00    0,00   20,00

Device             tps    kB_read/s    kB_wrtn/s    kB_dscd/s    kB_read    kB_wrtn    kB_dscd
sda             121,00        40,00      9000,00         0,00     400000   90000000          0
""",
        "iowait-high",
    ),
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
    "shape-ping-lost": Sample(
        "ping",
        "-c 3 10.0.0.5",
        """\
PING 10.0.0.5 (10.0.0.5) 56(84) bytes of data.

--- 10.0.0.5 ping statistics ---
3 packets transmitted, 0 received, 100% packet loss, time 2041ms
""",
        "host-silent",
    ),
    "shape-ping-unreach": Sample(
        "ping",
        "-c 3 10.0.0.5",
        """\
PING 10.0.0.5 (10.0.0.5) 56(84) bytes of data.
From 10.0.0.1 icmp_seq=1 Destination Host Unreachable
From 10.0.0.1 icmp_seq=2 Destination Host Unreachable

--- 10.0.0.5 ping statistics ---
3 packets transmitted, 0 received, +2 errors, 100% packet loss, time 2041ms
""",
        "host-unreachable",
    ),
    "shape-ping-lossy": Sample(
        "ping",
        "-c 20 10.0.0.5",
        """\
--- 10.0.0.5 ping statistics ---
20 packets transmitted, 13 received, 35% packet loss, time 19041ms
rtt min/avg/max/mdev = 0.400/80.500/300.600/90.100 ms
""",
        "packets-lost",
    ),
    "shape-ping-good": Sample(
        "ping",
        "-c 3 10.0.0.5",
        """\
--- 10.0.0.5 ping statistics ---
3 packets transmitted, 3 received, 0% packet loss, time 2041ms
rtt min/avg/max/mdev = 0.400/0.500/0.600/0.100 ms
""",
        "host-answers",
    ),
    "shape-ping-fr": Sample(
        "ping",
        "-c 3 10.0.0.5",
        """\
--- statistiques ping 10.0.0.5 ---
3 paquets transmis, 0 reçus, 100% packet loss, time 2041ms
""",
        "host-silent",
    ),
    "shape-traceroute": Sample(
        "traceroute",
        "10.9.0.5",
        """\
traceroute to 10.9.0.5 (10.9.0.5), 30 hops max, 60 byte packets
 1  10.0.0.1 (10.0.0.1)  0.3 ms  0.3 ms  0.3 ms
 2  10.0.0.254 (10.0.0.254)  3000.1 ms !H  3000.2 ms !H  3000.3 ms !H
""",
        "partitioned",
    ),
    "shape-mtr": Sample(
        "mtr",
        "-r -c 10 10.9.0.5",
        """\
HOST: mx1                         Loss%   Snt   Last   Avg  Best  Wrst StDev
  1.|-- 10.0.0.1                   0.0%    10    0.3   0.4   0.3   0.5   0.1
  2.|-- 10.9.0.5                  40.0%    10    9.0   9.9   8.0  20.0   3.0
""",
        "packets-lost",
    ),
    "shape-chronyc": Sample(
        "chronyc",
        "tracking",
        """\
Reference ID    : 7F7F0101 ()
Stratum         : 10
Ref time (UTC)  : Mon Nov 23 09:00:00 2026
System time     : 12.345678901 seconds slow of NTP time
Last offset     : -12.000000000 seconds
RMS offset      : 12.000000000 seconds
Frequency       : 0.000 ppm slow
Leap status     : Not synchronised
""",
        "time-offset",
    ),
    "shape-chronyc-good": Sample(
        "chronyc",
        "tracking",
        """\
Reference ID    : 0A000001 (ntp.post.lan)
Stratum         : 3
System time     : 0.000045678 seconds slow of NTP time
Last offset     : -0.000012000 seconds
Leap status     : Normal
""",
        "",
    ),
    "shape-timedatectl": Sample(
        "timedatectl",
        "status",
        """\
               Local time: lun. 2026-11-23 12:58:00 CET
           Universal time: lun. 2026-11-23 11:58:00 UTC
                 RTC time: lun. 2026-11-23 11:58:00
                Time zone: Europe/Paris (CET, +0100)
System clock synchronized: no
              NTP service: inactive
""",
        "time-offset",
    ),
    "shape-ntpq": Sample(
        "ntpq",
        "-p",
        """\
     remote           refid      st t when poll reach   delay   offset  jitter
==============================================================================
 ntp.post.lan    .INIT.          16 u    -   64    0    0.000    0.000   0.000
""",
        "time-offset",
    ),
    "shape-ip-addr": Sample(
        "ip",
        "addr",
        """\
1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000
    inet 127.0.0.1/8 scope host lo
2: eth0: <NO-CARRIER,BROADCAST,MULTICAST,UP> mtu 1500 qdisc fq_codel state DOWN group default qlen 1000
    link/ether bc:24:11:00:00:01 brd ff:ff:ff:ff:ff:ff
""",
        "link-down",
    ),
    "shape-ip-br": Sample(
        "ip",
        "-br link",
        """\
lo               UNKNOWN        00:00:00:00:00:00 <LOOPBACK,UP,LOWER_UP>
eth0             DOWN           bc:24:11:00:00:01 <NO-CARRIER,BROADCAST,MULTICAST,UP>
""",
        "link-down",
    ),
    "shape-ip-route-none": Sample(
        "ip",
        "route",
        """\
10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.9
""",
        "",
    ),
    "shape-ip-s-link": Sample(
        "ip",
        "-s link show eth0",
        """\
2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc fq_codel state UP mode DEFAULT group default qlen 1000
    link/ether bc:24:11:00:00:01 brd ff:ff:ff:ff:ff:ff
    RX:  bytes packets errors dropped  missed   mcast
    9001234567 9001234 120344   90123       0      12
    TX:  bytes packets errors dropped carrier collsns
    8001234567 8001234      0       0       0       0
""",
        "",
    ),
    "shape-tc": Sample(
        "tc",
        "qdisc show",
        """\
qdisc netem 8001: dev eth0 root refcnt 2 limit 1000 delay 300ms loss 10%
""",
        "shaping-rule",
    ),
    "shape-nft": Sample(
        "nft",
        "list ruleset",
        """\
table inet filter {
\tchain input {
\t\ttype filter hook input priority filter; policy accept;
\t\ttcp dport 8080 counter packets 120 bytes 7200 drop
\t}
}
""",
        "",
    ),
}
