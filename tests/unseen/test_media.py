# ruff: noqa: E501 - outputs of tools are as wide as they are
"""A homelab that plays films out of containers, on a pool of disks."""

import pytest

from astreinte.config import Service
from astreinte.evidence import Recording

from .played import Unseen, commit, every_minute, told

SERVICES = {
    "player": Service(probe="http://10.2.0.5:8096/health", manager="docker", unit="player", port=8096, paths=("/tank/media",), needs=("indexer",)),
    "indexer": Service(probe="http://10.2.0.5:9696/ping", manager="docker", unit="indexer", port=9696, repo="/opt/stack", config=("/opt/stack/compose.yaml",)),
    "grabber": Service(probe="http://10.2.0.5:8081/", manager="docker", unit="grabber", port=8081, paths=("/tank/grab",)),
}  # fmt: skip


def listed(**states: str) -> Recording:
    header = "CONTAINER ID   IMAGE       COMMAND   CREATED      STATUS                         PORTS   NAMES"
    rows = [
        f"{i:012x}   {n + ':1':<11} /run      3 days ago   {s:<30}         {n}"
        for i, (n, s) in enumerate(states.items(), 1)
    ]
    return told("docker ps -a", header, *rows)


INCIDENTS = {
    "a pool that stopped, not the containers that read it": Unseen(
        "Player shows no films", "player",
        [
            listed(player="Up 3 days (unhealthy)", indexer="Up 3 days", grabber="Up 3 days"),
            told("docker logs player", "2026-09-14T09:51:00Z [ERR] System.IO.IOException: Input/output error : '/tank/media/films'"),
            told("docker logs grabber", "2026-09-14T09:52:00Z ERROR write /tank/grab/a.part: input/output error"),
            told("zpool status", "  pool: tank", " state: SUSPENDED", "config:", "", "        NAME        STATE     READ WRITE CKSUM", "        tank        UNAVAIL      0     0     0  insufficient replicas", "          sdb       FAULTED      6   120     0  too many errors"),
            told("dmesg -T", "[Mon Sep 14 09:49:59 2026] blk_update_request: I/O error, dev sdb, sector 123456 op 0x1:(WRITE)"),
        ],
        ("disk-failing", "player"),
    ),
    "two containers down, each for its own reason": Unseen(
        "Indexer and grabber are both down", "indexer",
        [
            listed(player="Up 3 days", indexer="Restarting (1) 5 seconds ago", grabber="Exited (128) 12 minutes ago"),
            told("docker logs indexer", "2026-09-14T09:59:00Z fatal: required environment variable INDEX_KEY is not set"),
            told("docker inspect grabber", '[{"Name":"/grabber","RestartCount":0,"State":{"Status":"exited","ExitCode":128,"OOMKilled":false,"Error":"driver failed programming external connectivity: Bind for 0.0.0.0:8081 failed: port is already allocated"},"HostConfig":{"RestartPolicy":{"Name":"no"}}}]'),
            told("http http://10.2.0.5:9696/ping", "connection refused"),
        ],
        ("missing-env-var", "indexer"), ("host-port-conflict", "grabber"), ("A second, independent fault",),
    ),
    "an image that a commit mistyped, not the searches that fail since": Unseen(
        "Player cannot search", "player",
        [
            listed(player="Up 3 days", indexer="Created", grabber="Up 3 days"),
            told("docker compose -f /opt/stack/compose.yaml up -d", "Error response from daemon: manifest for media/indexer:2.O not found: manifest unknown: manifest unknown"),
            commit("/opt/stack", "09:30:30", "Newer indexer", "compose.yaml"),
            told("docker logs player", *every_minute("{at} [ERR] search failed: HTTPConnectionPool(host='indexer', port=9696): Max retries exceeded: Connection refused", since=32, seconds=(3, 23, 43))),
            told("http http://10.2.0.5:9696/ping", "connection refused"),
        ],
        ("image-reference-incorrect", "indexer"), says=("supported by config-changed", "Newer indexer"),
    ),
    "killed at its limit, beside a disk that has room and a mistyped login": Unseen(
        "Transcoding stops", "player",
        [
            listed(player="Restarting (137) 9 seconds ago", indexer="Up 3 days", grabber="Up 3 days"),
            told("docker inspect player", '[{"Name":"/player","RestartCount":9,"State":{"Status":"restarting","OOMKilled":true,"ExitCode":137},"HostConfig":{"Memory":536870912,"RestartPolicy":{"Name":"always"}}}]'),
            told("df -h", "Filesystem     Size  Used Avail Use% Mounted on", "tank            10T  9.1T  900G  91% /tank"),
            told("journalctl -u ssh", "2026-09-14T09:31:00+0000 nas sshd[1]: Failed password for root from 198.51.100.7 port 4422 ssh2"),
        ],
        ("oom-killed", "player"),
    ),
    "a change that came after the first errors is set aside": Unseen(
        "Player stops", "player",
        [
            listed(player="Restarting (137) 9 seconds ago", indexer="Up 3 days", grabber="Up 3 days"),
            told("docker inspect player", '[{"Name":"/player","RestartCount":9,"State":{"Status":"restarting","OOMKilled":true,"ExitCode":137},"HostConfig":{"Memory":536870912,"RestartPolicy":{"Name":"always"}}}]'),
            told("docker logs player", *every_minute("{at} [ERR] Unhandled exception: cannot allocate frame", since=31)),
            commit("/opt/stack", "09:58:30", "Newer indexer", "compose.yaml"),
        ],
        ("oom-killed", "player"), says=("Change set aside", "Newer indexer"),
    ),
    "an array without one of its disks, which fails": Unseen(
        "Array alert", "player",
        [
            told("cat /proc/mdstat", "Personalities : [raid1]", "md0 : active raid1 sdb1[1](F) sda1[0]", "      976630464 blocks super 1.2 [2/1] [U_]"),
            told("smartctl -a /dev/sdb", "SMART overall-health self-assessment test result: FAILED!", "197 Current_Pending_Sector  0x0012   100   100   000    Old_age   Always       -       64"),
            told("http http://10.2.0.5:8096/health", "HTTP 200 in 9 ms"),
        ],
        ("disk-failing", "player"),
    ),
    "nothing is wrong, and what was looked at is named": Unseen(
        "PlayerDown", "player",
        [
            told("http http://10.2.0.5:8096/health", "HTTP 200 in 9 ms"),
            listed(player="Up 3 days (healthy)", indexer="Up 3 days", grabber="Up 3 days"),
            told("docker logs player", "2026-09-14T09:58:00Z [INF] stream started"),
            told("df -h", "Filesystem     Size  Used Avail Use% Mounted on", "/dev/sda1      100G   41G   59G  41% /"),
        ],
        ("no-fault", "player"), says=("container-stopped (`docker ps -a` does not show it)", "disk-full (`df -h`"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("incident", INCIDENTS.values(), ids=INCIDENTS)
async def test_a_media_homelab(incident: Unseen) -> None:
    await incident.with_services(SERVICES).holds()
