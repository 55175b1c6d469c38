# ruff: noqa: E501 - what runtimes and kubelets write is as long as it is
"""Volumes, file systems and brokers."""

from tests.clusters.model import Event, Town
from tests.further.scene import Answers, Scene, crash, keeper, loud, stuck

SCENES: dict[str, Scene] = {}

scene = keeper(SCENES)


@scene("a volume that another node still holds", "atlas", ("volume-attach-failed", "sessions"))
def _(town: Town) -> None:
    stuck(
        town,
        "sessions",
        "ContainerCreating",
        "FailedAttachVolume",
        'Multi-Attach error for volume "pvc-0b7e" Volume is already exclusively attached to one node and can\'t be attached to another',
    )
    loud(
        town,
        "monolith",
        "E, [{t} #1] FATAL -- : RedisClient::CannotConnectError (Connection refused - connect(2) for {ip:sessions}:6379):",
    )


@scene("a class of storage that nobody defined", "nightly", ("pvc-storage-class-mismatch", "blobs"))
def _(town: Town) -> None:
    claim = town.claims["data-blobs-0"]
    claim.status, claim.volume, claim.storage_class = "Pending", "", "ceph-rbd"
    claim.events = [
        Event(
            "ProvisioningFailed",
            'storageclass.storage.k8s.io "ceph-rbd" not found',
            "6s (x41 over 10m)",
            source="persistentvolume-controller",
        )
    ]
    app = town.apps["blobs"]
    app.status, app.phase, app.placed, app.ready = "Pending", "Pending", False, False
    app.events = [
        Event(
            "FailedScheduling",
            "0/4 nodes are available: pod has unbound immediate PersistentVolumeClaims. preemption: 0/4 nodes are available: 4 Preemption is not helpful for scheduling.",
        )
    ]
    loud(town, "planner", "{t} ERROR upload of run 77: S3 Error: Connection refused (blobs:9000)")


@scene(
    "a file system that the kernel made read-only",
    "relay",
    ("disk-failing", "bus"),
    ("data-corruption", "bus"),
    ("volume-faulted", "bus"),
    ("disk-failing", "alder"),
    ("disk-failing", "maple"),
    ("disk-failing", "birch"),
)
def _(town: Town) -> Answers:
    crash(
        town,
        "bus",
        "[{t}] ERROR Error while writing to checkpoint file /bitnami/kafka/data/recovery-point-offset-checkpoint (kafka.server.LogDirFailureChannel) java.io.IOException: Read-only file system",
        "[{t}] FATAL Shutdown broker because all log dirs in /bitnami/kafka/data have failed (kafka.log.LogManager)",
    )
    loud(
        town,
        "packer",
        "{t} ERROR rdkafka::client: Client error: AllBrokersDown (Local: All broker connections are down): 1/1 brokers are down",
    )
    loud(
        town,
        "intake",
        '{t} error [Connection] Connection error: connect ECONNREFUSED {ip:bus}:9092 {"broker":"bus:9092","clientId":"intake"}',
    )
    return {
        f"{town.node_of(town.apps['bus'])}$ dmesg -T": "[Tue Mar  9 10:24:02 2027] EXT4-fs error (device sdc): ext4_journal_check_start:83: comm java: Detected aborted journal\n[Tue Mar  9 10:24:02 2027] EXT4-fs (sdc): Remounting filesystem read-only\n[Tue Mar  9 10:24:01 2027] blk_update_request: I/O error, dev sdc, sector 8812312 op 0x1:(WRITE) flags 0x800\n"
    }


@scene("no inodes left on a volume with room", "nightly", ("disk-full", "blobs"), ("volume-full", "blobs"))
def _(town: Town) -> Answers:
    town.log(
        "blobs",
        "API: PutObject(bucket=raw, object=2027/03/09/0001.json)\n{t} Error: no space left on device (*fmt.wrapError)",
        count=2,
    )
    loud(
        town,
        "extract",
        "{t} ERROR upload failed: botocore.exceptions.ClientError: An error occurred (XMinioStorageFull) when calling the PutObject operation: Storage backend has reached its minimum free drive threshold. Please delete a few objects to proceed.",
    )
    return {
        "kubectl exec blobs-0 -n nightly -- df -i": "Filesystem      Inodes   IUsed IFree IUse% Mounted on\n/dev/sdd       3276800 3276800     0  100% /data\n",
        "kubectl exec blobs-0 -n nightly -- df -h": "Filesystem      Size  Used Avail Use% Mounted on\n/dev/sdd         49G   19G   30G  39% /data\n",
    }


@scene("a broker without room", "relay", ("disk-full", "bus"), ("volume-full", "bus"))
def _(town: Town) -> None:
    crash(
        town,
        "bus",
        "[{t}] ERROR Error while flushing log for orders-3 in dir /bitnami/kafka/data with offset 88123 (kafka.server.LogDirFailureChannel) java.io.IOException: No space left on device",
    )
    loud(
        town,
        "intake",
        '{t} error KafkaJSConnectionError: Connection error: connect ECONNREFUSED {ip:bus}:9092 {"broker":"bus:9092"}',
    )
    loud(
        town,
        "packer",
        "{t} ERROR rdkafka::client: librdkafka: FAIL [thrd:bus:9092/bootstrap]: Connect to ipv4#{ip:bus}:9092 failed: Connection refused",
    )


@scene(
    "one message that nobody can read",
    "relay",
    ("queue-backlog", "packer"),
    ("app-bug", "packer"),
    ("version-incompatible", "packer"),
)
def _(town: Town) -> Answers:
    loud(
        town,
        "packer",
        "{t} ERROR packer::consume: failed to process message topic=orders partition=3 offset=88123 err=invalid type: null, expected struct Address at line 1 column 411, will retry",
    )
    return {
        "kubectl exec bus-0 -n relay -- kafka-consumer-groups.sh --bootstrap-server bus:9092 --describe --group packer": "GROUP   TOPIC   PARTITION  CURRENT-OFFSET  LOG-END-OFFSET  LAG     CONSUMER-ID   HOST         CLIENT-ID\npacker  orders  0          120031          120033          2       rdkafka-1     /10.42.1.8   rdkafka\npacker  orders  3          88123           131877          43754   rdkafka-1     /10.42.1.8   rdkafka\n"
    }
