"""How the exporter ends: quickly when asked to, and with one clear line when it cannot start."""

import http.client
import socket
import subprocess
import threading
import time
import unittest

import harness

END_WITHIN_SECONDS = 2


class Stop(unittest.TestCase):
    def test_it_ends_at_once_while_it_is_being_scraped(self):
        with harness.Exporter() as exporter:
            scrapers = [threading.Thread(target=scrape_until_refused, args=(exporter,))
                        for _ in range(4)]
            for scraper in scrapers:
                scraper.start()
            exporter.text()
            self.assert_ends_in_time(exporter)
            for scraper in scrapers:
                scraper.join()

    def test_it_ends_at_once_though_clients_hold_connections_open(self):
        with harness.Exporter() as exporter:
            idle = socket.create_connection(("127.0.0.1", exporter.port))
            half = socket.create_connection(("127.0.0.1", exporter.port))
            with idle, half:
                half.sendall(b"GET /metrics HTTP/1.1\r\nHost: x\r\n")
                exporter.text()
                self.assert_ends_in_time(exporter)

    def assert_ends_in_time(self, exporter):
        begin = time.monotonic()
        exporter.terminate()
        exit_code = exporter.wait()
        self.assertLess(time.monotonic() - begin, harness.scaled(END_WITHIN_SECONDS))
        self.assertEqual(exit_code, 0)


class Start(unittest.TestCase):
    def test_an_unknown_flag_is_refused_in_one_line(self):
        self.assert_refused("--no-such-flag", says="no-such-flag")

    def test_an_impossible_address_is_refused_in_one_line(self):
        self.assert_refused("--web.listen-address=127.0.0.1:99999", says="99999")

    def test_a_taken_port_is_refused_in_one_line(self):
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]
            self.assert_refused(f"--web.listen-address=127.0.0.1:{port}", says=str(port))

    def assert_refused(self, *flags, says):
        run = subprocess.run([harness.exporter_path(), *flags], capture_output=True, text=True,
                             timeout=harness.scaled(10))
        self.assertGreater(run.returncode, 0)
        self.assertEqual(run.stdout, "")
        self.assertEqual(len(run.stderr.splitlines()), 1, run.stderr)
        self.assertIn(says, run.stderr)


def scrape_until_refused(exporter):
    while True:
        try:
            exporter.text()
        except (OSError, http.client.HTTPException):
            return


if __name__ == "__main__":
    harness.main()
