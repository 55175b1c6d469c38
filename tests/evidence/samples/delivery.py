# ruff: noqa: E501 - outputs of tools are as long as they are
"""Delivery: logs of pipelines, lists of runs, runners, what a repository changed."""

from .sample import Sample

DELIVERY: dict[str, Sample] = {
    "actions-test": Sample(
        "paste",
        "job log",
        """\
2026-11-23T11:40:01.1234567Z ##[group]Run actions/checkout@v4
2026-11-23T11:40:01.2234567Z with:
2026-11-23T11:40:01.3234567Z ##[endgroup]
2026-11-23T11:41:02.0000000Z ##[group]Run npm test
2026-11-23T11:41:02.1000000Z \x1b[36;1mnpm test\x1b[0m
2026-11-23T11:41:02.2000000Z ##[endgroup]
2026-11-23T11:41:20.0000000Z  FAIL  src/till.test.ts
2026-11-23T11:41:20.1000000Z   ● adds up the till
2026-11-23T11:41:20.2000000Z     expect(received).toBe(expected)
2026-11-23T11:41:21.0000000Z Tests:       1 failed, 41 passed, 42 total
2026-11-23T11:41:21.1000000Z ##[error]Process completed with exit code 1.
2026-11-23T11:41:21.5000000Z Post job cleanup.
""",
        "pipeline-red",
    ),
    "actions-push-denied": Sample(
        "gh",
        "run view 1 --log-failed",
        """\
2026-11-23T11:40:01.1234567Z ##[group]Run docker/build-push-action@v5
2026-11-23T11:40:41.1234567Z #18 pushing layers 0.3s done
2026-11-23T11:40:42.1234567Z #18 ERROR: failed to push registry.acme.test/stall:1.2: denied: permission_denied: write_package
2026-11-23T11:40:42.2234567Z ##[error]buildx failed with: ERROR: failed to solve: failed to push registry.acme.test/stall:1.2: denied: permission_denied: write_package
""",
        "pipeline-red access-refused",
    ),
    "actions-disk": Sample(
        "paste",
        "job log",
        """\
2026-11-23T11:40:41.1234567Z #11 ERROR: write /var/lib/docker/tmp/x: no space left on device
2026-11-23T11:40:42.2234567Z ##[error]Process completed with exit code 1.
""",
        "pipeline-red no-space",
    ),
    "actions-token": Sample(
        "paste",
        "job log",
        """\
2026-11-23T11:40:41.1234567Z remote: Invalid username or password.
2026-11-23T11:40:41.1234567Z fatal: Authentication failed for 'https://git.acme.test/stall/'
2026-11-23T11:40:42.2234567Z ##[error]The process '/usr/bin/git' failed with exit code 128
""",
        "pipeline-red access-refused",
    ),
    "actions-good": Sample(
        "paste",
        "job log",
        """\
2026-11-23T11:40:01.1234567Z ##[group]Run pytest -q
2026-11-23T11:40:01.3234567Z ##[endgroup]
2026-11-23T11:40:09.3234567Z tests/test_errors.py::test_failed_login PASSED
2026-11-23T11:40:09.3234567Z 42 passed in 3.11s
2026-11-23T11:40:19.3234567Z Cleaning up orphan processes
""",
        "pipeline-green",
    ),
    "gitlab-build": Sample(
        "glab",
        "ci trace",
        """\
\x1b[0KRunning with gitlab-runner 17.5.0 (abc)\x1b[0;m
section_start:1795434000:step_script\r\x1b[0K\x1b[0K\x1b[36;1mExecuting "step_script" stage of the job script\x1b[0;m
$ cargo build --release
error[E0308]: mismatched types
error: could not compile `stall` (bin "stall") due to 1 previous error
section_end:1795434060:step_script\r\x1b[0K
\x1b[31;1mERROR: Job failed: exit code 101
\x1b[0;m
""",
        "pipeline-red",
    ),
    "gitlab-good": Sample(
        "glab",
        "ci trace",
        """\
Running with gitlab-runner 17.5.0 (abc)
section_start:1795434000:step_script
$ make test
all good
section_end:1795434060:step_script
Job succeeded
""",
        "pipeline-green",
    ),
    "jenkins-deploy": Sample(
        "paste",
        "console",
        """\
Started by user admin
[Pipeline] { (Deploy)
[Pipeline] sh
+ helm upgrade stall ./chart
Error: UPGRADE FAILED: another operation (install/upgrade/rollback) is in progress
script returned exit code 1
[Pipeline] }
[Pipeline] End of Pipeline
ERROR: script returned exit code 1
Finished: FAILURE
""",
        "pipeline-red",
    ),
    "jenkins-good": Sample(
        "paste",
        "console",
        """\
Started by user admin
[Pipeline] { (Build)
BUILD SUCCESS
[Pipeline] End of Pipeline
Finished: SUCCESS
""",
        "pipeline-green",
    ),
    "gh-list-tabs": Sample(
        "gh",
        "run list",
        """\
completed\tfailure\tfix rounding\tdeploy\tmain\tpush\t11800000001\t2m3s\t2026-11-23T11:40:00Z
completed\tsuccess\tadd page\tdeploy\tmain\tpush\t11800000000\t2m1s\t2026-11-22T11:40:00Z
""",
        "pipeline-red",
    ),
    "gh-list-table": Sample(
        "gh",
        "run list",
        """\
STATUS  TITLE         WORKFLOW  BRANCH  EVENT  ID           ELAPSED  AGE
X       fix rounding  deploy    main    push   11800000001  2m3s     about 20 minutes ago
✓       add page      deploy    main    push   11800000000  2m1s     about 1 day ago
""",
        "pipeline-red",
    ),
    "gh-list-healed": Sample(
        "gh",
        "run list",
        """\
STATUS  TITLE         WORKFLOW  BRANCH  EVENT  ID           ELAPSED  AGE
✓       fix again     deploy    main    push   11800000002  2m3s     about 5 minutes ago
X       fix rounding  deploy    main    push   11800000001  2m3s     about 20 minutes ago
""",
        "pipeline-green",
    ),
    "gh-view": Sample(
        "gh",
        "run view 11800000001",
        """\
X main deploy · 11800000001
Triggered via push about 20 minutes ago

JOBS
✓ lint in 12s (ID 33100000001)
X build in 1m2s (ID 33100000002)
  ✓ Set up job
  ✓ Run actions/checkout@v4
  X Build image
  - Push image

ANNOTATIONS
X Process completed with exit code 1.
build: .github#14
""",
        "pipeline-red",
    ),
    "gh-json": Sample(
        "gh",
        "run list --json x",
        """\
[{"conclusion":"failure","status":"completed","name":"deploy","headBranch":"main","displayTitle":"fix rounding","databaseId":11800000001,"createdAt":"2026-11-23T11:40:00Z"},{"conclusion":"success","status":"completed","name":"deploy","headBranch":"main","displayTitle":"add page","databaseId":11800000000,"createdAt":"2026-11-22T11:40:00Z"}]
""",
        "pipeline-red",
    ),
    "gh-queued": Sample(
        "gh",
        "run list --json x",
        """\
[{"conclusion":"","status":"queued","name":"deploy","headBranch":"main","displayTitle":"fix","databaseId":1,"createdAt":"2026-11-23T09:40:00Z"}]
""",
        "",
    ),
    "glab-list": Sample(
        "glab",
        "ci list",
        """\
Showing 2 pipelines on acme/stall. (Page 1)

State   IID         Ref   Created
(failed) • #4411 (#12)  main  (about 20 minutes ago)
(success) • #4410 (#11)  main  (about 1 day ago)
""",
        "pipeline-red",
    ),
    "runners-offline": Sample(
        "gh",
        "api runners",
        """\
{"total_count":1,"runners":[{"id":3,"name":"box1","os":"linux","status":"offline","busy":false}]}
""",
        "runner-offline",
    ),
    "state-lock": Sample(
        "paste",
        "terraform",
        """\
Error: Error acquiring the state lock

Error message: ConditionalCheckFailedException
Lock Info:
  ID:        0a1b2c3d
""",
        "pipeline-red state-locked",
    ),
    "ansible-red": Sample(
        "ansible",
        "playbook",
        """\
TASK [stall : restart] *********
fatal: [box1]: FAILED! => {"changed": false, "msg": "Unable to start service stall"}

PLAY RECAP *********************
box1                       : ok=4    changed=1    unreachable=0    failed=1    skipped=0    rescued=0    ignored=0
""",
        "pipeline-red",
    ),
    "ansible-good": Sample(
        "ansible",
        "playbook",
        """\
PLAY RECAP *********************
box1                       : ok=4    changed=1    unreachable=0    failed=0    skipped=0    rescued=0    ignored=0
""",
        "pipeline-green",
    ),
    "pytest-red": Sample(
        "paste",
        "tests",
        """\
FAILED tests/test_till.py::test_sum - AssertionError: assert 3 == 4
==================== 1 failed, 41 passed in 3.11s ====================
""",
        "code-raised pipeline-red",
    ),
    "runner-lost": Sample(
        "paste",
        "job log",
        """\
2026-11-23T11:40:41.1234567Z ##[error]The hosted runner lost communication with the server.
""",
        "runner-offline",
    ),
    "go-test-red": Sample(
        "paste",
        "tests",
        """\
--- FAIL: TestTill (0.01s)
FAIL\tacme.test/stall/till\t0.3s
make: *** [Makefile:12: test] Error 1
""",
        "pipeline-red",
    ),
    "gh-log-tabs": Sample(
        "gh",
        "run view --log-failed",
        """\
build\tRun tests\t2026-11-23T11:40:01.1Z --- FAIL: TestTill (0.01s)
build\tRun tests\t2026-11-23T11:40:02.1Z ##[error]Process completed with exit code 1.
""",
        "pipeline-red",
    ),
    "an-app-that-counts": Sample(
        "paste",
        "app log",
        """\
worker done processed=10 failed=3
npm ERR! code ELIFECYCLE
{"online": false, "status": "offline"}
""",
        "",
    ),
    "git-log": Sample(
        "git",
        "-C /srv/conf log --stat",
        """\
commit 4f2a91c0d3b5e6f708192a3b4c5d6e7f80912a3b
Author: A <a@acme.test>
Date:   Mon Nov 23 11:41:00 2026 +0000

    raise the pool size

 deploy/stall/values.yaml | 4 ++--
 1 file changed, 2 insertions(+), 2 deletions(-)

commit 0d3b5e6f708192a3b4c5d6e7f80912a3b4f2a91c
Author: A <a@acme.test>
Date:   Mon Nov 16 11:41:00 2026 +0000

    older
""",
        "config-changed",
    ),
    "git-log-short": Sample(
        "git",
        "log --format=x",
        """\
4f2a91c 2026-11-23 11:41:00 +0000 raise the pool size
0d3b5e6 2026-11-16 11:41:00 +0000 older
""",
        "config-changed",
    ),
    "git-diff": Sample(
        "git",
        "diff HEAD~1",
        """\
diff --git a/requirements.txt b/requirements.txt
index 1..2 100644
--- a/requirements.txt
+++ b/requirements.txt
@@ -1,2 +1,2 @@
-tillkit==1.4.0
+tillkit==2.0.0
 flask==3.0
diff --git a/src/stall/pay.py b/src/stall/pay.py
--- a/src/stall/pay.py
+++ b/src/stall/pay.py
@@ -1 +1 @@
-RATE = 1
+RATE = 2
diff --git a/apps/stall/deployment.yaml b/apps/stall/deployment.yaml
--- a/apps/stall/deployment.yaml
+++ b/apps/stall/deployment.yaml
@@ -1 +1 @@
-        image: acme/stall:1.1
+        image: acme/stall:1.2
""",
        "config-changed image-changed",
    ),
    "git-removed": Sample(
        "paste",
        "git show",
        """\
diff --git a/conf/stall.ini b/conf/stall.ini
deleted file mode 100644
--- a/conf/stall.ini
+++ /dev/null
@@ -1 +0,0 @@
-pool = 4
""",
        "config-changed",
    ),
}
