"""What the image of the Dockerfile holds, and that it runs with nothing but what it is given."""

import pathlib
import re
import shutil
import ssl
import struct
import tarfile
import tempfile
import urllib.request

import engine
import images
from engine import IMAGE, ROOT, run
from processes import scaled, wait_for

MAX_BYTES = 60 * 1000 * 1000
HARDENED = ["--cap-drop=ALL", "--read-only", "--security-opt=no-new-privileges"]
CAP_SYS_PTRACE = 19
# struct vfs_cap_data of linux/capability.h: version and flags, then permitted and inheritable, twice.
CAPABILITY = struct.Struct("<5I")
VFS_CAP_REVISION_2 = 0x02000000

PROBE_DOCKERFILE = f"""
FROM {IMAGE}:build AS probe
COPY tls_probe.cc .
RUN $MACHINE-linux-gnu-g++ -o /tls_probe tls_probe.cc -lcivetweb
FROM {IMAGE}
COPY --from=probe /tls_probe /
COPY certificate.pem /
ENTRYPOINT ["/tls_probe", "/certificate.pem"]
"""


class Image(engine.Test):
    def setUp(self):
        self.facts = self.docker.inspect(IMAGE)

    def test_it_is_small(self):
        self.assertLess(self.facts["Size"], MAX_BYTES)

    def test_it_says_what_it_is(self):
        config = self.facts["Config"]
        self.assertEqual(config["User"], "65532:65532")
        self.assertIn("14327/tcp", config["ExposedPorts"])
        [version] = re.findall(r"^project\(heap_exporter VERSION (\S+)",
                               (ROOT / "CMakeLists.txt").read_text(), re.MULTILINE)
        labels = {key.removeprefix("org.opencontainers.image."): value
                  for key, value in config["Labels"].items()}
        self.assertEqual(labels["title"], "heap_exporter")
        self.assertEqual(labels["version"], version)
        self.assertEqual(labels["licenses"], "Apache-2.0")
        self.assertEqual(labels.keys(), {"title", "description", "version", "revision", "licenses"})

    def test_it_holds_the_program_and_its_libraries_alone(self):
        # The engine adds empty files, to put others in their place.
        files = {name: file for name, file in self.files().items() if file.isfile() and file.size}
        executable = {name for name, file in files.items() if file.mode & 0o111}
        loaders = {name for name in executable if re.fullmatch(r"lib(64)?/ld-linux-\S+", name)}
        self.assertEqual(executable, {"bin/heap_exporter"} | loaders)
        self.assertEqual(len(loaders), 1)
        self.assertFalse([name for name, file in files.items() if file.mode & 0o6022])
        self.assertIn("LICENSE", files)

    def test_its_capability_is_permitted_and_not_effective(self):
        attribute = self.files()["bin/heap_exporter"].pax_headers["SCHILY.xattr.security.capability"]
        version, permitted, inheritable, *more = CAPABILITY.unpack(
            attribute.encode("utf-8", "surrogateescape"))
        self.assertEqual(version, VFS_CAP_REVISION_2)  # that is, without the flag "effective"
        self.assertEqual(permitted, 1 << CAP_SYS_PTRACE)
        self.assertEqual([inheritable, *more], [0, 0, 0])

    def test_it_starts_without_any_right(self):
        version = self.docker.docker("run", "--rm", "--network=none", *HARDENED, IMAGE, "--version")
        self.assertIn("heap_exporter", version)

    def test_its_health_check_asks_the_program(self):
        with self.container(*HARDENED, "--health-interval=1s") as name:
            wait_for(lambda: self.health(name) == "healthy", "a healthy container", 120)
            self.docker.docker("exec", name, "/bin/heap_exporter", "health")
            with self.assertRaisesRegex(engine.CommandFailed, "no answer from 127.0.0.1:1: "):
                self.docker.docker("exec", name, "/bin/heap_exporter", "health",
                                   "--web.listen-address=:1")

    def test_its_health_check_fails_where_nobody_serves(self):
        with self.container("--health-interval=1s", "--health-start-period=0s", "--health-retries=1",
                            flags=["--web.listen-address=localhost:1111"]) as name:
            wait_for(lambda: self.health(name) == "unhealthy", "an unhealthy container", 120)
            self.docker.docker("exec", name, "/bin/heap_exporter", "health",
                               "--web.listen-address=localhost:1111")

    def test_it_ends_when_it_is_told_to(self):
        with self.container() as name:
            wait_for(lambda: "listening" in self.docker.logs(name), "the exporter to listen", 60)
            self.docker.docker("stop", "--time=60", name, seconds=120)
            state = self.docker.inspect(name)["State"]
            self.assertEqual((state["Status"], state["ExitCode"]), ("exited", 0))

    def test_tls_works_in_it(self):
        if not shutil.which("openssl"):
            self.skipTest("there is no openssl to make a certificate with")
        self.docker.build(f"{IMAGE}:build", ROOT, "--target=build")
        with tempfile.TemporaryDirectory() as folder:
            certificate = make_certificate(folder)
            self.docker.build_from(f"{IMAGE}:tls", PROBE_DOCKERFILE, **{
                "tls_probe.cc": pathlib.Path(__file__).with_name("tls_probe.cc"),
                "certificate.pem": certificate})
            with self.docker.talk("run", "--rm", "--interactive", "--network=host", *HARDENED,
                                  f"{IMAGE}:tls") as probe:
                port = probe.lines.find(r"port (\d+)", 60).group(1)
                self.assertEqual(status_over_tls(port, certificate), 204)

    def container(self, *options, flags=()):
        return self.docker.container("--network=none", *options, IMAGE, *flags)

    def health(self, name):
        return self.docker.inspect(name)["State"]["Health"]["Status"]

    def files(self):
        """What a container of the image has on its disk, by name."""
        with tempfile.TemporaryDirectory() as folder, self.docker.container(IMAGE) as name:
            archive = pathlib.Path(folder, "files.tar")
            self.docker.docker("export", "--output", archive, name)
            with tarfile.open(archive) as files:
                return {file.name: file for file in files}


def status_over_tls(port, certificate):
    context = ssl.create_default_context(cafile=certificate)
    url = f"https://127.0.0.1:{port}/"
    with urllib.request.urlopen(url, context=context, timeout=scaled(30)) as answer:
        return answer.status


def make_certificate(folder):
    """A file with a key, and a certificate that the key's owner is 127.0.0.1."""
    key, certificate = pathlib.Path(folder, "key.pem"), pathlib.Path(folder, "certificate.pem")
    run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=test",
         "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate])
    certificate.write_text(certificate.read_text() + key.read_text())
    certificate.chmod(0o644)
    return certificate


if __name__ == "__main__":
    engine.main(images.build_ours)
