/* What people do on the map: point, click, draw, pin, print, play. Everything is a button that a keyboard reaches. */
(function () {
  'use strict';
  var TP = window.TP, sent = 0;

  // The component hands a value to the page; its own delayed messages then find nothing new to say.
  TP.send = function (value) {
    value.turn = ++sent + '.' + Date.now();
    var g = window.__GLOBAL_DATA__;
    if (g) { g.last_active_drawing = value; g.previous_data = { last_active_drawing: value }; }
    window.__tpSent = value;
    if (window.Streamlit) window.Streamlit.setComponentValue({ last_active_drawing: value });
  };
  function pick(latlng) {
    var hit = TP.at(latlng);
    if (!hit) return TP.send({ kind: 'none' });
    if (hit.kind === 'dot') {
      var d = TP.state.dots;
      var lat = Math.atan(Math.sinh(Math.PI * (1 - 2 * d.y[hit.index]))) * 180 / Math.PI, lng = (d.x[hit.index] - 0.5) * 360;
      return TP.send({ kind: 'dot', longitude: +lng.toFixed(5), latitude: +lat.toFixed(5), business_id: d.ids ? d.ids[hit.index] : '' });
    }
    TP.send({ kind: 'area', code: hit.code });
  }

  TP.hover = function (map) {
    var tip = L.tooltip({ sticky: true, className: 'tp-tip', offset: [12, 0] }), waiting = null;
    function point(e, under) {
      if (TP.mode || !e.latlng) return;
      var hit = TP.at(e.latlng), was = TP.hovered;
      TP.hovered = hit && hit.shape ? hit.shape : null;
      map.getContainer().style.cursor = hit ? 'pointer' : '';
      if (!hit && !under) map.closeTooltip(tip);
      else {
        var box = document.createElement('div');
        (hit ? TP.words(hit) : []).concat(under || []).forEach(function (text, i) { var line = document.createElement(i ? 'div' : 'strong'); line.textContent = text; box.appendChild(line); });
        tip.setLatLng(e.latlng).setContent(box);
        if (!map.hasLayer(tip)) map.openTooltip(tip);
      }
      if (was !== TP.hovered) TP.redraw();
    }
    map.on('mousemove', function (e) {
      var under = TP.under;  // what of a context layer lies there, told by that layer just before
      TP.under = null;
      if (waiting) cancelAnimationFrame(waiting);
      waiting = requestAnimationFrame(function () { point(e, under); });
    });
    map.on('mouseout', function () { TP.hovered = null; map.closeTooltip(tip); TP.redraw(); });
    map.on('click', function (e) { if (TP.mode) TP.mode.click(e.latlng); else pick(e.latlng); });
    map.on('dblclick', function () { if (TP.mode && TP.mode.finish) TP.mode.finish(); });
    var box = map.getContainer();
    // Leaflet gives the map the focus when the mouse goes down: a page that scrolled then would move the map from under the click.
    box.focus = function () { HTMLElement.prototype.focus.call(box, { preventScroll: true }); };
    box.setAttribute('role', 'application');
    box.setAttribute('aria-label', 'Map. Arrow keys move, plus and minus zoom, Enter chooses what lies under the cross, D draws, P drops a pin, Escape ends.');
    L.DomUtil.create('div', 'tp-cross', box).setAttribute('aria-hidden', 'true');
    L.DomEvent.on(box, 'keydown', function (e) {
      if (e.target !== box) return;
      if (e.key === 'Enter') { if (TP.mode) TP.mode.click(map.getCenter()); else { pick(map.getCenter()); point({ latlng: map.getCenter() }); } }
      else if (e.key === 'Escape') { if (TP.mode) TP.mode.cancel(); else TP.send({ kind: 'none' }); }
      else if (e.key.toLowerCase() === 'd') TP.draw();
      else if (e.key.toLowerCase() === 'p') TP.pin();
      else if (e.key.toLowerCase() === 'f' && TP.mode && TP.mode.finish) TP.mode.finish();
    });
  };

  // ---- drawing: corners by clicks, ended by a double click, the first corner again, or the button
  TP.draw = function () {
    if (TP.mode) TP.mode.cancel();
    var map = TP.map, corners = [], line = L.polyline([], { color: TP.options.accent, weight: 2.5, dashArray: '5 5', pane: 'drawing' }).addTo(map);
    map.doubleClickZoom.disable(); map.getContainer().classList.add('drawing');
    TP.say('Click the corners of the area; end with a double click. Escape gives up.');
    function end() { map.removeLayer(line); TP.mode = null; TP.say(''); map.getContainer().classList.remove('drawing'); setTimeout(function () { map.doubleClickZoom.enable(); }, 300); buttons(); }
    TP.mode = {
      name: 'draw',
      click: function (at) {
        if (corners.length > 2 && map.latLngToLayerPoint(at).distanceTo(map.latLngToLayerPoint(corners[0])) < 10) return TP.mode.finish();
        var last = corners[corners.length - 1];
        if (last && map.latLngToLayerPoint(at).distanceTo(map.latLngToLayerPoint(last)) < 4) return;
        if (corners.length >= 60) return TP.say('An area has at most 60 corners. End with a double click.');
        corners.push(at); line.setLatLngs(corners.concat([corners[0]]));
      },
      finish: function () {
        if (corners.length < 3) return TP.say('An area needs three corners.');
        var code = 'p:' + corners.map(function (c) { return Math.round(c.lng * 1e4) + ',' + Math.round(c.lat * 1e4); }).join('_');
        end(); TP.send({ kind: 'area', code: code });
      },
      cancel: end
    };
    buttons();
  };
  TP.pin = function () {
    if (TP.mode) TP.mode.cancel();
    var map = TP.map;
    map.getContainer().classList.add('drawing');
    TP.say('Click where the pin goes. The radius stands beside the button.');
    function end() { TP.mode = null; TP.say(''); map.getContainer().classList.remove('drawing'); buttons(); }
    TP.mode = {
      name: 'pin',
      click: function (at) { var radius = TP.radius.value; end(); TP.send({ kind: 'area', code: 'c:' + at.lng.toFixed(4) + ',' + at.lat.toFixed(4) + ',' + radius }); },
      cancel: end
    };
    buttons();
  };
  function buttons() {
    Object.keys(TP.buttons).forEach(function (name) { TP.buttons[name].setAttribute('aria-pressed', String(!!TP.mode && TP.mode.name === name)); });
  }

  var ICONS = {
    draw: 'M3 17l4-12 10 3-2 9z', pin: 'M10 18s6-6 6-10a6 6 0 0 0-12 0c0 4 6 10 6 10z M10 10a2 2 0 1 1 .01 0z',
    print: 'M5 8V3h10v5 M5 15H3V8h14v7h-2 M6 12h8v5H6z', whole: 'M3 8V3h5 M12 3h5v5 M17 12v5h-5 M8 17H3v-5', clear: 'M5 5l10 10 M15 5L5 15'
  };
  TP.tools = function (map) {
    TP.buttons = {};
    var Bar = L.Control.extend({
      onAdd: function () {
        var bar = L.DomUtil.create('div', 'leaflet-bar tp-tools');
        bar.setAttribute('role', 'toolbar'); bar.setAttribute('aria-label', 'Map tools');
        L.DomEvent.disableClickPropagation(bar);
        function button(name, label, act) {
          var b = L.DomUtil.create('button', 'tp-tool', bar), svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg'), path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
          b.type = 'button'; b.title = label; b.setAttribute('aria-label', label);
          svg.setAttribute('viewBox', '0 0 20 20'); path.setAttribute('d', ICONS[name]); svg.appendChild(path); b.appendChild(svg);
          b.addEventListener('click', act);
          return b;
        }
        TP.buttons.draw = button('draw', 'Draw an area (D)', function () { if (TP.mode && TP.mode.name === 'draw') TP.mode.finish(); else TP.draw(); });
        TP.buttons.pin = button('pin', 'Drop a pin with a radius (P)', function () { if (TP.mode && TP.mode.name === 'pin') TP.mode.cancel(); else TP.pin(); });
        TP.radius = L.DomUtil.create('select', 'tp-radius', bar); TP.radius.setAttribute('aria-label', 'Radius of the pin'); TP.radius.title = 'Radius of the pin';
        [[100, '100 m'], [250, '250 m'], [500, '500 m'], [1000, '1 km'], [2000, '2 km'], [5000, '5 km']].forEach(function (o) { var e = L.DomUtil.create('option', '', TP.radius); e.value = o[0]; e.textContent = o[1]; if (o[0] === 500) e.selected = true; });
        button('clear', 'Let go of what is chosen (Escape)', function () { if (TP.mode) TP.mode.cancel(); TP.send({ kind: 'none' }); });
        button('whole', 'The whole county', function () { map.fitBounds(TP.options.bounds, { padding: [4, 4], animate: false }); });
        button('print', 'A picture of this view for print', function () {
          var b = map.getBounds(); TP.send({ kind: 'print', bounds: [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()].map(function (n) { return +n.toFixed(5); }) });
        });
        return bar;
      }
    });
    new Bar({ position: 'topright' }).addTo(map);
    var Key = L.Control.extend({
      onAdd: function () {
        var box = L.DomUtil.create('details', 'tp-legend');
        L.DomEvent.disableClickPropagation(box); L.DomEvent.disableScrollPropagation(box);
        L.DomUtil.create('summary', '', box).textContent = 'Key';
        TP.legendBox = L.DomUtil.create('div', '', box);
        box.open = map.getSize().x >= 560;
        return box;
      }
    });
    new Key({ position: 'bottomright' }).addTo(map);
    TP.sayBox = L.DomUtil.create('div', 'tp-say', map.getContainer());
    TP.sayBox.setAttribute('role', 'status'); TP.sayBox.style.display = 'none';
    ['drawing', 'context'].forEach(function (name, i) { var pane = map.createPane(name); pane.style.zIndex = i ? 430 : 470; });
  };
})();
