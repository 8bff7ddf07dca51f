"""Whether one `docker compose up` of deploy/compose brings what it promises: the exporter beside a
service whose figures it tells to the byte, also after a restart, Prometheus with its series, and
Grafana with its data source and dashboards."""

import concurrent.futures
import contextlib
import http.client
import json
import re
import threading
import time
import urllib.parse
import urllib.request

import engine
import growth
import harness
import images
from engine import DOCKER, ROOT
from exposition import Exposition
from processes import scaled, wait_for

COMPOSE = ROOT / "deploy" / "compose" / "compose.yaml"
OVERRIDE = ROOT / "tests" / "e2e" / "targets" / "compose.yaml"
PROJECT = "heap_exporter_e2e"
# Any port that is free, for each of those that are published.
PORTS = {"EXPORTER_PORT": "0", "PROMETHEUS_PORT": "0", "GRAFANA_PORT": "0"}
PUBLISHED = {"exporter": ("pod", 14327), "app": ("pod", 8080), "prometheus": ("prometheus", 9090),
             "grafana": ("grafana", 3000)}


def fetch(url):
    with urllib.request.urlopen(url, timeout=scaled(60)) as response:
        return response.read().decode()


def fetch_if_possible(url):
    """What is there, or None where nobody answers."""
    try:
        return fetch(url)
    except (OSError, http.client.HTTPException):
        return None


class Worker(harness.Target):
    """The process that the service in the container gives work to, over the container's streams."""

    def wait_until_blocked(self):
        """Its threads are not ours to see; it takes its figures when they have come to rest."""


class Sidecar(engine.Test):
    @classmethod
    def setUpClass(cls):
        cls.enterClassContext(composed(cls.docker))
        cls.addresses = {name: address_of(cls.docker, *where) for name, where in PUBLISHED.items()}
        wait_for(lambda: fetch_if_possible(cls.url("app", "/")), "the app to answer", 120)
        wait_for(lambda: fetch_if_possible(cls.url("exporter", "/-/ready")), "the exporter to answer", 120)

    @classmethod
    def url(cls, name, path):
        return f"http://{cls.addresses[name]}{path}"

    def test_the_heap_is_told_to_the_byte(self):
        with self.worker() as worker:
            self.compare(worker)

    def test_an_app_that_is_started_anew_under_load_is_told_at_the_next_scrape(self):
        for _ in range(3):
            with self.load():
                before = wait_for(self.pids, "the app to answer", 60)
                fetch_if_possible(self.url("app", "/crash"))
                wait_for(lambda: self.pids() not in (None, before), "the app to be started anew", 120)
                with self.worker() as worker:
                    worker.figures()  # it runs
                    scrape = self.scrape()
                pids = wait_for(self.pids, "the app to answer", 60).values()
                for pid in pids:  # which may collect garbage just then
                    wait_for(lambda: self.is_up(pid), "its heap", 60)
            for pid in pids:
                self.assertIn("process_resident_memory_bytes", scrape.names_with(pid=pid))
            for pid in before.values():
                self.assertEqual(scrape.names_with(pid=pid), set())
        with self.worker() as worker:
            self.compare(worker)

    def test_a_sidecar_that_is_started_anew_leaves_the_app_alone(self):
        before = self.pids()
        self.docker.docker("restart", self.container("exporter"))
        wait_for(lambda: fetch_if_possible(self.url("exporter", "/-/ready")), "the exporter", 120)
        self.assertEqual(self.pids(), before)
        with self.worker() as worker:
            self.compare(worker)

    def test_prometheus_has_the_series(self):
        wait_for(lambda: self.query('up{job="heap_exporter"} == 1'), "a scrape", 120)
        pid = f'{{job="heap_exporter", pid="{self.pids()["worker"]}"}}'
        for name in ("nodejs_heap_size_total_bytes", "nodejs_off_heap_bytes"):
            [result] = wait_for(lambda: self.query(name + pid), name, 120)
            self.assertGreater(float(result["value"][1]), 0)

    def test_prometheus_has_the_rules(self):
        answer = json.loads(fetch(self.url("prometheus", "/api/v1/rules")))
        loaded = {group["file"] for group in answer["data"]["groups"]}
        files = (ROOT / "dashboards" / "rules").glob("*.rules.yml")
        self.assertEqual(loaded, {f"/etc/prometheus/rules/{file.name}" for file in files})

    def test_grafana_is_given_its_data_source_and_dashboards(self):
        if "stand_in" not in str(self.docker.inspect(self.container("grafana"))["Config"]["Cmd"]):
            self.skipTest("this is Grafana itself, which does not show its files")
        answer = json.loads(fetch(self.url("grafana", "/")))
        self.assertEqual(answer["status"], 200)  # of the data source
        files = answer["files"]
        provisioning = "/etc/grafana/provisioning"
        self.assertIn("type: prometheus", files[f"{provisioning}/datasources/heap_exporter.yml"])
        provider = files[f"{provisioning}/dashboards/heap_exporter.yml"]
        [folder] = re.findall(r"^ *path: (\S+)$", provider, re.MULTILINE)
        dashboards = {name: json.loads(text) for name, text in files.items()
                      if name.startswith(folder) and name.endswith(".json")}
        ours = {f"{folder}/{file.name}" for file in (ROOT / "dashboards").glob("*.json")}
        self.assertEqual(dashboards.keys(), ours)

    def test_it_has_no_more_rights_than_it_needs(self):
        facts = self.docker.inspect(self.container("exporter"))
        host = facts["HostConfig"]
        self.assertTrue(host["ReadonlyRootfs"])
        self.assertEqual((host["CapDrop"], host["CapAdd"]), (["ALL"], ["SYS_PTRACE"]))
        wait_for(lambda: self.docker.inspect(self.container("exporter"))["State"]["Health"]["Status"]
                 == "healthy", "the health check", 120)

    def compare(self, worker):
        figures, scrape = worker.in_one_state(self.scrape)
        growth.compare_heap(self, growth.Figures(scrape, self.pids()["worker"]), figures)

    def worker(self):
        command = [DOCKER, "attach", "--sig-proxy=false", self.container("app")]
        return Worker(command, self.docker.environment)

    def pids(self):
        """Those of the service and of its worker; None where it does not answer."""
        answer = json.loads(fetch_if_possible(self.url("app", "/")) or "null")
        return answer and {name: answer[name] for name in ("pid", "worker")}

    @contextlib.contextmanager
    def load(self):
        """Keeps the service and the exporter busy."""
        done = threading.Event()

        def ask(url):
            while not done.is_set():
                if fetch_if_possible(url) is None:  # it is being started anew
                    time.sleep(0.01)

        with concurrent.futures.ThreadPoolExecutor() as pool:
            clients = [pool.submit(ask, self.url(name, path))
                       for name, path in (("app", "/"), ("app", "/"), ("exporter", "/metrics"))]
            try:
                yield
            finally:
                done.set()
        for client in clients:
            client.result()

    def scrape(self):
        return Exposition(fetch(self.url("exporter", "/metrics")))

    def is_up(self, pid):
        return self.scrape().value("heap_exporter_target_up", pid=pid) == 1

    def query(self, expression):
        query = urllib.parse.urlencode({"query": expression})
        return json.loads(fetch(self.url("prometheus", f"/api/v1/query?{query}")))["data"]["result"]

    def container(self, service):
        return container_of(self.docker, service)


@contextlib.contextmanager
def composed(docker):
    files = ["--file", COMPOSE, "--file", OVERRIDE]
    try:
        docker.compose(PROJECT, *files, "up", "--detach", environment=PORTS)
        yield
    finally:
        docker.compose(PROJECT, *files, "down", "--volumes", "--timeout=5", environment=PORTS)


def container_of(docker, service):
    return docker.docker("ps", "--quiet", f"--filter=label=com.docker.compose.project={PROJECT}",
                         f"--filter=label=com.docker.compose.service={service}").strip()


def address_of(docker, service, port):
    return docker.docker("port", container_of(docker, service), f"{port}/tcp").split()[0]


def prepare(docker):
    images.build_ours(docker)
    images.provide(docker, *re.findall(r"image: (\S+:\S+)", COMPOSE.read_text()))


if __name__ == "__main__":
    engine.main(prepare)
