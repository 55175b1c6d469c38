"""Wanted and available copies of every workload, as kube-state-metrics names them. `replicas.py LAB`."""

import json
import subprocess
import sys
import time
from pathlib import Path

LAB = Path(sys.argv[1])
ASK = ["kubectl", "--kubeconfig", f"{LAB}/cluster/kubeconfig", "get", "deployments", "-A", "-o", "json"]

while True:
    time.sleep(1)
    done = subprocess.run(ASK, capture_output=True, check=False)
    if done.returncode:
        continue
    lines = []
    for item in json.loads(done.stdout)["items"]:
        labels = f'{{namespace="{item["metadata"]["namespace"]}",deployment="{item["metadata"]["name"]}"}}'
        lines.append(f"kube_deployment_spec_replicas{labels} {item['spec']['replicas']}\n")
        available = item["status"].get("availableReplicas", 0)
        lines.append(f"kube_deployment_status_replicas_available{labels} {available}\n")
    part = LAB / "textfile" / "replicas.part"
    part.write_text("".join(lines))
    part.replace(LAB / "textfile" / "replicas.prom")
