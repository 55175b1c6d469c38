# ruff: noqa: E501 - outputs of tools are as wide as they are
"""CPU, memory and disks in figures, in several languages and layouts."""

from .sample import Sample

LOAD: dict[str, Sample] = {
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
}
