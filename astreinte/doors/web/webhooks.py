"""`POST /webhooks/{kind}`: alerts in, a receipt out; the incidents they open go to work at once."""

import json
from collections.abc import Mapping
from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends, HTTPException, Request
from pydantic import BaseModel

from astreinte.domain.notice import Notice
from astreinte.domain.notices import notices

from .auth import known
from .office import Office, office_of

MOST_BYTES = 4 * 1024 * 1024
BATCH = "application/cloudevents-batch+json"
router = APIRouter(prefix="/webhooks", dependencies=[Depends(known)], tags=["webhooks"])


class Receipt(BaseModel):
    """Every alert received is counted once: under an incident, or as one that was over before anyone knew it."""

    received: int
    incidents: dict[str, int]
    opened: list[str]
    resolved: int
    unmatched: int


async def body(request: Request) -> bytes:
    """A dependency: the whole body.

    Raises:
        HTTPException: 413 as soon as it is larger than 4 MiB.
    """
    parts = bytearray()
    async for part in request.stream():
        parts += part
        if len(parts) > MOST_BYTES:
            raise HTTPException(413, f"more than {MOST_BYTES} bytes; send fewer alerts at once (max_alerts)")
    return bytes(parts)


@router.post("/{kind}", status_code=202)
async def receive(
    kind: str,
    request: Request,
    sent: Annotated[bytes, Depends(body)],
    office: Annotated[Office, Depends(office_of)],
) -> Receipt:
    """Take alerts of `alertmanager`, `grafana`, `pagerduty` or `cloudevents`."""
    now = office.desk.ports.clock.now()
    found: list[Notice] = []
    for document in _documents(kind, request.headers, sent):
        found += notices(kind, document, now)
    receipt = await office.intake.take(found)
    office.jobs.start(receipt.opened)
    return Receipt(
        received=receipt.received,
        incidents=dict(receipt.incidents),
        opened=list(receipt.opened),
        resolved=receipt.resolved,
        unmatched=receipt.unmatched,
    )


def _documents(kind: str, headers: Mapping[str, str], sent: bytes) -> list[Any]:
    """The documents of a request: a CloudEvent may come in a batch, or with its attributes in the headers."""
    try:
        document: Any = json.loads(sent)
    except (ValueError, RecursionError) as error:
        raise HTTPException(400, f"the body is not JSON: {error}") from error
    if kind != "cloudevents":
        return [document]
    if headers.get("content-type", "").startswith(BATCH) and isinstance(document, list):
        return cast("list[Any]", document)
    attributes = {name.removeprefix("ce-"): value for name, value in headers.items() if name.startswith("ce-")}
    return [{**attributes, "data": document} if attributes else document]
