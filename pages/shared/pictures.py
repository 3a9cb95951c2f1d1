"""Every figure as a picture: beside Plotly's own button for PNG one for SVG, drawn in the browser, on whatever page."""

from __future__ import annotations

import streamlit as st

_BUTTON = """<script>
(function(){
  if (window.touchpointPictures) { return; }
  window.touchpointPictures = true;
  var waiting = false;
  function add(){
    waiting = false;
    document.querySelectorAll('.js-plotly-plot').forEach(function(plot){
      var camera = plot.querySelector('.modebar-btn[data-title^="Download"]:not(.as-svg)');
      if (!camera || plot.querySelector('.as-svg') || !plot._context) { return; }
      camera.setAttribute('data-title', 'Download as PNG');
      var copy = camera.cloneNode(false);
      copy.classList.add('as-svg');
      copy.setAttribute('data-title', 'Download as SVG');
      copy.setAttribute('aria-label', 'Download as SVG');
      copy.textContent = 'SVG';
      copy.style.cssText = 'font:600 10px/20px sans-serif;color:inherit;opacity:.75;padding:0 4px;text-decoration:none';
      copy.addEventListener('click', function(event){
        event.preventDefault(); event.stopPropagation();
        var before = plot._context.toImageButtonOptions;
        plot._context.toImageButtonOptions = Object.assign({}, before, {format: 'svg', scale: 1});
        camera.click();
        plot._context.toImageButtonOptions = before;
      });
      camera.insertAdjacentElement('afterend', copy);
    });
  }
  new MutationObserver(function(){ if (!waiting) { waiting = true; setTimeout(add, 300); } }).observe(document.body, {childList: true, subtree: true});
  add();
})();
</script>"""


def as_svg() -> None:
    """Put the button beside every figure's other buttons; app.py does it once for all pages."""
    st.html(_BUTTON, unsafe_allow_javascript=True)
