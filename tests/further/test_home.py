# ruff: noqa: E501 - what tools print is as wide as it is
"""A house with a hypervisor, containers, a small cluster and its backups: what a person pastes of it."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from astreinte.config import Service
from astreinte.evidence import Recording
from tests.unseen.played import Unseen, every_minute, running, told

SERVICES = {
    "photos": Service(probe="https://photos.home.example", manager="docker", unit="photos", port=2283, paths=("/tank/photos",), needs=("photos-db", "cache")),
    "photos-db": Service(probe="tcp://10.9.0.20:5432", manager="docker", unit="photos-db", port=5432),
    "cache": Service(probe="tcp://10.9.0.20:6379", manager="docker", unit="cache", port=6379),
    "proxy": Service(probe="https://home.example", manager="systemd", unit="caddy", port=443, config=("/etc/caddy/Caddyfile",), needs=("photos", "files", "hass")),
    "files": Service(probe="https://files.home.example/status.php", manager="pct", unit="110", port=80, needs=("files-db",)),
    "files-db": Service(probe="tcp://10.9.0.31:3306", manager="systemd", unit="mariadb", port=3306),
    "hass": Service(probe="http://10.9.0.40:8123", manager="systemd", unit="hass", port=8123, needs=("broker",)),
    "broker": Service(probe="tcp://10.9.0.41:1883", manager="systemd", unit="mosquitto", port=1883),
    "names": Service(probe="tcp://10.9.0.2:53", manager="systemd", unit="pihole-FTL", port=53),
    "tunnel": Service(manager="systemd", unit="wg-quick@wg0", port=51820),
}  # fmt: skip


@dataclass(frozen=True)
class Home:
    title: str
    service: str
    readings: Sequence[Recording]
    right: Sequence[tuple[str, str]] = ()

    async def verdict(self) -> str:
        made = Unseen(self.title, self.service, self.readings, ("", ""), services=SERVICES)
        outcome = await made.outcome()
        decision = outcome.decision
        said = (decision.cause, decision.component) if decision and decision.cause else None
        found = [(each.cause, each.component, round(each.confidence, 2)) for each in outcome.hypotheses][:3]
        if not self.right:
            calm = said is None or said[0] in {"no-fault", "already-recovered", "false-alert", "watchdog-by-design"}
            return "" if calm else f"blames {said} {found}"
        return "" if said in self.right else f"wants {self.right[0]}, says {said} {found}"


def ps(**states: str) -> Recording:
    rows = [f"{i:012x}   {n}:1   /run   3 weeks ago   {s:<28}   {n}" for i, (n, s) in enumerate(states.items(), 1)]
    return told(
        "docker ps -a", "CONTAINER ID   IMAGE   COMMAND   CREATED   STATUS                         PORTS   NAMES", *rows
    )


def dead(unit: str, result: str = "exit-code", status: str = "1/FAILURE") -> Recording:
    return told(
        f"systemctl status {unit}", f"× {unit}.service - {unit}", f"     Loaded: loaded (/etc/systemd/system/{unit}.service; enabled)",
        f"     Active: failed (Result: {result}) since Mon 2026-09-14 09:44:10 UTC; 15min ago", f"   Main PID: 812 (code=exited, status={status})",
    )  # fmt: skip


UP = ps(photos="Up 3 weeks (healthy)", **{"photos-db": "Up 3 weeks", "cache": "Up 3 weeks"})
CADDY_502 = every_minute(
    '{at} ERR http.log.error dial tcp 10.9.0.20:2283: connect: connection refused request={{"host":"photos.home.example","uri":"/api/assets"}} status=502',
    seconds=(1, 11, 21, 31, 41, 51),
)

SCENES: dict[str, Home] = {
    "a guest whose lock a broken backup left": Home("Files do not open", "files", [
        told("pct list", "VMID       Status     Lock         Name", "110        stopped    snapshot     files", "111        running                 files-db"),
        told("pct start 110", "CT is locked (snapshot)"),
        told("tail -n 400 /var/log/vzdump/lxc-110.log", "2026-09-14 03:00:01 INFO: Starting Backup of VM 110 (lxc)", "2026-09-14 03:00:04 INFO: create storage snapshot 'vzdump'", "2026-09-14 03:00:09 ERROR: Backup of VM 110 failed - snapshot create failed: zfs error: cannot create snapshot: out of space"),
        told("http https://files.home.example/status.php", "HTTP 502 in 4 ms"),
    ], [("lxc-stopped", "files"), ("backup-failed", "files"), ("storage-pool-full", "files")]),
    "a thin pool that is full": Home("Everything on pve1 is read-only", "files", [
        told("lvs -a", "  LV            VG  Attr       LSize   Pool Origin Data%  Meta%", "  data          pve twi-aotzD- 348.82g             100.00 4.71", "  vm-110-disk-0 pve Vwi-aotz--  64.00g data        91.02"),
        told("dmesg -T", "[Mon Sep 14 09:43:00 2026] device-mapper: thin: 252:4: reached low water mark for data device: sending event.", "[Mon Sep 14 09:44:00 2026] device-mapper: thin: 252:4: switching pool to out-of-data-space (queue IO) mode", "[Mon Sep 14 09:45:01 2026] Buffer I/O error on dev dm-7, logical block 88, lost async page write"),
        told("journalctl -u mariadb", *every_minute("{at} files-db mariadbd[77]: InnoDB: Write to file ./ibdata1 failed at offset 1048576, 16384 bytes should have been written")),
    ], [("storage-pool-full", "files"), ("storage-pool-full", "files-db"), ("storage-pool-full", "pve1")]),
    "restic finds its repository locked": Home("Nightly backup did not run", "photos", [
        told("journalctl -u restic-backup", "2026-09-14T03:00:02+0000 nas restic[411]: unable to create lock in backend: repository is already locked exclusively by PID 2211 on nas by root (UID 0, GID 0)", "2026-09-14T03:00:02+0000 nas restic[411]: lock was created at 2026-09-11 03:00:04 (71h59m58s ago)", "2026-09-14T03:00:02+0000 nas restic[411]: the `unlock` command can be used to remove stale locks"),
        dead("restic-backup", status="11/n/a"), UP,
    ], [("backup-failed", "photos"), ("backup-failed", "restic-backup")]),
    "no snapshot for nine days, and nobody said so": Home("Check of backups", "photos", [
        told("restic snapshots", "ID        Time                 Host        Tags        Paths", "---------------------------------------------------------------", "aa11bb22  2026-09-04 03:00:11  nas                     /tank/photos", "cc33dd44  2026-09-05 03:00:09  nas                     /tank/photos", "---------------------------------------------------------------", "2 snapshots"), UP,
    ], [("backup-missing", "photos")]),
    "a pack of the repository that is damaged": Home("restic check fails", "photos", [
        told("restic check --read-data-subset=5%", "using temporary cache in /tmp/restic-check-cache", "check snapshots, trees and blobs", 'error for tree 4f2a: tree 4f2a: file "IMG_1.raw" blob 0 size could not be found', "pack 9d8e contains 2 errors: [blob 77: decrypting blob failed: ciphertext verification failed]", "Fatal: repository contains errors"),
    ], [("backup-corrupted", "photos")]),
    "one address banned, and the site answers": Home("Alert: an address was banned", "photos", [
        UP, told("fail2ban-client status caddy-auth", "Status for the jail: caddy-auth", "|- Filter", "|  |- Currently failed: 0", "|  `- Total failed:     12", "`- Actions", "   |- Currently banned: 1", "   |- Total banned:     1", "   `- Banned IP list:   203.0.113.50"),
        told("journalctl -u fail2ban", "2026-09-14T09:44:31+0000 gate fail2ban.actions[90]: NOTICE [caddy-auth] Ban 203.0.113.50"),
        told("http https://photos.home.example", "HTTP 200 in 30 ms"),
    ]),
    "a new rule drops the broker's port": Home("No device answers any more", "hass", [
        running("mosquitto"), running("hass"),
        told("tcp 10.9.0.41:1883", "timed out after 5000 ms"),
        told("nft list ruleset", "table inet filter {", "\tchain input {", "\t\ttype filter hook input priority filter; policy drop;", "\t\tct state established,related accept", '\t\tiif "lo" accept', "\t\ttcp dport { 22, 8123 } accept", "\t\tcounter packets 8123 bytes 487380 drop", "\t}", "}"),
        told("journalctl -u hass", *every_minute("{at} hass[81]: ERROR (MainThread) [homeassistant.components.mqtt.client] Failed to connect to MQTT server due to exception: timed out", seconds=(3, 33))),
    ], [("firewall-blocking", "broker")]),
    "a Caddyfile that does not parse": Home("All sites are down", "proxy", [
        dead("caddy"), told("journalctl -u caddy", "2026-09-14T09:44:10+0000 gate caddy[812]: Error: adapting config using caddyfile: /etc/caddy/Caddyfile:41: unrecognized directive: revers_proxy"),
        UP, told("http https://photos.home.example", "connection refused"), told("http https://files.home.example/status.php", "connection refused"),
    ], [("config-invalid", "proxy")]),
    "Traefik asks a container by a port it has not": Home("Photos answer 502", "photos", [
        UP, told("docker logs photos", "2026-09-14T09:30:00Z [Nest] 1 - LOG [Api] Server is listening on http://0.0.0.0:2283"),
        told("docker logs traefik", *every_minute('{at} ERR 502 Bad Gateway error="dial tcp 172.18.0.4:3001: connect: connection refused" service=photos@docker')),
        told("docker inspect traefik", '[{"Name":"/traefik","RestartCount":0,"State":{"Status":"running","OOMKilled":false,"ExitCode":0}}]'),
    ], [("ingress-misconfigured", "photos"), ("ingress-misconfigured", "traefik"), ("gateway-misroute", "traefik"), ("port-not-listening", "photos"), ("ingress-misconfigured", "proxy")]),
    "the certificate could not be renewed": Home("Browser warns of the certificate", "proxy", [
        running("caddy"), told("openssl s_client -connect home.example:443", "CONNECTED(00000003)", "depth=0 CN = home.example", "verify error:num=10:certificate has expired", "notAfter=Sep 13 11:02:44 2026 GMT"),
        told("journalctl -u caddy", *every_minute('{at} gate caddy[812]: {{"level":"error","logger":"tls.renew","msg":"will retry","error":"[home.example] Renew: HTTP 403 urn:ietf:params:acme:error:unauthorized - Invalid response from http://home.example/.well-known/acme-challenge/x: 404"}}', since=50)),
    ], [("cert-expired", "proxy")]),
    "the database of an old major version": Home("Photos do not start after an update", "photos", [
        ps(photos="Restarting (1) 20 seconds ago", **{"photos-db": "Restarting (1) 31 seconds ago", "cache": "Up 3 weeks"}),
        told("docker logs photos-db", "2026-09-14 09:58:41.001 UTC [1] FATAL:  database files are incompatible with server", "2026-09-14 09:58:41.001 UTC [1] DETAIL:  The data directory was initialized by PostgreSQL version 14, which is not compatible with this version 16.4."),
        told("docker logs photos", *every_minute("{at} Error: getaddrinfo ENOTFOUND photos-db at GetAddrInfoReqWrap.onlookupall [as oncomplete] (node:dns:120:26)", seconds=(3, 33))),
    ], [("version-incompatible", "photos-db")]),
    "Redis may not write its snapshot": Home("Uploads fail", "photos", [
        UP, told("docker logs photos", *every_minute("{at} ERROR ReplyError: MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to disk. Commands that may modify the data set are disabled")),
        told("docker logs cache", "1:M 14 Sep 2026 09:50:00.101 # Background saving error", "21:C 14 Sep 2026 09:50:00.099 # Failed opening the temp RDB file temp-21.rdb (in server root dir /data) for saving: Permission denied"),
    ], [("volume-mount-permission-denied", "cache"), ("db-read-only", "cache")]),
    "Redis takes all that the machine has": Home("The docker guest is slow and kills things", "photos", [
        ps(photos="Up 2 minutes", **{"photos-db": "Up 3 weeks", "cache": "Exited (137) 1 minute ago"}),
        told("dmesg -T", "[Mon Sep 14 09:58:12 2026] Out of memory: Killed process 4411 (redis-server) total-vm:7340032kB, anon-rss:6291456kB, file-rss:0kB", "[Mon Sep 14 09:58:12 2026] oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task=redis-server,pid=4411,uid=999"),
        told("free -m", "               total        used        free      shared  buff/cache   available", "Mem:            7952        7801          60          12          91          43", "Swap:              0           0           0"),
    ], [("host-oom", "cache"), ("host-oom", "photos"), ("oom-killed", "cache")]),
    "the broker does not know a device's password": Home("Blinds do not move", "hass", [
        running("mosquitto"), running("hass"),
        told("journalctl -u hass", *every_minute("{at} hass[81]: WARNING (MainThread) [homeassistant.components.mqtt.client] Unable to connect to the MQTT broker: Not authorized", seconds=(3, 33))),
        told("journalctl -u mosquitto", *every_minute("{at} broker mosquitto[55]: Client hass disconnected, not authorised.", seconds=(3, 33))),
    ], [("access-denied", "hass"), ("access-denied", "broker")]),
    "Pi-hole does not resolve, and everything else suffers": Home("Nothing on the internet works", "names", [
        dead("pihole-FTL"), told("journalctl -u pihole-FTL", "2026-09-14T09:44:10+0000 pi pihole-FTL[500]: dnsmasq: failed to create listening socket for port 53: Address already in use"),
        told("ss -tulpn", "Netid State  Recv-Q Send-Q Local Address:Port Peer Address:Port Process", 'udp   UNCONN 0      0      127.0.0.53%lo:53   0.0.0.0:*    users:(("systemd-resolve",pid=401,fd=12))', 'udp   UNCONN 0      0      10.9.0.2:53   0.0.0.0:*    users:(("named",pid=433,fd=8))'),
        told("dig example.org", ";; communications error to 10.9.0.2#53: connection refused", ";; no servers could be reached"),
    ], [("host-port-conflict", "names")]),
    "the tunnel's peer is silent since its address changed": Home("VPN connects but nothing passes", "tunnel", [
        running("wg-quick@wg0"), told("wg show", "interface: wg0", "  public key: REDACTED", "  listening port: 51820", "", "peer: REDACTED", "  endpoint: 198.51.100.20:51820", "  allowed ips: 10.8.0.2/32", "  latest handshake: 2 days, 3 hours, 11 minutes, 4 seconds ago", "  transfer: 1.20 GiB received, 3.31 GiB sent"),
        told("ping -c 3 10.8.0.2", "--- 10.8.0.2 ping statistics ---", "3 packets transmitted, 0 received, 100% packet loss, time 2041ms"),
    ], [("network-partition", "tunnel"), ("host-down", "10.8.0.2"), ("network-partition", "10.8.0.2"), ("host-down", "tunnel")]),
    "a pool without one of its disks": Home("ZFS mail", "photos", [
        UP, told("zpool status tank", "  pool: tank", " state: DEGRADED", "status: One or more devices has experienced an unrecoverable error.", "config:", "", "        NAME        STATE     READ WRITE CKSUM", "        tank        DEGRADED     0     0     0", "          mirror-0  DEGRADED     0     0     0", "            ata-A   ONLINE       0     0     0", "            ata-B   UNAVAIL      3   410     0  was /dev/sdb1", "errors: No known data errors"),
    ], [("disk-failing", "photos"), ("disk-failing", "tank"), ("volume-degraded", "tank"), ("volume-degraded", "photos")]),
    "Flux cannot render a release": Home("paperless is not updated", "paperless", [
        told("flux get helmreleases -A", "NAMESPACE\tNAME     \tREVISION\tSUSPENDED\tREADY\tMESSAGE", "apps     \tpaperless\t1.4.2   \tFalse    \tFalse\tHelm upgrade failed for release apps/paperless with chart paperless@1.5.0: template: paperless/templates/deploy.yaml:31:20: executing at <.Values.mail.host>: nil pointer evaluating interface {}.host"),
        told("kubectl get pods -n apps -o wide", "NAME                         READY   STATUS    RESTARTS   AGE   IP          NODE   NOMINATED NODE   READINESS GATES", "paperless-6b7d8c9f5-l2l4q   1/1     Running   0          20d   10.42.0.9   k3s1   <none>           <none>"),
    ], [("gitops-reconcile-failed", "paperless"), ("gitops-reconcile-failed", "apps/paperless")]),
    "Longhorn rebuilds one replica": Home("LonghornVolumeDegraded", "paperless", [
        told("kubectl get volumes.longhorn.io -n longhorn-system", "NAME       DATA ENGINE   STATE      ROBUSTNESS   SCHEDULED   SIZE          NODE   AGE", "pvc-77aa   v1            attached   degraded                 10737418240   k3s1   90d"),
        told("kubectl get nodes", "NAME   STATUS     ROLES                  AGE   VERSION", "k3s1   Ready      control-plane,master   90d   v1.31.4+k3s1", "k3s2   NotReady   <none>                 90d   v1.31.4+k3s1"),
        told("ping -c 3 k3s2", "--- k3s2 ping statistics ---", "3 packets transmitted, 0 received, 100% packet loss, time 2041ms"),
    ], [("host-down", "k3s2"), ("kubelet-unavailable", "k3s2")]),
    "Loki refuses lines that came too late": Home("No logs since this morning", "loki", [
        told("docker logs promtail", *every_minute('level=error ts={at} caller=client.go:430 msg="final error sending batch" status=429 error="server returned HTTP status 429 Too Many Requests (429): Ingestion rate limit exceeded for user fake (limit: 4194304 bytes/sec)"')),
        ps(loki="Up 3 weeks", promtail="Up 3 weeks"),
    ], [("log-pipeline-broken", "loki"), ("log-pipeline-broken", "promtail")]),
    # --- nothing to blame
    "a scrub that found nothing": Home("Check the pool", "photos", [
        UP, told("zpool status", "  pool: tank", " state: ONLINE", "  scan: scrub repaired 0B in 05:11:02 with 0 errors on Sun Sep 13 05:35:03 2026", "config:", "", "        NAME        STATE     READ WRITE CKSUM", "        tank        ONLINE       0     0     0", "          mirror-0  ONLINE       0     0     0", "errors: No known data errors"),
        told("http https://photos.home.example", "HTTP 200 in 30 ms"),
    ]),
    "logins that bots try and nobody gets": Home("Alert: SSH failures", "proxy", [
        running("caddy"), told("http https://home.example", "HTTP 200 in 11 ms"),
        told("journalctl -u ssh", "2026-09-14T09:31:00+0000 gate sshd[1]: Invalid user oracle from 203.0.113.9 port 4422", "2026-09-14T09:41:00+0000 gate sshd[1]: Invalid user test from 203.0.113.77 port 4423"),
        told("fail2ban-client status sshd", "Status for the jail: sshd", "|- Filter", "|  |- Currently failed: 1", "|  `- Total failed:     8122", "`- Actions", "   |- Currently banned: 14", "   |- Total banned:     911", "   `- Banned IP list:   203.0.113.9 203.0.113.10"),
    ], [("ssh-brute-force", "proxy")]),
    "a container that has ended its work": Home("Container exited", "photos", [
        ps(photos="Up 3 weeks (healthy)", **{"photos-db": "Up 3 weeks", "cache": "Up 3 weeks", "migrate": "Exited (0) 3 weeks ago"}),
        told("docker logs migrate", "2026-08-24T10:00:00Z All migrations are applied."), told("http https://photos.home.example", "HTTP 200 in 30 ms"),
    ]),
    "a machine that was booted anew in the night": Home("Uptime is short", "files", [
        told("uptime", " 10:00:00 up  6:58,  1 user,  load average: 0.08, 0.03, 0.01"), running("mariadb"),
        told("journalctl -b -1 -n 3", "2026-09-14T03:01:10+0000 pve1 systemd[1]: Reached target reboot.target - System Reboot.", "2026-09-14T03:01:10+0000 pve1 systemd-shutdown[1]: Syncing filesystems and block devices."),
        told("pct list", "VMID       Status     Lock         Name", "110        running                 files", "111        running                 files-db", "190        stopped                 scratch"),
        told("http https://files.home.example/status.php", "HTTP 200 in 21 ms"),
    ]),
    "a disk that is nine tenths full for years": Home("Disk space", "photos", [
        UP, told("df -h", "Filesystem     Size  Used Avail Use% Mounted on", "tank/photos     20T   18T  2.0T  90% /tank/photos", "/dev/sda1       60G   21G   39G  35% /"), told("http https://photos.home.example", "HTTP 200 in 30 ms"),
    ]),
    "errors of clients in the proxy's log": Home("Proxy logs errors", "proxy", [
        running("caddy"), told("journalctl -u caddy", *every_minute('{at} gate caddy[812]: {{"level":"error","logger":"http.log.error","msg":"aborting with incomplete response: http2: stream closed","request":{{"uri":"/api/stream"}}}}', since=55)),
        told("http https://home.example", "HTTP 200 in 11 ms"), UP,
    ]),
}  # fmt: skip


@pytest.mark.parametrize("name", SCENES)
async def test_a_house(name: str) -> None:
    assert "" == await SCENES[name].verdict()
