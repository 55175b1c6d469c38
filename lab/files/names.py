"""The resolver of the lab: every name under lab.test is this machine, and there are no others."""

import socket

ADDRESS = bytes([127, 0, 0, 1])


def answer(query):
    end = query.index(0, 12)
    labels, at = [], 12
    while at < end:
        labels.append(query[at + 1 : at + 1 + query[at]])
        at += 1 + query[at]
    known = labels[-2:] == [b"lab", b"test"]
    kind = query[end + 1 : end + 3]
    body = query[12 : end + 5]
    if known and kind == b"\0\1":
        return query[:2] + b"\x85\x80\0\1\0\1\0\0\0\0" + body + b"\xc0\x0c\0\1\0\1\0\0\0\x01\0\4" + ADDRESS
    return query[:2] + (b"\x85\x80" if known else b"\x85\x83") + b"\0\1\0\0\0\0\0\0" + body


with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as door:
    door.bind(("127.0.0.53", 53))
    while True:
        packet, peer = door.recvfrom(512)
        try:
            door.sendto(answer(packet), peer)
        except (ValueError, IndexError):
            continue
