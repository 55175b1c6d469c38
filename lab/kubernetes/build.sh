#!/bin/bash
# Builds a Kubernetes API server and its controllers from Debian's own source package: once, 10 minutes on two cores.
# build.sh DIR [COMPONENT...]: binaries land in DIR/bin. Needs golang-go and a `deb-src` line for the release.
set -eu
root=${1:?name a directory that is kept between runs}
shift
mkdir -p "$root/bin" "$root/go/src/k8s.io"
cd "$root"
source=$root/go/src/k8s.io/kubernetes
if [ ! -d "$source" ]; then
  rm -rf "$source.new" deb
  apt-get source --download-only kubernetes
  mkdir "$source.new"
  tar -xzf kubernetes_*.orig.tar.gz -C "$source.new" --strip-components=1
  # the vendored reflect2 1.0.1 predates Go 1.18: the server would crash on the first custom resource
  apt-get download golang-github-modern-go-reflect2-dev
  dpkg -x golang-github-modern-go-reflect2-dev_*.deb deb
  vendored=$source.new/vendor/github.com/modern-go/reflect2
  rm "$vendored"/*.go
  cp deb/usr/share/gocode/src/github.com/modern-go/reflect2/*.go "$vendored/"
  mv "$source.new" "$source"
fi
cd "$source"
# in module mode the go command wants to update go.mod
export GOPATH=$root/go GOCACHE=$root/cache GO111MODULE=off CGO_ENABLED=0
generated=pkg/generated/openapi/zz_generated.openapi.go
if [ ! -e "$generated" ]; then # generated code is not in the tarball
  go build -o "$root/bin/openapi-gen" k8s.io/kubernetes/vendor/k8s.io/kube-openapi/cmd/openapi-gen
  packages=$(find -L pkg vendor/k8s.io -name '*.go' ! -name '*_test.go' -print0 |
    xargs -0 grep -lE '^// \+k8s:openapi-gen=' | xargs -n1 dirname | sort -u | grep -v /testdata |
    sed 's#^#k8s.io/kubernetes/#' | paste -sd,)
  "$root/bin/openapi-gen" --logtostderr -i "$packages" -p k8s.io/kubernetes/pkg/generated/openapi \
    -O zz_generated.openapi -h hack/boilerplate/boilerplate.generatego.txt -r "$root/openapi.report"
fi
flags="-s -w"
for package in component-base/version client-go/pkg/version; do
  of=k8s.io/kubernetes/vendor/k8s.io/$package
  flags="$flags -X $of.gitVersion=v1.20.2 -X $of.gitMajor=1 -X $of.gitMinor=20 -X $of.gitTreeState=clean"
done
for component in ${*:-kube-apiserver kube-controller-manager}; do
  [ -x "$root/bin/$component" ] || go build -ldflags "$flags" -o "$root/bin/$component" "k8s.io/kubernetes/cmd/$component"
done
