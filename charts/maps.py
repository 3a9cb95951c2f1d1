"""What every map begins with: the county it opens on, and script whose values can do no harm."""

from __future__ import annotations

import json

from branca.element import MacroElement
from folium.template import Template

ESSEX = (-0.02, 51.44, 1.30, 52.10)


class Script(MacroElement):
    """JavaScript run with the map, or each time a layer changes; MAP and LAYER in it stand for what it was added to."""

    _template = Template("{% macro script(this, kwargs) %}{{ this.text(kwargs) }}{% endmacro %}")

    def __init__(self, code: str, value: object = None) -> None:
        super().__init__()
        self._name = "Script"
        self._code, self._value = code, value

    def text(self, _: object) -> str:
        parent = self._parent.get_name() if self._parent is not None else "map_div"
        code = self._code.replace("LAYER", parent).replace("MAP", parent)
        return code if self._value is None else code % as_script(self._value)

    def get_bounds(self) -> list[list[float | None]]:
        return [[None, None], [None, None]]


def as_script(value: object) -> str:
    """JSON that can stand inside any script: text from files can neither close it nor become markup."""
    text = json.dumps(value, separators=(",", ":"))
    return (
        text.replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026")
        .replace("{{", "{\\u007b")
        .replace("{%", "{\\u0025")
        .replace("{#", "{\\u0023")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029")
    )
