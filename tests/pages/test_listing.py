"""Short tables in full: text of files is never markup, missing is a dash, what explains stands below."""

from __future__ import annotations

import pandas as pd

from pages.shared import listing


def test_text_of_files_is_never_markup_in_a_short_table() -> None:
    rows = pd.DataFrame(
        {"<i>Head</i>": ['<b>Cafe</b>" onclick="x'], "Rows": [None], "Dates": ["1 May\nto <u>3 May</u>"]}
    )
    html = listing._table(rows, 'a "label"', ("Rows",), (), cards=True)
    for markup in ("<b>", "<i>", "<u>", '" onclick="'):
        assert markup not in html
    assert "&lt;b&gt;Cafe&lt;/b&gt;" in html
    assert '<td role="cell" data-label="Rows" class="tp-n"><div>–</div></td>' in html
    assert "<div>1 May</div><span>to &lt;u&gt;3 May&lt;/u&gt;</span>" in html
    assert 'aria-label="a &quot;label&quot;"' in html
