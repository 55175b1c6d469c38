"""Links, routes and clocks in figures."""

from .sample import Sample

LINKS: dict[str, Sample] = {
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
