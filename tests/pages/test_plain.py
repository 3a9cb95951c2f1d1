"""Text from files inside Markdown."""

import pytest

from pages.shared.plain import plain


@pytest.mark.parametrize(
    "text", ["info@kettle.example", "http://kettle.example/a", "HTTPS://kettle.example", "www.kettle.example"]
)
def test_addresses_in_files_are_no_links(text):
    marked = plain(text).replace("\\", "")
    assert marked.replace("\u2060", "") == text
    assert "\u2060" in marked


def test_what_is_no_address_has_no_mark():
    assert plain("Nails@Home & co") == "Nails@Home & co"


def test_a_name_that_turns_the_direction_does_not_turn_the_figure_behind_it():
    assert plain("\u202eesrever\u2066 \u05d0\u05d1") == "esrever \u05d0\u05d1"
