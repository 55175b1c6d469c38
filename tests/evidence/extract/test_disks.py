"""Full filesystems, in any dress of `df`."""

import pytest

from tests.evidence.extract.asked import DF, Found, reading


@pytest.mark.parametrize(
    ("text", "use"),
    [
        (DF + "/dev/sda1         20511312 20511312         0     100% /srv", "100%"),
        (DF + "/dev/sda1         20511312 19485746         0      95% /srv", "95%"),
        ("Sys. de fichiers blocs de 1024 Utilisé Disponible Capacité Monté sur\n/dev/sda1 100 99 1 99% /srv", "99%"),
        ("Filesystem      Size  Used Avail Use% Mounted on\r\n/dev/sda1        20G   20G     0 100% /srv\r\n", "100%"),
        ("\x1b[1mFilesystem Inodes IUsed IFree IUse% Mounted on\x1b[0m\ntmpfs 100 100 0 100% /srv", "100%"),
        ("Mounted on  Use%  Size  Used Avail Filesystem\n/srv 100% 20G 20G 0 /dev/sda1", "100%"),
    ],
)
def test_a_full_filesystem_in_any_dress(found: Found, text: str, use: str) -> None:
    signal = found(reading("df", "-P -k", text))["filesystem-full"]
    assert signal.attributes["use"] == use
    assert signal.entity == "mount:/srv"


def test_a_full_filesystem_names_the_service_whose_paths_it_holds(found: Found) -> None:
    text = DF + "/dev/sda1 20511312 1 20511311 1% /\n/dev/sdb1 100 100 0 100% /srv"
    assert found(reading("df", "-P -k", text))["filesystem-full"].attributes["holds"] == "wiki"


@pytest.mark.parametrize(
    "row",
    [
        "/dev/sda1 100 50 50 50% /",
        "/dev/loop3 100 100 0 100% /snap/core/1",
        "/dev/sr0 5 5 0 100% /media/cdrom",
        "none 0 0 0 - /run",
    ],
)
def test_a_filesystem_with_room_or_made_full_is_none(found: Found, row: str) -> None:
    assert found(reading("df", "-P -k", DF + row)) == {}


def test_a_later_df_with_room_overtakes_a_full_one(found: Found) -> None:
    full, room = DF + "/dev/sda1 100 100 0 100% /srv", DF + "/dev/sda1 100 10 90 10% /srv"
    assert found(reading("df", "-P -k", full, 5), reading("df", "-P -k", room)) == {}
