# ruff: noqa: E501 - outputs of tools are as wide as they are
"""Containers, units, guests and processes of one machine, as their tools list them."""

from .sample import Sample

MACHINES: dict[str, Sample] = {
    "shape-docker-history": Sample(
        "docker",
        "history post/stall:9",
        """\
IMAGE          CREATED        CREATED BY                                      SIZE      COMMENT
9a1b2c3d4e5f   2 hours ago    CMD ["./stall"]                                 0B        buildkit.dockerfile.v0
<missing>      2 hours ago    RUN /bin/sh -c apk add --no-cache curl # build  9.1MB     buildkit.dockerfile.v0
<missing>      3 weeks ago    /bin/sh -c #(nop)  CMD ["/bin/sh"]              0B
""",
        "",
    ),
    "shape-docker-compose-ps": Sample(
        "docker",
        "compose ps -a",
        """\
NAME              IMAGE          COMMAND       SERVICE   CREATED       STATUS                     PORTS
post-stall-1      post/stall:9   "./stall"     stall     2 hours ago   Up 2 hours (unhealthy)     0.0.0.0:25->25/tcp
post-lamp-1       post/lamp:2    "./lamp"      lamp      2 hours ago   Exited (1) 3 minutes ago
""",
        "container-exited exit-failure service-unhealthy",
    ),
    "shape-docker-compose-v1": Sample(
        "docker-compose",
        "ps",
        """\
     Name            Command     State            Ports
-----------------------------------------------------------------
post_lamp_1    ./lamp            Exit 1
post_stall_1   ./stall           Up (unhealthy)   0.0.0.0:25->25/tcp
""",
        "exit-failure service-unhealthy",
    ),
    "shape-docker-ps-json": Sample(
        "docker",
        "ps -a --format json",
        '{"Command":"\\"./stall\\"","CreatedAt":"2026-11-23 09:00:00 +0000 UTC","ID":"1a2b3c4d5e6f","Image":"post/stall:9","Names":"stall","State":"restarting","Status":"Restarting (1) 5 seconds ago"}\n{"Command":"\\"./lamp\\"","ID":"2a2b3c4d5e6f","Image":"post/lamp:2","Names":"lamp","State":"running","Status":"Up 2 hours"}\n',
        "crash-looping exit-failure restarting",
    ),
    "shape-docker-ps-format": Sample(
        "docker",
        "ps -a --format {{.Names}}\\t{{.Status}}",
        """\
stall\tRestarting (1) 5 seconds ago
lamp\tUp 2 hours
""",
        "crash-looping exit-failure restarting",
    ),
    "shape-docker-ps-cut": Sample(
        "docker",
        "ps -a",
        """\
CONTAINER ID   IMAGE          COMMAND     CREATED       STATUS                     PORTS     NAMES
1a2b3c4d5e6f   post/stall:9   "./stall"   2 hours ago   Exited (1) 3 minutes ago             stall
2a2b3c4d5e6f   post/lamp:2    "./la
""",
        "container-exited exit-failure",
    ),
    "shape-docker-inspect": Sample(
        "docker",
        "inspect stall",
        """\
[{"Id":"1a2b","Name":"/stall","RestartCount":7,"State":{"Status":"restarting","Running":true,"OOMKilled":true,"ExitCode":137},"HostConfig":{"Memory":67108864,"RestartPolicy":{"Name":"always"}}}]
""",
        "crash-looping oom-reason restarting",
    ),
    "shape-docker-inspect-cut": Sample(
        "docker",
        "inspect stall",
        """\
[
    {
        "Id": "1a2b",
        "Name": "/stall",
        "RestartCount": 7,
        "State": {
            "Status": "restarting",
            "Running": true,
            "OOMKilled": true,
            "ExitCode": 137
        },
        "HostConf
""",
        "oom-reason",
    ),
    "shape-docker-inspect-format": Sample(
        "docker",
        "inspect --format {{json .State}} stall",
        """\
{"Status":"exited","Running":false,"Paused":false,"Restarting":false,"OOMKilled":true,"Dead":false,"Pid":0,"ExitCode":137,"Error":"","StartedAt":"2026-11-23T11:00:00Z","FinishedAt":"2026-11-23T11:58:00Z"}
""",
        "container-exited oom-reason",
    ),
    "shape-docker-events": Sample(
        "docker",
        "events --since 30m",
        """\
2026-11-23T11:58:00.123456789Z container oom 1a2b3c (image=post/stall:9, name=stall)
2026-11-23T11:58:00.223456789Z container die 1a2b3c (execDuration=33, exitCode=137, image=post/stall:9, name=stall)
""",
        "oom-reason",
    ),
    "shape-docker-compose-logs": Sample(
        "docker",
        "compose logs --tail 50",
        """\
stall-1  | 2026-11-23T11:58:00Z ERROR dial tcp 10.0.0.5:5432: connect: connection refused
lamp-1   | 2026-11-23T11:58:01Z INFO lit
""",
        "connect-refused",
    ),
    "shape-podman-ps": Sample(
        "podman",
        "ps -a",
        """\
CONTAINER ID  IMAGE                  COMMAND     CREATED      STATUS                    PORTS       NAMES
1a2b3c4d5e6f  localhost/stall:9      ./stall     2 hours ago  Exited (139) 1 minute ago             stall
""",
        "container-exited exit-failure",
    ),
    "shape-pstree": Sample(
        "pstree",
        "-p",
        """\
systemd(1)-+-cron(512)
           |-stall(900)-+-stall(901)
           |            `-sh(902)---curl(903)
           `-sshd(700)
""",
        "",
    ),
    "shape-systemd-cgls": Sample(
        "systemd-cgls",
        "--no-pager",
        """\
Control group /:
-.slice
├─user.slice
│ └─user-1000.slice
└─system.slice
  ├─stall.service
  │ └─900 /usr/bin/stall
  └─ssh.service
    └─700 sshd: /usr/sbin/sshd -D
""",
        "",
    ),
    "shape-pct-list": Sample(
        "pct",
        "list",
        """\
VMID       Status     Lock         Name
101        running                 mx1
102        stopped                 stall
103        running    backup       lamp
""",
        "guest-locked guest-stopped",
    ),
    "shape-pct-config": Sample(
        "pct",
        "config 102",
        """\
arch: amd64
cores: 1
hostname: stall
lock: backup
memory: 512
net0: name=eth0,bridge=vmbr0,hwaddr=BC:24:11:00:00:01,ip=dhcp,type=veth
onboot: 1
ostype: debian
rootfs: local-lvm:vm-102-disk-0,size=8G
swap: 512
""",
        "guest-locked",
    ),
    "shape-qm-list": Sample(
        "qm",
        "list",
        """\
      VMID NAME                 STATUS     MEM(MB)    BOOTDISK(GB) PID
       201 stall                stopped    2048              32.00 0
       202 lamp                 running    4096              32.00 1234
""",
        "guest-stopped",
    ),
    "shape-systemctl-failed": Sample(
        "systemctl",
        "--failed",
        """\
  UNIT                 LOAD   ACTIVE SUB    DESCRIPTION
● stall.service        loaded failed failed Mail stall
● lamp-backup.service  loaded failed failed Nightly backup of lamp

LOAD   = Reflects whether the unit definition was properly loaded.
ACTIVE = The high-level unit activation state, i.e. generalization of SUB.
SUB    = The low-level unit activation state, values depend on unit type.
2 loaded units listed.
""",
        "unit-failed",
    ),
    "shape-systemctl-list": Sample(
        "systemctl",
        "list-units --type=service --all",
        """\
  UNIT              LOAD      ACTIVE     SUB          DESCRIPTION
  cron.service      loaded    active     running      Regular background program processing daemon
● stall.service     loaded    failed     failed       Mail stall
  lamp.service      loaded    activating auto-restart Lamp
""",
        "crash-looping unit-failed",
    ),
    "shape-systemctl-none": Sample(
        "systemctl",
        "--failed",
        """\
  UNIT LOAD ACTIVE SUB DESCRIPTION
0 loaded units listed.
""",
        "",
    ),
    "shape-systemctl-failed-fr": Sample(
        "systemctl",
        "--failed",
        """\
  UNIT          LOAD   ACTIVE SUB    DESCRIPTION
● stall.service loaded failed failed Relais de messagerie
""",
        "unit-failed",
    ),
    "shape-systemctl-status": Sample(
        "systemctl",
        "status stall",
        """\
● stall.service - Mail stall
     Loaded: loaded (/etc/systemd/system/stall.service; enabled; preset: enabled)
     Active: activating (auto-restart) (Result: oom-kill) since Mon 2026-11-23 11:58:00 UTC; 2s ago
    Process: 900 ExecStart=/usr/bin/stall (code=killed, signal=KILL)
   Main PID: 900 (code=killed, signal=KILL)
        CPU: 33ms
""",
        "crash-looping oom-reason unit-failed",
    ),
    "shape-systemctl-timers": Sample(
        "systemctl",
        "list-timers",
        """\
NEXT                        LEFT     LAST                        PASSED    UNIT                ACTIVATES
Tue 2026-11-24 02:00:00 UTC 14h left Mon 2026-11-23 02:00:00 UTC 9h ago    backup.timer        backup.service
""",
        "",
    ),
    "shape-journal-json": Sample(
        "journalctl",
        "-u stall -o json",
        """\
{"__REALTIME_TIMESTAMP":"1795435080000000","PRIORITY":"3","SYSLOG_IDENTIFIER":"stall","_SYSTEMD_UNIT":"stall.service","MESSAGE":"dial tcp 10.0.0.5:5432: connect: connection refused","_HOSTNAME":"mx1"}
{"__REALTIME_TIMESTAMP":"1795435081000000","PRIORITY":"3","SYSLOG_IDENTIFIER":"stall","_SYSTEMD_UNIT":"stall.service","MESSAGE":"open /srv/mail/q: no space left on device","_HOSTNAME":"mx1"}
""",
        "connect-refused no-space",
    ),
    "shape-journal-json-bytes": Sample(
        "journalctl",
        "-u stall -o json",
        """\
{"__REALTIME_TIMESTAMP":"1795435080000000","PRIORITY":"3","_SYSTEMD_UNIT":"stall.service","MESSAGE":[111,112,101,110,58,32,110,111,32,115,112,97,99,101,32,108,101,102,116,32,111,110,32,100,101,118,105,99,101]}
""",
        "no-space",
    ),
    "shape-journal-iso": Sample(
        "journalctl",
        "-o short-iso -u stall",
        """\
2026-11-23T11:58:00+0000 mx1 stall[900]: dial tcp 10.0.0.5:5432: connect: connection refused
2026-11-23T11:58:01+0000 mx1 systemd[1]: stall.service: Failed with result 'exit-code'.
""",
        "connect-refused unit-failed",
    ),
    "shape-journal-verbose": Sample(
        "journalctl",
        "-o verbose -u stall",
        """\
Mon 2026-11-23 11:58:00.123456 UTC [s=1a2b;i=1;b=3c;m=4d;t=5e;x=6f]
    PRIORITY=3
    _HOSTNAME=mx1
    SYSLOG_IDENTIFIER=stall
    _SYSTEMD_UNIT=stall.service
    MESSAGE=dial tcp 10.0.0.5:5432: connect: connection refused
""",
        "connect-refused",
    ),
    "shape-journal-json-pretty": Sample(
        "journalctl",
        "-o json-pretty -u stall",
        """\
{
\t"PRIORITY" : "3",
\t"_SYSTEMD_UNIT" : "stall.service",
\t"__REALTIME_TIMESTAMP" : "1795435080000000",
\t"MESSAGE" : "dial tcp 10.0.0.5:5432: connect: connection refused"
}
""",
        "connect-refused",
    ),
    "shape-dmesg-T": Sample(
        "dmesg",
        "-T",
        """\
[Mon Nov 23 11:57:59 2026] Out of memory: Killed process 900 (stall) total-vm:912344kB, anon-rss:712344kB, file-rss:0kB, shmem-rss:0kB, UID:999 pgtables:1800kB oom_score_adj:0
[Mon Nov 23 11:58:01 2026] EXT4-fs error (device sda2): ext4_find_entry:1455: inode #2: comm stall: reading directory lblock 0
""",
        "data-damaged kernel-oom-global",
    ),
    "shape-lsof-deleted": Sample(
        "lsof",
        "+L1",
        """\
COMMAND   PID  USER   FD   TYPE DEVICE    SIZE/OFF NLINK    NODE NAME
stall     900 stall    7w   REG    8,2 31138512896     0 1441799 /srv/mail/log/stall.log (deleted)
""",
        "",
    ),
    "shape-supervisor": Sample(
        "supervisorctl",
        "status",
        """\
stall                            FATAL     Exited too quickly (process log may have details)
lamp                             RUNNING   pid 900, uptime 1:02:03
""",
        "crash-looping process-running restarting unit-failed",
    ),
}
