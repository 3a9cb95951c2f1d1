/* Numbers to the picture: TP.show takes what the server sent, unpacks it, paints it, and says in the legend what it is. */
(function () {
  'use strict';
  var TP = window.TP, number = new Intl.NumberFormat('en-GB'), decimal = new Intl.NumberFormat('en-GB', { maximumSignificantDigits: 3 });

  function fresh(text, make) {
    // The same numbers again need no unpacking: only what changed is made anew.
    TP.kept = TP.kept || {};
    var key = text.z + text.kind;
    if (TP.kept[text.slot] && TP.kept[text.slot].key === key) return TP.kept[text.slot].value;
    var value = make();
    TP.kept[text.slot] = { key: key, value: value };
    return value;
  }

  function cellsOf(d) {
    var types = d.codes ? ['u1', 'u4', 'u4', 'f4'] : ['u4', 'u1', 'u4', 'u4', 'f4'];
    return TP.unpack(d.z, d.extra ? types : types.slice(0, -1), d.count).then(function (columns) {
      var codes = d.codes || Array.from(TP.cumulate(columns.shift())), index = new Map();
      codes.forEach(function (code, i) { index.set(code, i); });
      var layer = {
        grid: d.grid, size: d.size, codes: codes, index: index, classes: columns[0], n: columns[1], premises: columns[2], extra: columns[3],
        colours: d.colours, marks: d.marks, view: d.view, unit: d.unit, county: d.county, few: d.few, named: d.named
      };
      if (!d.url) return layer;
      return TP.areas(d.url).then(function (outlines) { layer.outlines = outlines; return layer; });
    });
  }
  function pointsOf(d, types) {
    return TP.unpack(d.z, types, d.count).then(function (c) {
      var x = new Float64Array(d.count), y = new Float64Array(d.count), gx = TP.cumulate(c[0]);
      var w = d.box, k = 65535;
      for (var i = 0; i < d.count; i++) {
        var p = TP.world(w[0] + ((w[2] - w[0]) * gx[i]) / k, w[1] + ((w[3] - w[1]) * c[1][i]) / k);
        x[i] = p[0]; y[i] = p[1];
      }
      return { x: x, y: y, columns: c.slice(2) };
    });
  }
  function heatOf(d) {
    return pointsOf(d, ['u2', 'u2', 'f4']).then(function (p) {
      return { x: p.x, y: p.y, weights: p.columns[0], ramp: TP.ramp(d.ramp), unit: d.unit, stops: d.ramp };
    });
  }
  function dotsOf(d) {
    return pointsOf(d, ['u2', 'u2', 'u2', 'u1']).then(function (p) {
      return { x: p.x, y: p.y, n: p.columns[0], c: p.columns[1], colours: d.colours, labels: d.labels, names: d.names, ids: d.ids, clusters: d.clusters };
    });
  }
  function ringsOf(d) {
    return pointsOf(d, ['u2', 'u2', 'u4']).then(function (p) { return { x: p.x, y: p.y, n: p.columns[0], colour: d.colour }; });
  }

  TP.shapeOf = function (code) {
    // The outline of an area's code; wards and districts need their outlines to be fetched first.
    var kind = code.split(':')[0], rest = code.slice(kind.length + 1), rings = [];
    function ring(points) {
      var flat = new Float64Array(points.length * 2);
      points.forEach(function (p, i) { var w = TP.world(p[0], p[1]); flat[2 * i] = w[0]; flat[2 * i + 1] = w[1]; });
      rings.push(flat);
    }
    if (kind[0] === 'h') rest.split(',').forEach(function (p) { var a = p.split('.').map(Number); ring(TP.hexRing(a[0], a[1], +kind.slice(1))); });
    if (kind === 'p') ring(rest.split('_').map(function (p) { return p.split(',').map(function (n) { return n / 1e4; }); }));
    if (kind === 'c') {
      var c = rest.split(',').map(Number), g = TP.options.grid, points = [];
      for (var k = 0; k < 64; k++) points.push([c[0] + (c[2] * Math.cos((k * Math.PI) / 32)) / g.metres[0], c[1] + (c[2] * Math.sin((k * Math.PI) / 32)) / g.metres[1]]);
      ring(points);
    }
    var url = { w: TP.options.outlines.wards, d: TP.options.outlines.districts }[kind];
    if (url) return TP.areas(url).then(function (all) { rest.split(',').forEach(function (one) { if (all.get(one)) rings = rings.concat(all.get(one).rings); }); return { rings: rings }; });
    return Promise.resolve({ rings: rings });
  };
  function boxOf(shape) {
    var b = [1, 1, 0, 0];
    shape.rings.forEach(function (p) { for (var i = 0; i < p.length; i += 2) b = [Math.min(b[0], p[i]), Math.min(b[1], p[i + 1]), Math.max(b[2], p[i]), Math.max(b[3], p[i + 1])]; });
    function place(x, y) { return [Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180 / Math.PI, (x - 0.5) * 360]; }
    return L.latLngBounds(place(b[0], b[3]), place(b[2], b[1]));
  }

  function isEmpty(s) {
    return !s.heat && !s.dots && !s.rings && !(s.cells && s.cells.n.some(function (n, i) { return n > 0 || (s.cells.view === 'change' && s.cells.extra[i] > 0); }));
  }

  // Whoever waits with the rest of the page until the picture is there is told, after the frame that shows it.
  function tell(name) {
    var told = TP.options.told;
    if (told && name) requestAnimationFrame(function () {
      setTimeout(function () {
        fetch(told + '?' + name, { cache: 'no-store' }).catch(function () {});
        if (TP.hasTold) return;
        TP.hasTold = true;
        try { parent.dispatchEvent(new Event('touchpoint-drawn')); } catch (_) { /* a page of another address around us */ }
      }, 0);
    });
  }

  // The component puts the page's style into its head again with every message: the copies are taken out.
  function tidy() {
    var seen = new Set();
    document.head.querySelectorAll('style').forEach(function (style) { if (seen.has(style.textContent)) style.remove(); else seen.add(style.textContent); });
  }

  TP.show = function (data) {
    var turn = ++TP.version;
    tidy();
    if (!TP.map) return;
    var wanted = {
      cells: data.cells && fresh(Object.assign(data.cells, { slot: 'cells', kind: JSON.stringify([data.cells.colours, data.cells.view, data.cells.unit]) }), function () { return cellsOf(data.cells); }),
      heat: data.heat && fresh(Object.assign(data.heat, { slot: 'heat' }), function () { return heatOf(data.heat); }),
      dots: data.dots && fresh(Object.assign(data.dots, { slot: 'dots', kind: data.dots.colours.join() + data.dots.clusters }), function () { return dotsOf(data.dots); }),
      rings: data.rings && fresh(Object.assign(data.rings, { slot: 'rings' }), function () { return ringsOf(data.rings); }),
      outlined: Promise.all((data.outlined || []).map(function (o) { return TP.shapeOf(o.code).then(function (shape) { return Object.assign({ shape: shape }, o); }); }))
    };
    var names = Object.keys(wanted);
    Promise.all(names.map(function (name) { return wanted[name]; })).then(function (made) {
      if (turn !== TP.version) return;
      var state = { legend: data.legend || [], notes: data.notes || [] };
      names.forEach(function (name, i) { state[name] = made[i] || null; });
      TP.state = state;
      TP.hovered = null;
      TP.note('empty', isEmpty(state) ? 'No touch-point under these filters has a place on the map.' : '');
      TP.play(data.frames || null);
      TP.map.getContainer().classList.toggle('counts', Boolean(state.dots && state.dots.clusters));
      TP.legend(); TP.redraw(); TP.context(data.context || []);
      if (data.go && data.go !== TP.gone && state.outlined.length) {
        var last = state.outlined[state.outlined.length - 1].shape;
        if (last.rings.length) TP.map.fitBounds(boxOf(last), { maxZoom: 14, padding: [60, 60], animate: false });
      }
      TP.gone = data.go || '';
      window.__tpDrawn = data.mark || turn;
      tell(data.told);
    });
  };

  // A picture that the page hands over as soon as it has come. The component, which is handed the same script later, asks whether it is another
  // than the last it ran, and does nothing then.
  TP.first = function (script) {
    var known = window.__GLOBAL_DATA__;
    if (!TP.version || !known || !known.last_feature_group || script.indexOf('TP.show(') !== 0) return false;
    (0, eval)(script);
    known.last_feature_group = script;
    return true;
  };

  // ---- legend, in words, inside the map so that it changes with the picture
  function line(parent, colour, text, shape) {
    var row = L.DomUtil.create('div', 'tp-row', parent), box = L.DomUtil.create('span', 'tp-' + (shape || 'box'), row);
    if (shape === 'ring') box.style.borderColor = colour; else box.style.background = colour;
    row.appendChild(document.createTextNode(text));
  }
  TP.legend = function () {
    var box = TP.legendBox;
    if (!box) return;
    box.textContent = '';
    (TP.state.legend || []).forEach(function (part) {
      L.DomUtil.create('div', 'tp-title', box).textContent = part.title;
      if (part.heat && TP.state.heat) {
        var bar = L.DomUtil.create('div', 'tp-bar', box), heat = TP.state.heat, ends = L.DomUtil.create('div', 'tp-ends', box);
        bar.style.background = 'linear-gradient(90deg,' + heat.stops.join() + ')';
        L.DomUtil.create('span', '', ends).textContent = 'few';
        if (heat.perKm2) L.DomUtil.create('span', '', ends).textContent = decimal.format(heat.perKm2) + ' ' + heat.unit + ' per km² or more';
      }
      (part.rows || []).forEach(function (r) { line(box, r[0], r[1], r[2]); });
      if (part.note) L.DomUtil.create('div', 'tp-note', box).textContent = part.note;
    });
  };

  // ---- what a place says when pointed at
  function interval(n) {
    // Byar's approximation of the exact 95 % Poisson interval.
    function side(k, z) { return k > 0 ? k * Math.pow(1 - 1 / (9 * k) + z / (3 * Math.sqrt(k)), 3) : 0; }
    return [side(n, -1.96), side(n + 1, 1.96)];
  }
  function plural(n, unit) { return number.format(n) + ' ' + (n === 1 ? unit.replace(/s$/, '') : unit); }
  TP.words = function (hit) {
    var s = TP.state, out = [], i = hit.index;
    if (hit.kind === 'dot') {
      out.push(s.dots.names ? s.dots.names[i] : 'Business');
      out.push(plural(s.dots.n[i], 'touch-points') + ' · ' + s.dots.labels[s.dots.c[i]]);
      if (!s.dots.names) out.push('Click to see who');
      return out;
    }
    var c = s.cells, n = i === undefined ? 0 : TP.frame && TP.frame() ? TP.frame().n[i] : c.n[i], p = i === undefined ? 0 : c.premises[i];
    out.push(hit.shape && hit.shape.name ? hit.shape.name : 'Hexagon of ' + number.format(c.size) + ' m');
    out.push(plural(n, c.unit) + (TP.frame && TP.frame() ? ', ' + TP.frame().label : ''));
    if (c.view === 'change' && i !== undefined) out.push('period before: ' + number.format(c.extra[i]));
    out.push(p ? number.format(p) + ' premises in the rating list' : 'no premises in the rating list');
    if (p && c.few && i !== undefined && c.classes[i] === c.few.at) out.push(c.few.text);
    else if (p && c.unit !== 'severity points' && c.view !== 'change') {
      var range = interval(n);
      out.push(decimal.format((1000 * n) / p) + ' per 1,000 premises (95 % interval ' + decimal.format((1000 * range[0]) / p) + ' to ' + decimal.format((1000 * range[1]) / p) + ')');
      if (c.county) out.push(decimal.format(n / p / c.county) + ' times the county');
    }
    if (c.view === 'surprise' && i !== undefined) out.push('Gi* z = ' + c.extra[i].toFixed(1));
    return out;
  };
  // What is said for a moment stands before what stays true: `TP.note` says and unsays a thing by its name.
  var notes = {}, said = '';
  function speak() {
    var text = said || Object.keys(notes).map(function (name) { return notes[name]; }).filter(Boolean).join(' ');
    if (TP.sayBox && TP.sayBox.textContent !== text) { TP.sayBox.textContent = text; TP.sayBox.style.display = text ? '' : 'none'; }
  }
  TP.say = function (text) { said = text; speak(); };
  TP.note = function (name, text) { notes[name] = text; speak(); };
  TP.number = number;

  // ---- context layers: files somebody dropped, fetched by address once; all on the pane's one canvas, since only the uppermost hears the mouse
  TP.context = function (layers) {
    TP.contextLayers = TP.contextLayers || {};
    Object.keys(TP.contextLayers).forEach(function (url) {
      if (!layers.some(function (l) { return l.url === url; })) { TP.map.removeLayer(TP.contextLayers[url]); delete TP.contextLayers[url]; TP.note(url, ''); }
    });
    layers.forEach(function (l) {
      if (TP.contextLayers[l.url]) return;
      var layer = (TP.contextLayers[l.url] = L.geoJSON(null, {
        pane: 'context',
        style: { color: l.colour, weight: 1.8, fill: true, fillOpacity: 0.03 },
        pointToLayer: function (f, at) { return L.circleMarker(at, { radius: 5, color: l.colour, weight: 2, fillColor: TP.options.land, fillOpacity: 1, pane: 'context' }); },
        onEachFeature: function (f, one) {
          var said = ((f.properties && f.properties.name) || '') + '';
          said = said ? said + ' · ' + l.name : l.name;
          one.on('mousemove', function () { TP.under = said; });
        }
      })).addTo(TP.map);
      fetch(l.url).then(function (r) { if (!r.ok) throw new Error(r.status); return r.json(); }).then(function (g) {
        layer.addData(g);
        layer.eachLayer(function (one) { if (one.feature.geometry && /Polygon/.test(one.feature.geometry.type)) one.bringToBack(); });
      })
        .catch(function () { TP.note(l.url, 'The layer ' + l.name + ' could not be fetched.'); });
    });
  };
})();
