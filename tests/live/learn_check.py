"""Whether `learn --check` names every field in which a row is wrong. No process is needed."""

import pathlib
import unittest

from learning import row
from learning.check import Verdict, compare, fails
from learning.learner import Learned
from learning.row import FIELDS, Kind, Need
from learning.rows_file import RowsFile

ROWS = pathlib.Path(__file__).resolve().parents[2] / "exporter/runtime/node/v8_layout.cc"


def learned_as(layout):
    """What would have been learned of a build for which the row is right."""
    learned = Learned(layout["version"], "0.0.0")
    for name in FIELDS:
        learned.put(name, [layout.get(name)])
    return learned


def changed(field, value):
    """Another value of the field."""
    if field.kind == Kind.FLAG:
        return not value
    if field.kind == Kind.NAME:
        return value + "x"
    if field.kind in (Kind.PATH, Kind.VERSION):
        return (*value[:-1], value[-1] + 8)
    return value + 8


def failing(learned, layout):
    return [name for verdict, name, _ in compare(learned, layout) if fails(verdict, name)]


class Check(unittest.TestCase):
    def setUp(self):
        self.text = ROWS.read_text()
        self.layouts = RowsFile(self.text).rows.values()

    def test_all_rows_are_read(self):
        self.assertEqual(len(self.layouts), self.text.count("    V8Layout{"))
        self.assertGreater(len(self.layouts), 20)

    def test_a_row_is_printed_as_it_is_read(self):
        for layout in self.layouts:
            printed = f"constexpr std::array kLayouts = {{\n{row.to_cpp(layout, '0.0.0')}\n}};\n"
            self.assertEqual(RowsFile(printed).rows, {layout["version"]: layout})

    def test_a_right_row_agrees(self):
        for layout in self.layouts:
            self.assertEqual(failing(learned_as(layout), layout), [])

    def test_every_wrong_field_is_named(self):
        for layout in self.layouts:
            for name in layout:
                wrong = layout | {name: changed(FIELDS[name], layout[name])}
                self.assertEqual(failing(learned_as(layout), wrong), [name])

    def test_a_field_that_must_be_in_the_row_is_missed(self):
        for layout in self.layouts:
            for name in layout:
                without = {other: value for other, value in layout.items() if other != name}
                missed = [] if FIELDS[name].need == Need.COUNTER else [name]
                self.assertEqual(failing(learned_as(layout), without), missed)

    def test_what_was_not_learned_is_not_called_equal(self):
        for layout in self.layouts:
            learned = Learned(layout["version"], "0.0.0")
            verdicts = {name: verdict for verdict, name, _ in compare(learned, layout)}
            self.assertEqual(set(verdicts), set(layout))
            self.assertEqual({name for name in verdicts if verdicts[name] == Verdict.EQUAL},
                             {"version"})

    def test_a_field_that_the_struct_does_not_have_is_an_error(self):
        with self.assertRaises(ValueError):
            RowsFile(self.text.replace(".gc_state", ".gc_status"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
