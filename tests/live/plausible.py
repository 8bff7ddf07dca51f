"""What must hold of every scrape, whatever the processes do that it looks at."""

import math

MEBIBYTE = 1024 * 1024
REASONS = {"permission_denied", "process_gone", "unsupported_version", "unsupported_binary",
           "not_ready", "gc_running", "inconsistent", "layout_mismatch", "bad_address", "malformed",
           "limit_exceeded", "system_error"}


def check_scrape(test, scrape):
    """Every value is a number that can be, every reason one of the closed set."""
    for key, value in scrape.series.items():
        test.assertTrue(math.isfinite(value) and value >= 0, (key, value))
    for labels, _ in scrape.find("heap_exporter_target_failures"):
        test.assertIn(labels["reason"], REASONS)


def check_target(test, scrape, pid, total=(0, math.inf)):
    """Figures that agree with each other, the heap's total between two bounds, or else a reason and
    no figures at all. Returns whether there are figures; None where the target is not there."""
    is_up = scrape.value("heap_exporter_target_up", pid=pid)
    if is_up is None:
        return None
    if is_up == 0:
        _check_reason(test, scrape, pid)
    else:
        _check_heap(test, scrape, pid, total)
    return is_up == 1


def _check_reason(test, scrape, pid):
    names = scrape.names_with(pid=pid)
    test.assertEqual({name for name in names if name.startswith("nodejs_heap")}, set())
    failures = sum(value for _, value in scrape.find("heap_exporter_target_failures"))
    test.assertGreaterEqual(failures, 1)


def _check_heap(test, scrape, pid, bounds):
    total = scrape.value("nodejs_heap_size_total_bytes", pid=pid)
    test.assertIsNotNone(total)
    test.assertTrue(bounds[0] <= total <= bounds[1], total)
    _check_at_most(test, scrape, pid, "nodejs_heap_size_used_bytes", total)
    _check_at_most(test, scrape, pid, "nodejs_off_heap_bytes",
                   scrape.value("process_resident_memory_bytes", pid=pid))
    limit = scrape.value("nodejs_heap_size_limit_bytes", pid=pid)
    if limit is not None:
        test.assertLessEqual(total, limit + 16 * MEBIBYTE)
    _check_spaces(test, scrape, pid, total)


def _check_at_most(test, scrape, pid, name, most, **labels):
    value = scrape.value(name, pid=pid, **labels)
    if value is not None:
        test.assertLessEqual(value, most, (name, labels))


def _check_spaces(test, scrape, pid, total):
    spaces = scrape.find("nodejs_heap_space_size_total_bytes", pid=pid)
    test.assertEqual(sum(size for _, size in spaces), total)
    for labels, size in spaces:
        for what in ("used", "available", "physical"):
            _check_at_most(test, scrape, pid, f"nodejs_heap_space_size_{what}_bytes", size,
                           space=labels["space"])
