# ruff: noqa: E501 - outputs of tools are as long as they are
"""Backups: runs, checks, restores, listings."""

from .sample import Sample

BACKUPS: dict[str, Sample] = {
    "restic-check-good": Sample(
        "restic",
        "check",
        """\
using temporary cache in /tmp/restic-check-cache-123
create exclusive lock for repository
repository 3f2a1b9c opened (version 2, compression level auto)
load indexes
check all packs
check snapshots, trees and blobs
[0:03] 100.00%  14 / 14 snapshots
no errors were found
""",
        "backup-good",
    ),
    "restic-check-damaged": Sample(
        "restic",
        "check",
        """\
create exclusive lock for repository
load indexes
check all packs
pack 7a3c91d2 contains 2 errors: [Blob ID does not match, want 11aa22bb, got 99ff00cc blob 5e1d extends]
error for tree 5b02d9aa:
  tree 5b02d9aa: file "photos.db" blob 0 not found in index
Fatal: repository contains errors
""",
        "backup-damaged",
    ),
    "restic-locked": Sample(
        "paste",
        "terminal",
        """\
unable to create lock in backend: repository is already locked exclusively by PID 4312 on vault7 by root (UID 0, GID 0)
lock was created at 2026-11-22 02:00:11 (33h59m49s ago)
storage ID 9c0be11a
the `unlock` command can be used to remove stale locks
""",
        "backup-error",
    ),
    "restic-backup-good": Sample(
        "restic",
        "backup /srv",
        """\
repository 3f2a1b9c opened (version 2, compression level auto)
using parent snapshot 8d1c0e44

Files:          12 new,     4 changed, 88123 unmodified
Dirs:            1 new,     3 changed,  9120 unmodified
Added to the repository: 48.201 MiB (12.002 MiB stored)

processed 88139 files, 210.114 GiB in 4:11
snapshot e1f20b7a saved
""",
        "backup-good",
    ),
    "restic-backup-partial": Sample(
        "restic",
        "backup /srv",
        """\
repository 3f2a1b9c opened (version 2, compression level auto)
using parent snapshot 8d1c0e44

Files:          12 new,     4 changed, 88123 unmodified
Dirs:            1 new,     3 changed,  9120 unmodified
Added to the repository: 48.201 MiB (12.002 MiB stored)

processed 88139 files, 210.114 GiB in 4:11
snapshot e1f20b7a saved
Warning: at least one source file could not be read
""",
        "backup-error",
    ),
    "restic-unreachable": Sample(
        "paste",
        "terminal",
        """\
Fatal: unable to open repository at sftp:bk@vault7:/tank/restic: unable to start the sftp session, error: error receiving version packet from server: server unexpectedly closed connection: unexpected EOF
""",
        "backup-error",
    ),
    "restic-full": Sample(
        "restic",
        "backup /srv",
        """\
Save(<data/2a77f0>) failed: write /mnt/bk/data/2a/2a77f0-tmp: no space left on device
Fatal: unable to save snapshot: no space left on device
""",
        "backup-error",
    ),
    "restic-snapshots-old": Sample(
        "restic",
        "snapshots",
        """\
ID        Time                 Host        Tags        Paths
---------------------------------------------------------------
8d1c0e44  2026-11-12 02:00:07  stallhost               /srv/stall
e1f20b7a  2026-11-13 02:00:05  stallhost               /srv/stall
---------------------------------------------------------------
2 snapshots
""",
        "backup-stale",
    ),
    "restic-snapshots-young": Sample(
        "restic",
        "snapshots",
        """\
ID        Time                 Host        Tags        Paths
---------------------------------------------------------------
8d1c0e44  2026-11-12 02:00:07  stallhost               /srv/stall
e1f20b7a  2026-11-23 02:00:05  stallhost               /srv/stall
---------------------------------------------------------------
2 snapshots
""",
        "backup-good",
    ),
    "restic-snapshots-none": Sample(
        "restic",
        "snapshots",
        """\
0 snapshots
""",
        "backup-stale",
    ),
    "restic-snapshots-json": Sample(
        "restic",
        "snapshots --json",
        """\
[{"time":"2026-11-20T02:00:01.12+01:00","tree":"a1","paths":["/srv/stall"],"hostname":"h","short_id":"a"},
 {"time":"2026-11-21T02:00:01.12+01:00","tree":"a2","paths":["/srv/stall"],"hostname":"h","short_id":"b"}]
""",
        "backup-stale",
    ),
    "restic-backup-json": Sample(
        "restic",
        "backup --json",
        """\
{"message_type":"status","percent_done":0.5}
{"message_type":"summary","files_new":1,"snapshot_id":"aabbccdd"}
""",
        "backup-good",
    ),
    "restic-check-json": Sample(
        "restic",
        "check --json",
        """\
{"message_type":"summary","num_errors":2,"broken_packs":["aa"]}
""",
        "backup-damaged",
    ),
    "borg-create-good": Sample(
        "borg",
        "create --stats",
        """\
------------------------------------------------------------------------------
Archive name: stall-2026-11-23T02:00
Archive fingerprint: 0a1b
Time (start): Mon, 2026-11-23 02:00:03
Time (end):   Mon, 2026-11-23 02:04:40
Duration: 4 minutes 36.90 seconds
Number of files: 5102
Utilization of max. archive size: 0%
------------------------------------------------------------------------------
                       Original size      Compressed size    Deduplicated size
This archive:               10.21 GB              7.10 GB             11.20 MB
All archives:              210.21 GB            170.10 GB             12.11 GB

                       Unique chunks         Total chunks
Chunk index:                   12001                88110
------------------------------------------------------------------------------
""",
        "backup-good",
    ),
    "borg-check-damaged": Sample(
        "borg",
        "check",
        """\
Starting repository check
Data integrity error: Segment entry checksum mismatch [segment 41, offset 8211]
Finished full repository check, errors found.
""",
        "backup-damaged",
    ),
    "borg-check-good": Sample(
        "paste",
        "terminal",
        """\
Starting repository check
finished segment check at segment 123
Starting repository index check
Index object count match.
Finished full repository check, no problems found.
Starting archive consistency check...
Analyzing archive stall-2026-11-23 (1/1)
Archive consistency check complete, no problems found.
""",
        "backup-good",
    ),
    "borg-locked": Sample(
        "borg",
        "create",
        """\
Failed to create/acquire the lock /mnt/bk/repo/lock.exclusive (timeout).
""",
        "backup-error",
    ),
    "borg-list-old": Sample(
        "borg",
        "list",
        """\
stall-20   Fri, 2026-11-20 02:00:03 [0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9]
stall-21   Sat, 2026-11-21 02:00:03 [0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9]
""",
        "backup-stale",
    ),
    "vzdump-good": Sample(
        "journalctl",
        "-u vzdump",
        """\
INFO: starting new backup job: vzdump 104 --storage pbs1 --mode snapshot
INFO: Starting Backup of VM 104 (lxc)
INFO: Backup started at 2026-11-23 01:00:02
INFO: status = running
INFO: CT Name: stall
INFO: creating Proxmox Backup Server archive 'ct/104/2026-11-23T01:00:02Z'
INFO: Finished Backup of VM 104 (00:03:10)
INFO: Backup finished at 2026-11-23 01:03:12
INFO: Backup job finished successfully
TASK OK
""",
        "backup-good",
    ),
    "vzdump-failed": Sample(
        "paste",
        "task log",
        """\
INFO: starting new backup job: vzdump 104 105 --storage nas --mode snapshot
INFO: Starting Backup of VM 104 (lxc)
INFO: Backup started at 2026-11-23 01:00:02
ERROR: Backup of VM 104 failed - unable to create temporary directory '/mnt/pve/nas/dump/vzdump-lxc-104.tmp' at /usr/share/perl5/PVE/VZDump.pm line 999.
INFO: Failed at 2026-11-23 01:00:03
INFO: Starting Backup of VM 105 (lxc)
INFO: Finished Backup of VM 105 (00:01:10)
INFO: Backup job finished with errors
TASK ERROR: job errors
""",
        "backup-error",
    ),
    "task-list": Sample(
        "pvesh",
        "get /nodes/pve1/tasks",
        """\
UPID:pve1:000A1B2C:0123ABCD:65600000:vzdump:104:root@pam: 65600000 656000FF OK
UPID:pve1:000A1B2D:0123ABCE:65600100:vzdump:105:root@pam: 65600100 656001FF job errors
""",
        "backup-error",
    ),
    "volumes-old": Sample(
        "pvesm",
        "list nas",
        """\
Volid Format Type Size VMID
nas:backup/vzdump-lxc-104-2026_11_20-01_00_02.tar.zst tar.zst backup 123 104
""",
        "backup-stale",
    ),
    "pg-dump-version": Sample(
        "paste",
        "cron mail",
        """\
pg_dump: error: server version: 17.2; pg_dump version: 15.8
pg_dump: error: aborting because of server version mismatch
""",
        "backup-error",
    ),
    "pg-restore": Sample(
        "paste",
        "terminal",
        """\
pg_restore: error: could not execute query: ERROR:  relation "orders" already exists
Command was: CREATE TABLE public.orders (
pg_restore: warning: errors ignored on restore: 3
""",
        "restore-error",
    ),
    "longhorn-failed": Sample(
        "kubectl",
        "get backups.longhorn.io -n longhorn-system",
        """\
NAME                      SNAPSHOTNAME    SNAPSHOTSIZE   SNAPSHOTCREATEDAT      BACKUPTARGET   STATE       LASTSYNCEDAT
backup-0a1b2c3d4e5f6a7b   daily-ab12      52428800       2026-11-23T02:00:03Z   default        Completed   2026-11-23T02:05:00Z
backup-1b2c3d4e5f6a7b8c   daily-cd34      0              2026-11-23T03:00:03Z   default        Error       2026-11-23T03:05:00Z
""",
        "backup-error",
    ),
    "longhorn-good": Sample(
        "kubectl",
        "get backups.longhorn.io -n longhorn-system",
        """\
NAME                      SNAPSHOTNAME    SNAPSHOTSIZE   SNAPSHOTCREATEDAT      BACKUPTARGET   STATE       LASTSYNCEDAT
backup-0a1b2c3d4e5f6a7b   daily-ab12      52428800       2026-11-23T02:00:03Z   default        Completed   2026-11-23T02:05:00Z
""",
        "backup-good",
    ),
    "velero-newest-failed": Sample(
        "velero",
        "backup get",
        """\
NAME        STATUS            ERRORS   WARNINGS   CREATED                         EXPIRES
nightly-2   PartiallyFailed   3        0          2026-11-23 02:00:03 +0000 UTC   29d
nightly-1   Completed         0        0          2026-11-22 02:00:03 +0000 UTC   28d
""",
        "backup-error",
    ),
    "velero-newest-good": Sample(
        "velero",
        "backup get",
        """\
NAME        STATUS            ERRORS   WARNINGS   CREATED                         EXPIRES
nightly-2   Completed         0        0          2026-11-23 02:00:03 +0000 UTC   29d
nightly-1   Failed            4        0          2026-11-22 02:00:03 +0000 UTC   28d
""",
        "backup-good",
    ),
    "checksums": Sample(
        "paste",
        "sha256sum -c of the backups",
        """\
dump.sql.gz: FAILED
sha256sum: WARNING: 1 computed checksum did NOT match
""",
        "backup-damaged",
    ),
    "own-script-good": Sample(
        "paste",
        "cron mail",
        """\
2026-11-23T02:00:00Z nightly backup finished with 0 errors
2026-11-23T02:00:01Z backup completed successfully
""",
        "backup-good",
    ),
    "own-script-healed": Sample(
        "paste",
        "cron mail",
        """\
2026-11-22T02:00:00Z nightly backup failed: timeout
2026-11-23T02:00:01Z nightly backup completed successfully
""",
        "backup-good",
    ),
    "no-backup-at-all": Sample(
        "paste",
        "app log",
        """\
sqlalchemy.exc.IntegrityError: duplicate key
signature verification failed
fatal: could not read from remote
TASK ERROR: command 'lxc-start -n 104' failed
""",
        "",
    ),
}
