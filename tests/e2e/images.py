"""The images that the tests run: the project's own, built from its Dockerfile, and those that it is
built from or runs beside.

What cannot be pulled is stood in for under the same name, and the test says so: Debian made of its
packages, Node.js and Prometheus put into that, and for Grafana a program that shows what it was given.
Stand-ins of Debian are kept in the user's cache.
"""

import os
import pathlib
import shutil
import subprocess
import unittest

import engine
from engine import ROOT, run

DEBIAN = "debian:trixie-slim"
NODE = "node:22-trixie-slim"
NODE_VERSION = "22.23.3"

NODE_DOCKERFILE = f"""
FROM {DEBIAN}
COPY node /usr/local/bin/node
RUN groupadd --gid 1000 node && useradd --uid 1000 --gid node --create-home node
CMD ["node"]
"""
PROMETHEUS_DOCKERFILE = f"""
FROM {DEBIAN}
COPY prometheus /bin/prometheus
RUN mkdir --mode=777 /prometheus
USER 65534:65534
WORKDIR /prometheus
ENTRYPOINT ["/bin/prometheus"]
CMD ["--config.file=/etc/prometheus/prometheus.yml", "--storage.tsdb.path=/prometheus"]
"""
GRAFANA_DOCKERFILE = f"""
FROM {NODE}
COPY stand_in.js /stand_in.js
USER 472:0
CMD ["node", "/stand_in.js"]
"""


def provide(docker, *names):
    """Sees to it that the engine has images of these names; without them there is nothing to test."""
    for name in names:
        if not docker.has_image(name) and not _pulled(docker, name):
            print(f"{name} cannot be pulled here: stood in for", flush=True)
            try:
                _stand_in_for(docker, name)
            except engine.CommandFailed as error:
                raise unittest.SkipTest(f"{name} can be neither pulled nor stood in for: {error}")


def build_ours(docker):
    """Builds the image of the exporter as its Dockerfile says."""
    provide(docker, DEBIAN)
    docker.build(engine.IMAGE, ROOT)


def _pulled(docker, name):
    try:
        docker.docker("pull", "--quiet", name, seconds=120)
        return True
    except (engine.CommandFailed, subprocess.TimeoutExpired):
        return False


def _stand_in_for(docker, name):
    kind = name.partition(":")[0]
    makers = {"debian": _debian, "node": _node, "prom/prometheus": _prometheus,
              "grafana/grafana": _grafana}
    makers[kind](docker, name)


def _debian(docker, name):
    docker.docker("import", "--change", 'CMD ["bash"]', _debian_files(), name, seconds=300)


def _debian_files():
    """A tar file of what Debian's image has, made of packages."""
    cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache")
    files = cache / "heap_exporter" / "images" / "debian-trixie-slim.tar"
    if not files.exists():
        files.parent.mkdir(parents=True, exist_ok=True)
        scratch = files.with_suffix(f".{os.getpid()}")
        without = [f"--dpkgopt=path-exclude=/usr/share/{name}/*" for name in ("doc", "man", "locale")]
        run(["mmdebstrap", "--quiet", "--variant=minbase", "--format=tar", *without,
             "--include=ca-certificates", "trixie", scratch], seconds=600)
        scratch.rename(files)  # another run may have been faster, which is as good
    return files


def _node(docker, name):
    provide(docker, DEBIAN)
    fetched = run([ROOT / "tests" / "live" / "fetch-node.sh", NODE_VERSION], seconds=300)
    docker.build_from(name, NODE_DOCKERFILE, node=fetched.strip())


def _prometheus(docker, name):
    provide(docker, DEBIAN)
    program = shutil.which("prometheus")
    if not program:
        raise unittest.SkipTest(f"there is no prometheus to stand in for {name} with")
    docker.build_from(name, PROMETHEUS_DOCKERFILE, prometheus=program)


def _grafana(docker, name):
    provide(docker, NODE)
    docker.build_from(name, GRAFANA_DOCKERFILE,
                      **{"stand_in.js": pathlib.Path(__file__).parent / "targets" / "grafana_stand_in.js"})
