"""Every figure as a picture, PNG or SVG, with title, filters, source and marking, made in the browser; on whatever page."""

from __future__ import annotations

import hashlib
from functools import lru_cache

import streamlit as st

from pages.shared.offline import STATIC, static_url

SCRIPT = "page/pictures.js"


@lru_cache(maxsize=1)
def _version() -> str:
    return hashlib.sha256((STATIC / SCRIPT).read_bytes()).hexdigest()[:12]


def as_pictures() -> None:
    """Put the buttons beside every figure's other buttons; app.py does it once for all pages. The script is fetched once for a visit."""
    st.html(
        f"""<script>
        if (!window.touchpointPictures && !document.getElementById('touchpoint-pictures')) {{
          var script = document.createElement('script');
          script.id = 'touchpoint-pictures';
          script.src = '{static_url(SCRIPT)}?{_version()}';
          document.head.appendChild(script);
        }}
        </script>""",
        unsafe_allow_javascript=True,
    )
