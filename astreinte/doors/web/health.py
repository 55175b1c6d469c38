"""`/healthz`: the process answers. `/readyz`: it can take alerts, since its store can be read."""

from typing import Annotated

from fastapi import APIRouter, Depends

from .office import Office, office_of

router = APIRouter(tags=["health"])


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    return {"status": "ok"}


@router.get("/readyz")
async def readyz(office: Annotated[Office, Depends(office_of)]) -> dict[str, str | int]:
    """503 with a problem where the store cannot be read."""
    received = sum((await office.alerts.count()).values())
    return {"status": "ok", "running": office.jobs.running, "received": received}
