"""Compares what was learned of a build with the row of its V8 version."""

import enum

from learning.row import FIELDS, Need, to_text


class Verdict(enum.Enum):
    EQUAL = "equal"
    DIFFERS = "differs"
    NOT_LEARNED = "not learned"
    NOT_IN_ROW = "not in the row"


def compare(learned, row):
    """[(verdict, field, text)], one for each field of which there is something to say."""
    return [(verdict, name, text) for name, field in FIELDS.items()
            for verdict, text in _compare(field, row.get(name), learned.candidates.get(name, []))]


def fails(verdict, name):
    if verdict == Verdict.NOT_LEARNED:
        return FIELDS[name].need == Need.MUST
    return verdict == Verdict.DIFFERS


def _compare(field, value, candidates):
    text = to_text(field, value)
    if not candidates:
        if value is not None or field.need == Need.MUST:
            yield Verdict.NOT_LEARNED, f"the row says {text}"
    elif value in candidates:
        if value is not None:
            yield Verdict.EQUAL, text + _others(field, candidates, value)
    else:
        lacks = value is None and field.need == Need.COUNTER
        verdict = Verdict.NOT_IN_ROW if lacks else Verdict.DIFFERS
        says = "" if lacks else f"the row says {text}, "
        yield verdict, f"{says}learned was {to_text(field, candidates[0])}" + _others(
            field, candidates, candidates[0])


def _others(field, candidates, value):
    others = [to_text(field, other) for other in candidates if other != value]
    return f" ({', '.join(others)} would fit too)" if others else ""
