"""The values with which the tests render the chart: for each value of values.yaml another one."""

import copy

# What a value is changed to. Booleans are turned round and need no line.
OTHER = {
    "image.registry": "registry.example",
    "image.repository": "mirror/heap_exporter",
    "image.tag": "1.2.3",
    "image.digest": "sha256:" + "0123456789abcdef" * 4,
    "image.pullPolicy": "Always",
    "imagePullSecrets": [{"name": "my-registry"}],
    # Words that YAML takes for numbers or booleans must stay texts.
    "nameOverride": "123",
    "fullnameOverride": "true",
    "namespaceOverride": "123",
    "commonLabels": {"team": "123", "on-call": "true"},
    "config": {"process_names": [
        {"name": "{{.Matches.service}}", "cmdline": ["/srv/(?P<service>.+)/"]},
        {"runtime": ["nodejs"]}]},
    "extraArgs": ["--no-labels.pid", "--no-collector.system"],
    "extraVolumes": [{"name": "tls", "secret": {"secretName": "tls"}}],
    "extraVolumeMounts": [{"name": "tls", "mountPath": "/tls", "readOnly": True}],
    "securityContext.runAsUser": 1000,
    "securityContext.runAsGroup": 1000,
    "securityContext.seccompProfile.type": "Unconfined",
    "containerSecurityContext.capabilities.drop": ["NET_RAW"],
    "containerSecurityContext.capabilities.add": [],
    "resources.requests.cpu": "50m",
    "resources.requests.memory": "64Mi",
    "resources.limits.memory": "256Mi",
    "daemonsetAnnotations": {"example.org/build": "123"},
    "podAnnotations": {"cluster-autoscaler.kubernetes.io/safe-to-evict": "true"},
    "podLabels": {"network": "123"},
    "priorityClassName": "system-node-critical",
    "nodeSelector.kubernetes.io/os": "freebsd",
    "affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {
        "nodeSelectorTerms": [{"matchExpressions": [{"key": "pool", "operator": "Exists"}]}]}}},
    "tolerations": [{"key": "dedicated", "operator": "Exists"}],
    "updateStrategy.type": "OnDelete",
    "updateStrategy.rollingUpdate.maxUnavailable": "10%",
    "revisionHistoryLimit": 3,
    "terminationGracePeriodSeconds": 5,
    "serviceAccount.name": "123",
    "serviceAccount.annotations": {"example.org/role": "123"},
    "service.type": "NodePort",
    "service.clusterIP": "None",
    "service.port": 9999,
    "service.servicePort": 80,
    "service.portName": "http-heap",
    "service.nodePort": 30327,
    "service.annotations.prometheus.io/scrape": "false",
    "service.labels": {"monitored": "true"},
    "networkPolicy.ingress": [{
        "from": [{"namespaceSelector": {"matchLabels": {"name": "monitoring"}}}],
        "ports": [{"port": 14327}]}],
    "prometheus.rules.namespace": "123",
    "prometheus.rules.additionalLabels": {"release": "123"},
    "prometheus.rules.files": {"alerts": """
groups:
  - name: heap
    rules:
      - alert: HeapFailures
        expr: heap_exporter_target_failures > 0
        annotations:
          summary: "{{ $labels.reason }} on {{ $labels.instance }}"
"""},
    "extraManifests": [{"apiVersion": "v1", "kind": "ConfigMap",
                        "metadata": {"name": '{{ include "heap-exporter.fullname" . }}-extra'},
                        "data": {"port": "{{ .Values.service.port }}"}}],
}

for _probe in ("livenessProbe", "readinessProbe"):
    OTHER |= {f"{_probe}.httpGet.path": "/", f"{_probe}.httpGet.scheme": "HTTPS",
              f"{_probe}.initialDelaySeconds": 7, f"{_probe}.periodSeconds": 30,
              f"{_probe}.timeoutSeconds": 2, f"{_probe}.failureThreshold": 9}

_MONITOR = {
    "namespace": "123",
    "additionalLabels": {"release": "123"},
    "jobLabel": "app.kubernetes.io/instance",
    "podTargetLabels": ["team"],
    "scheme": "https",
    "basicAuth": {"username": {"name": "heap", "key": "user"},
                  "password": {"name": "heap", "key": "password"}},
    "tlsConfig": {"insecureSkipVerify": True},
    "interval": "1m30s",
    "scrapeTimeout": "5s",
    "sampleLimit": 5000,
    "relabelings": [{"action": "labeldrop", "regex": "pod"}],
    "metricRelabelings": [{"sourceLabels": ["__name__"], "regex": "system_.*", "action": "drop"}],
}
for _monitor in ("monitor", "podMonitor"):
    OTHER |= {f"prometheus.{_monitor}.{key}": value for key, value in _MONITOR.items()}

# What has to be set too, so that a value below the prefix is of any account.
COMPANY = {
    "networkPolicy.ingress": {"networkPolicy.enabled": True},
    "prometheus.monitor": {"prometheus.monitor.enabled": True},
    "prometheus.podMonitor": {"prometheus.podMonitor.enabled": True},
    "prometheus.rules": {"prometheus.rules.files": OTHER["prometheus.rules.files"]},
    "service.nodePort": {"service.type": "NodePort"},
}

# They need none of it.
SWITCHES = {"prometheus.monitor.enabled", "prometheus.podMonitor.enabled", "prometheus.rules.files"}

REFUSED = {
    "image.tga": "1",
    "image.repository": "",
    "image.digest": "sha256:0",
    "image.pullPolicy": "Sometimes",
    "imagePullSecrets": ["my-registry"],
    "fullnameOverride": "Heap_Exporter",
    "nameOverride": "-",
    "namespaceOverride": "n" * 64,
    "commonLabels": {"team": 123},
    "config": "process_names: []",
    "config.process_name": [],
    "extraArgs": ["log.format=json"],
    "hostPID": "true",
    "securityContext": [],
    "resources.request": {},
    "livenessProbe.periodSeconds": 0,
    "livenessProbe.exec": {"command": ["true"]},
    "readinessProbe.httpGet.scheme": "gopher",
    "podAnnotations": ["a"],
    "tolerations": {},
    "updateStrategy.type": "Recreate",
    "revisionHistoryLimit": -1,
    "terminationGracePeriodSeconds": "soon",
    "serviceAccount.create": "yes",
    "service.type": "Loadbalancer",
    "service.port": 65536,
    "service.portName": "a-name-that-is-too-long",
    "service.nodePort": "30327",
    "prometheus.monitor.interval": "often",
    "prometheus.monitor.serviceMonitor": True,
    "prometheus.podMonitor.sampleLimit": -1,
    "prometheus.rules.files": {"Alerts": "groups: []"},
    "extraManifests": ["kind: ConfigMap"],
    "tolerance": [],
}


def leaves(values, path=()):
    """(path, value) of all values that can be set; an empty map or a list is one value."""
    for key, value in values.items():
        if isinstance(value, dict) and value:
            yield from leaves(value, (*path, key))
        else:
            yield (*path, key), value


def nested(path, value):
    """{"a": {"b": value}} for ("a", "b")."""
    for key in reversed(path):
        value = {key: value}
    return value


def merged(first, second):
    """Both, as helm merges values; the second counts more."""
    result = copy.deepcopy(first)
    for key, value in second.items():
        both_maps = isinstance(value, dict) and isinstance(result.get(key), dict)
        result[key] = merged(result[key], value) if both_maps else value
    return result


def split(name):
    """The path of a dotted name; keys of labels keep their dots."""
    for prefix in ("nodeSelector", "service.annotations"):
        if name.startswith(prefix + "."):
            return (*prefix.split("."), name[len(prefix) + 1:])
    return tuple(name.split("."))


def company_of(name):
    values = {}
    for prefix, settings in COMPANY.items():
        if name.startswith(prefix) and name not in SWITCHES:
            for other, value in settings.items():
                values = merged(values, nested(split(other), value))
    return values
