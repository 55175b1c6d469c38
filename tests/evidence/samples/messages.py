# ruff: noqa: E501 - outputs of tools are as wide as they are
"""Alerts, targets, streams and logs of pipelines, as they are sent and pasted."""

from .sample import Sample

MESSAGES: dict[str, Sample] = {
    "shape-amtool": Sample(
        "amtool",
        "alert query",
        """\
Alertname        Starts At                Summary                        State
RelayDown        2026-11-23 11:50:00 UTC  stall does not answer          active
LampSlow         2026-11-23 11:52:00 UTC  lamp is slow                   suppressed
""",
        "alert-firing",
    ),
    "shape-amtool-json": Sample(
        "amtool",
        "alert query -o json",
        """\
[{"annotations":{"summary":"stall does not answer"},"labels":{"alertname":"RelayDown","job":"stall"},"startsAt":"2026-11-23T11:50:00Z","status":{"state":"active"}}]
""",
        "alert-firing",
    ),
    "shape-am-webhook": Sample(
        "alertmanager",
        "webhook",
        """\
{"version":"4","status":"firing","receiver":"ops","groupLabels":{"alertname":"RelayDown"},"commonLabels":{"alertname":"RelayDown"},"alerts":[{"status":"firing","labels":{"alertname":"RelayDown","job":"stall"},"annotations":{"summary":"stall does not answer"},"startsAt":"2026-11-23T11:50:00Z"},{"status":"resolved","labels":{"alertname":"LampSlow"},"annotations":{},"startsAt":"2026-11-23T11:40:00Z","endsAt":"2026-11-23T11:45:00Z"}]}
""",
        "alert-firing alert-resolved",
    ),
    "shape-prom-alerts": Sample(
        "prometheus",
        "/api/v1/alerts",
        """\
{"status":"success","data":{"alerts":[{"labels":{"alertname":"RelayDown","severity":"critical"},"annotations":{"summary":"stall does not answer"},"state":"firing","activeAt":"2026-11-23T11:50:00Z","value":"1e+00"}]}}
""",
        "alert-firing",
    ),
    "shape-prom-rules": Sample(
        "prometheus",
        "/api/v1/rules",
        """\
{"status":"success","data":{"groups":[{"name":"g","rules":[{"state":"firing","name":"RelayDown","query":"up==0","duration":60,"labels":{"severity":"critical"},"annotations":{},"alerts":[{"labels":{"alertname":"RelayDown"},"annotations":{},"state":"firing","activeAt":"2026-11-23T11:50:00Z","value":"0"}],"health":"ok","type":"alerting"}]}]}}
""",
        "alert-firing",
    ),
    "shape-prom-targets": Sample(
        "prometheus",
        "/api/v1/targets",
        '{"status":"success","data":{"activeTargets":[{"labels":{"instance":"10.0.0.5:9100","job":"stall"},"scrapePool":"stall","lastError":"Get \\"http://10.0.0.5:9100/metrics\\": dial tcp 10.0.0.5:9100: connect: connection refused","health":"down"}]}}\n',
        "target-down",
    ),
    "shape-prom-vector": Sample(
        "prometheus",
        "/api/v1/query?query=up",
        """\
{"status":"success","data":{"resultType":"vector","result":[{"metric":{"__name__":"up","instance":"10.0.0.5:9100","job":"stall"},"value":[1795435080,"0"]}]}}
""",
        "target-down",
    ),
    "shape-loki-streams": Sample(
        "loki",
        '{job="stall"}',
        '{"status":"success","data":{"resultType":"streams","result":[{"stream":{"job":"stall","pod":"stall-7d9f8c6b5-x2x9k"},"values":[["1795435080000000000","level=error msg=\\"dial tcp 10.0.0.5:5432: connect: connection refused\\""],["1795435081000000000","level=info msg=ok"]]}]}}\n',
        "connect-refused",
    ),
    "shape-grafana-alert": Sample(
        "grafana",
        "alert",
        """\
{"receiver":"ops","status":"firing","orgId":1,"alerts":[{"status":"firing","labels":{"alertname":"RelayDown","grafana_folder":"Mail"},"annotations":{"summary":"stall does not answer"},"startsAt":"2026-11-23T11:50:00Z","valueString":"[ var='A' value=0 ]"}],"title":"[FIRING:1] RelayDown","state":"alerting","message":"**Firing**"}
""",
        "alert-firing",
    ),
    "shape-grafana-old": Sample(
        "grafana",
        "alert",
        """\
{"dashboardId":1,"evalMatches":[{"value":0,"metric":"up","tags":{}}],"message":"stall down","ruleId":1,"ruleName":"RelayDown","state":"alerting","title":"[Alerting] RelayDown"}
""",
        "alert-firing",
    ),
    "shape-gha-log": Sample(
        "gh",
        "run view 1 --log-failed",
        """\
build\tRun tests\t2026-11-23T11:50:00.0000000Z ##[group]Run make test
build\tRun tests\t2026-11-23T11:50:09.0000000Z --- FAIL: TestQueue (0.01s)
build\tRun tests\t2026-11-23T11:50:10.0000000Z ##[error]Process completed with exit code 2.
""",
        "pipeline-red",
    ),
    "shape-gitlab-paste": Sample(
        "paste",
        "chat",
        """\
Running with gitlab-runner 17.5.0 (1a2b3c4d)
Preparing the "docker" executor
Getting source from Git repository
Fetching changes with git depth set to 20...
Executing "step_script" stage of the job script
$ make test
--- FAIL: TestQueue (0.01s)
FAIL    post/queue    0.012s
make: *** [Makefile:9: test] Error 1
Cleaning up project directory and file based variables
ERROR: Job failed: exit code 1
""",
        "pipeline-red",
    ),
    "shape-gha-paste": Sample(
        "paste",
        "chat",
        """\
Run make test
  make test
  shell: /usr/bin/bash -e {0}
--- FAIL: TestQueue (0.01s)
FAIL    post/queue    0.012s
make: *** [Makefile:9: test] Error 1
Error: Process completed with exit code 2.
""",
        "pipeline-red",
    ),
}
