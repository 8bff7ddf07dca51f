"""A strict reader of Prometheus's text format 0.0.4: what it does not understand is an error."""

import re

_NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
_SAMPLE = re.compile(rf"({_NAME})(?:\{{(.*)\}})? (\S+)")
_LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\[\\"n])*)"(?:,|$)')
_ESCAPES = {"\\\\": "\\", '\\"': '"', "\\n": "\n"}


class Exposition:
    """The series of one scrape: {(name, labels): value}, labels being a frozenset of pairs."""

    def __init__(self, text):
        self.series = {}
        self.types = {}
        if not text.endswith("\n"):
            raise ValueError("the last line has no end")
        # Not splitlines(): a label value may hold other characters that it takes for line ends.
        for line in text.split("\n"):
            self._read_line(line)

    def find(self, name, **labels):
        """The series of that name that have at least these labels, as a list of (labels, value)."""
        wanted = {(key, str(value)) for key, value in labels.items()}
        return [(dict(pairs), value) for (series, pairs), value in self.series.items()
                if series == name and wanted <= pairs]

    def value(self, name, **labels):
        """The value of the one series with these labels, or None where there is none."""
        found = self.find(name, **labels)
        if len(found) > 1:
            raise ValueError(f"{name} with {labels} is not one series: {found}")
        return found[0][1] if found else None

    def names_with(self, **labels):
        """The names of all series with these labels."""
        wanted = {(key, str(value)) for key, value in labels.items()}
        return {name for name, pairs in self.series if wanted <= pairs}

    def _read_line(self, line):
        if line.startswith("# TYPE "):
            _, _, name, kind = line.split(" ")
            if name in self.types:
                raise ValueError(f"two TYPE lines for {name}")
            self.types[name] = kind
        elif line and not line.startswith("# HELP "):
            self._read_sample(line)

    def _read_sample(self, line):
        match = _SAMPLE.fullmatch(line)
        if not match:
            raise ValueError(f"not a sample: {line!r}")
        name, labels, value = match.groups()
        key = (name, _read_labels(labels or ""))
        if key in self.series:
            raise ValueError(f"twice the same series: {line!r}")
        self.series[key] = float(value)


def _read_labels(text):
    pairs = []
    position = 0
    while position < len(text):
        match = _LABEL.match(text, position)
        if not match:
            raise ValueError(f"not a label: {text[position:]!r}")
        name, value = match.groups()
        pairs.append((name, re.sub(r"\\.", lambda escape: _ESCAPES[escape.group()], value)))
        position = match.end()
    if len(pairs) != len({name for name, _ in pairs}):
        raise ValueError(f"a label twice: {text!r}")
    return frozenset(pairs)
