"""Filesystems, pools, disks and what databases say of their sessions."""

from .sample import Sample

STORES: dict[str, Sample] = {
    "shape-lsblk": Sample(
        "lsblk",
        "",
        """\
NAME                      MAJ:MIN RM  SIZE RO TYPE MOUNTPOINTS
sda                         8:0    0   40G  0 disk
├─sda1                      8:1    0    1M  0 part
└─sda2                      8:2    0   40G  0 part
  └─ubuntu--vg-root       253:0    0   40G  0 lvm  /
sdb                         8:16   0  100G  1 disk /srv/mail
""",
        "",
    ),
    "shape-lsblk-f": Sample(
        "lsblk",
        "-f",
        """\
NAME    FSTYPE   FSVER    LABEL UUID                                   FSAVAIL FSUSE% MOUNTPOINTS
sda
├─sda1  vfat     FAT32          1A2B-3C4D                               505.2M     1% /boot/efi
└─sda2  ext4     1.0            1a2b3c4d-0000-0000-0000-000000000000         0   100% /srv/mail
""",
        "filesystem-full",
    ),
    "shape-df-fr": Sample(
        "df",
        "-h",
        """\
Sys. de fichiers Taille Utilisé Dispo Uti% Monté sur
udev               3,9G       0  3,9G   0% /dev
/dev/sda2           40G     40G     0 100% /srv/mail
""",
        "filesystem-full",
    ),
    "shape-df-de": Sample(
        "df",
        "-h",
        """\
Dateisystem    Größe Benutzt Verf. Verw% Eingehängt auf
/dev/sda2        40G     40G     0  100% /srv/mail
""",
        "filesystem-full",
    ),
    "shape-df-es": Sample(
        "df",
        "-h",
        """\
S.ficheros     Tamaño Usados  Disp Uso% Montado en
/dev/sda2         40G    40G     0 100% /srv/mail
""",
        "filesystem-full",
    ),
    "shape-df-wrap": Sample(
        "df",
        "",
        """\
Filesystem           1K-blocks      Used Available Use% Mounted on
/dev/mapper/vg0-mail--spool
                      41251136  41251136         0 100% /srv/mail
""",
        "filesystem-full",
    ),
    "shape-df-T": Sample(
        "df",
        "-hT",
        """\
Filesystem     Type      Size  Used Avail Use% Mounted on
/dev/sda2      ext4       40G   40G     0 100% /srv/mail
""",
        "filesystem-full",
    ),
    "shape-df-output": Sample(
        "df",
        "--output=target,pcent,ipcent",
        """\
Mounted on Use% IUse%
/           10%    4%
/srv/mail  100%    9%
""",
        "filesystem-full",
    ),
    "shape-df-i": Sample(
        "df",
        "-i",
        """\
Filesystem      Inodes   IUsed   IFree IUse% Mounted on
/dev/sda2      2621440 2621440       0  100% /srv/mail
""",
        "filesystem-full",
    ),
    "shape-df-mac": Sample(
        "df",
        "-h",
        """\
Filesystem       Size   Used  Avail Capacity iused      ifree %iused  Mounted on
/dev/disk3s1    460Gi  459Gi     0Bi   100%  404167   9          0%   /srv/mail
""",
        "filesystem-full",
    ),
    "shape-du": Sample(
        "du",
        "-xh --max-depth=1 /srv",
        """\
31G\t/srv/mail
1.1G\t/srv/www
33G\t/srv
""",
        "",
    ),
    "shape-zpool-degraded": Sample(
        "zpool",
        "status",
        """\
  pool: tank
 state: DEGRADED
status: One or more devices could not be used because the label is missing or
        invalid.  Sufficient replicas exist for the pool to continue
        functioning in a degraded state.
action: Replace the device using 'zpool replace'.
  scan: scrub repaired 0B in 01:02:03 with 0 errors on Sun Nov 22 01:26:04 2026
config:

        NAME        STATE     READ WRITE CKSUM
        tank        DEGRADED     0     0     0
          mirror-0  DEGRADED     0     0     0
            sda     ONLINE       0     0     0
            sdb     UNAVAIL      0     0     0

errors: No known data errors
""",
        "replica-degraded",
    ),
    "shape-zpool-faulted": Sample(
        "zpool",
        "status -v tank",
        """\
  pool: tank
 state: SUSPENDED
status: One or more devices are faulted in response to IO failures.
config:

        NAME        STATE     READ WRITE CKSUM
        tank        UNAVAIL      0     0     0  insufficient replicas
          sda       FAULTED      6   120     0  too many errors

errors: 12 data errors, use '-v' for a list
""",
        "data-damaged disk-errors",
    ),
    "shape-zpool-good": Sample(
        "zpool",
        "status",
        """\
  pool: tank
 state: ONLINE
  scan: scrub repaired 0B in 01:02:03 with 0 errors on Sun Nov 22 01:26:04 2026
config:

        NAME        STATE     READ WRITE CKSUM
        tank        ONLINE       0     0     0
          sda       ONLINE       0     0     0

errors: No known data errors
""",
        "",
    ),
    "shape-zpool-list": Sample(
        "zpool",
        "list",
        """\
NAME   SIZE  ALLOC   FREE  CKPOINT  EXPANDSZ   FRAG    CAP  DEDUP    HEALTH  ALTROOT
tank  1.81T  1.80T  9.2G        -         -    72%    99%  1.00x    ONLINE  -
""",
        "pool-full",
    ),
    "shape-mdstat": Sample(
        "cat",
        "/proc/mdstat",
        """\
Personalities : [raid1]
md0 : active raid1 sdb1[1](F) sda1[0]
      976630464 blocks super 1.2 [2/1] [U_]

unused devices: <none>
""",
        "replica-degraded",
    ),
    "shape-pvesm": Sample(
        "pvesm",
        "status",
        """\
Name             Type     Status           Total            Used       Available        %
local             dir     active        98497780        34011384        59436848   34.53%
local-lvm     lvmthin     active       365760512       363565948         2194563   99.40%
nas               nfs   inactive               0               0               0    0.00%
""",
        "pool-full",
    ),
    "shape-lvs": Sample(
        "lvs",
        "",
        """\
  LV            VG  Attr       LSize   Pool Origin Data%  Meta%  Move Log Cpy%Sync Convert
  data          pve twi-aotzD- 348.82g             100.00 12.50
  root          pve -wi-ao----  96.00g
  vm-102-disk-0 pve Vwi-aotz--   8.00g data        64.20
""",
        "pool-full",
    ),
    "shape-velero-describe": Sample(
        "velero",
        "backup describe nightly --details",
        """\
Name:         nightly
Namespace:    velero
Labels:       velero.io/storage-location=default

Phase:  PartiallyFailed (run `velero backup logs nightly` for more information)

Errors:    2
Warnings:  0

Started:    2026-11-23 02:00:00 +0000 UTC
Completed:  2026-11-23 02:09:00 +0000 UTC
""",
        "backup-error",
    ),
    "shape-velero-describe-good": Sample(
        "velero",
        "backup describe nightly",
        """\
Name:         nightly
Phase:  Completed

Errors:    0
Warnings:  0

Started:    2026-11-23 02:00:00 +0000 UTC
Completed:  2026-11-23 02:09:00 +0000 UTC
""",
        "backup-good",
    ),
    "shape-velero-get": Sample(
        "velero",
        "get backups",
        """\
NAME      STATUS      ERRORS   WARNINGS   CREATED                         EXPIRES   STORAGE LOCATION   SELECTOR
nightly   Completed   0        0          2026-11-23 02:00:00 +0000 UTC   29d       default            <none>
""",
        "backup-good",
    ),
    "shape-velero-bsl": Sample(
        "velero",
        "backup-location get",
        """\
NAME      PROVIDER   BUCKET/PREFIX   PHASE         LAST VALIDATED                  ACCESS MODE   DEFAULT
default   aws        backups         Unavailable   2026-11-23 11:58:00 +0000 UTC   ReadWrite     true
""",
        "backup-error",
    ),
    "shape-smartctl-fail": Sample(
        "smartctl",
        "-a /dev/sda",
        """\
=== START OF READ SMART DATA SECTION ===
SMART overall-health self-assessment test result: FAILED!
Drive failure expected in less than 24 hours. SAVE ALL DATA.
ID# ATTRIBUTE_NAME          FLAG     VALUE WORST THRESH TYPE      UPDATED  WHEN_FAILED RAW_VALUE
  5 Reallocated_Sector_Ct   0x0033   001   001   010    Pre-fail  Always   FAILING_NOW 2011
197 Current_Pending_Sector  0x0012   100   100   000    Old_age   Always       -       64
""",
        "smart-failing",
    ),
    "shape-smartctl-nvme": Sample(
        "smartctl",
        "-a /dev/nvme0",
        """\
=== START OF SMART DATA SECTION ===
SMART overall-health self-assessment test result: PASSED

SMART/Health Information (NVMe Log 0x02)
Critical Warning:                   0x04
Available Spare:                    3%
Available Spare Threshold:          10%
Percentage Used:                    104%
Media and Data Integrity Errors:    57
""",
        "smart-failing",
    ),
    "shape-smartctl-json": Sample(
        "smartctl",
        "-a -j /dev/sda",
        """\
{"smart_status":{"passed":false},"ata_smart_attributes":{"table":[{"id":5,"name":"Reallocated_Sector_Ct","raw":{"value":2011,"string":"2011"}}]}}
""",
        "smart-failing",
    ),
    "shape-smartctl-good": Sample(
        "smartctl",
        "-H /dev/sda",
        """\
=== START OF READ SMART DATA SECTION ===
SMART overall-health self-assessment test result: PASSED
""",
        "",
    ),
    "shape-psql-activity": Sample(
        "psql",
        "-c select",
        """\
 pid  | state               | wait_event_type | wait_event    | query
------+---------------------+-----------------+---------------+------------------------------
 9001 | active              | Lock            | transactionid | UPDATE letters SET read=true
 9002 | idle in transaction | Client          | ClientRead    | UPDATE letters SET read=false
""",
        "db-wait-lock",
    ),
}
