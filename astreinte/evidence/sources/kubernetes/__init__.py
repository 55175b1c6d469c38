"""A Kubernetes cluster through `kubectl`: what is listed, described, logged and measured. Nothing is applied."""

from .source import KubernetesSource

__all__ = ["KubernetesSource"]
