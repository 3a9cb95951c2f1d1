/* The picture on the map. The base map is drawn once; afterwards only numbers arrive (TP.show), and this file paints them.
   Whatever comes from a file reaches the page as text (textContent), never as markup. */
(function () {
  'use strict';
  var TP = (window.TP = { state: {}, shapes: {}, version: 0, painted: 0 });
  var HALF = 2048, SQRT3 = Math.sqrt(3);

  // ---- numbers that arrive packed: base64 of deflated columns, of each column first all lowest bytes, then all second ones and so on
  var KINDS = { u1: Uint8Array, u2: Uint16Array, u4: Uint32Array, i2: Int16Array, f4: Float32Array };
  TP.unpack = function (text, types, count) {
    var raw = atob(text), bytes = new Uint8Array(raw.length);
    for (var i = 0; i < raw.length; i++) bytes[i] = raw.charCodeAt(i);
    var stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
    return new Response(stream).arrayBuffer().then(function (buffer) {
      var at = 0, planes = new Uint8Array(buffer);
      return types.map(function (type) {
        var Kind = KINDS[type], wide = Kind.BYTES_PER_ELEMENT, column = new Kind(count), flat = new Uint8Array(column.buffer);
        for (var byte = 0; byte < wide; byte++) for (var i = 0; i < count; i++) flat[i * wide + byte] = planes[at++];
        return column;
      });
    });
  };
  TP.cumulate = function (column) {
    var out = new Float64Array(column.length), sum = 0;
    for (var i = 0; i < column.length; i++) out[i] = sum += column[i];
    return out;
  };

  // ---- places to pixels
  function worldY(latitude) {
    var s = Math.sin((latitude * Math.PI) / 180);
    return 0.5 - Math.log((1 + s) / (1 - s)) / (4 * Math.PI);
  }
  function worldX(longitude) { return longitude / 360 + 0.5; }
  TP.world = function (longitude, latitude) { return [worldX(longitude), worldY(latitude)]; };

  // ---- hexagons, as store/grid.py counts them
  TP.hexOf = function (longitude, latitude, size) {
    var g = TP.options.grid, east = ((longitude - g.origin[0]) * g.metres[0]) / size;
    var south = ((g.origin[1] - latitude) * g.metres[1] * SQRT3) / size + 1, corner = Math.floor(south + east);
    return [Math.floor((corner + 2 * east + 1) / 3), -Math.floor((corner + south - east) / 3)];
  };
  TP.hexPlace = function (q, r, size) {
    var g = TP.options.grid;
    return [g.origin[0] + (size * (q + r / 2)) / g.metres[0], g.origin[1] + ((size * SQRT3) / 2) * r / g.metres[1]];
  };
  TP.hexRing = function (q, r, size) {
    var g = TP.options.grid, middle = TP.hexPlace(q, r, size), radius = size / SQRT3, ring = [];
    for (var k = 0; k < 6; k++) {
      var a = (Math.PI / 180) * (60 * k + 30);
      ring.push([middle[0] + (radius * Math.cos(a)) / g.metres[0], middle[1] + (radius * Math.sin(a)) / g.metres[1]]);
    }
    return ring;
  };

  // ---- outlines fetched once by address and kept
  TP.areas = function (url) {
    if (!TP.shapes[url]) {
      TP.shapes[url] = fetch(url).then(function (r) {
        if (!r.ok) throw new Error(url + ' ' + r.status);
        return r.json();
      }).then(function (found) {
        var byCode = new Map();
        found.features.forEach(function (f) {
          if (!f.geometry) return;
          var polygons = f.geometry.type === 'Polygon' ? [f.geometry.coordinates] : f.geometry.type === 'MultiPolygon' ? f.geometry.coordinates : [];
          var rings = [], box = [1, 1, 0, 0];
          polygons.forEach(function (rs) {
            rs.forEach(function (ring) {
              var flat = new Float64Array(ring.length * 2);
              ring.forEach(function (p, i) {
                var w = TP.world(p[0], p[1]);
                flat[2 * i] = w[0]; flat[2 * i + 1] = w[1];
                box = [Math.min(box[0], w[0]), Math.min(box[1], w[1]), Math.max(box[2], w[0]), Math.max(box[3], w[1])];
              });
              rings.push(flat);
            });
          });
          byCode.set(String(f.properties.code), { code: String(f.properties.code), name: String(f.properties.name), rings: rings, box: box });
        });
        return byCode;
      }).catch(function (error) { delete TP.shapes[url]; TP.say('An outline could not be fetched: ' + error.message); return new Map(); });
    }
    return TP.shapes[url];
  };
  function within(shape, x, y) {
    var b = shape.box;
    if (x < b[0] || x > b[2] || y < b[1] || y > b[3]) return false;
    var inside = false;
    shape.rings.forEach(function (p) {
      for (var i = 0, j = p.length - 2; i < p.length; j = i, i += 2)
        if (p[i + 1] > y !== p[j + 1] > y && x < ((p[j] - p[i]) * (y - p[i + 1])) / (p[j + 1] - p[i + 1]) + p[i]) inside = !inside;
    });
    return inside;
  }

  // ---- the canvas: moves and zooms with the map, is painted anew when the map rests or numbers arrive
  var Painter = L.Renderer.extend({
    initialize: function () { L.setOptions(this, { padding: 0.2, pane: 'picture' }); L.Util.stamp(this); this._layers = {}; },
    _initContainer: function () { this._container = document.createElement('canvas'); this._ctx = this._container.getContext('2d'); },
    _destroyContainer: function () { L.DomUtil.remove(this._container); delete this._ctx; delete this._container; },
    _update: function () {
      if (this._map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
      var b = this._bounds, size = b.getSize(), m = window.devicePixelRatio > 1 ? 2 : 1, c = this._container;
      L.DomUtil.setPosition(c, b.min);
      if (c.width !== m * size.x || c.height !== m * size.y) {
        c.width = m * size.x; c.height = m * size.y; c.style.width = size.x + 'px'; c.style.height = size.y + 'px';
      }
      this.ratio = m; this.width = size.x; this.height = size.y;
      this.paint();
    },
    paint: function () {
      if (!this._ctx || !this._bounds) return;
      var map = this._map, ctx = this._ctx, zoom = map.getZoom(), origin = map.getPixelOrigin().add(this._bounds.min);
      var view = { ctx: ctx, scale: 256 * Math.pow(2, zoom), x: origin.x, y: origin.y, w: this.width, h: this.height, zoom: zoom };
      ctx.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
      ctx.clearRect(0, 0, this.width, this.height);
      TP.paint(view);
      TP.painted++;
    }
  });

  function trace(ctx, v, shape) {
    shape.rings.forEach(function (p) {
      for (var i = 0; i < p.length; i += 2) {
        var x = p[i] * v.scale - v.x, y = p[i + 1] * v.scale - v.y;
        if (i) ctx.lineTo(x, y); else ctx.moveTo(x, y);
      }
      ctx.closePath();
    });
  }
  function inView(v, box) {
    return box[2] * v.scale > v.x && box[0] * v.scale < v.x + v.w && box[3] * v.scale > v.y && box[1] * v.scale < v.y + v.h;
  }
  function shapesOf(layer) {
    if (layer.outlines) return layer.outlines;
    if (!layer.made) {
      layer.made = new Map();
      layer.codes.forEach(function (number) {
        var q = Math.floor(number / (2 * HALF)) - HALF, r = (number % (2 * HALF)) - HALF, flat = new Float64Array(12), box = [1, 1, 0, 0];
        TP.hexRing(q, r, layer.size).forEach(function (p, i) {
          var w = TP.world(p[0], p[1]);
          flat[2 * i] = w[0]; flat[2 * i + 1] = w[1];
          box = [Math.min(box[0], w[0]), Math.min(box[1], w[1]), Math.max(box[2], w[0]), Math.max(box[3], w[1])];
        });
        layer.made.set(number, { rings: [flat], box: box });
      });
    }
    return layer.made;
  }
  TP.paintCells = function (v, layer, classes) {
    var shapes = shapesOf(layer), ctx = v.ctx, byClass = new Map();
    layer.codes.forEach(function (code, i) {
      var k = classes ? classes[i] : layer.classes[i], shape = shapes.get(code);
      if (k === 255 || !shape || !inView(v, shape.box)) return;
      if (!byClass.has(k)) byClass.set(k, []);
      byClass.get(k).push(shape);
    });
    byClass.forEach(function (list, k) {
      ctx.beginPath();
      list.forEach(function (shape) { trace(ctx, v, shape); });
      ctx.fillStyle = ((classes && TP.player && TP.player.colours) || layer.colours)[k]; ctx.globalAlpha = layer.opacity || 0.82; ctx.fill();
      ctx.globalAlpha = 1; ctx.lineWidth = layer.size ? 0.5 : 0.8; ctx.strokeStyle = TP.options.line; ctx.stroke();
      if (!classes && layer.marks && layer.marks[k]) hatch(ctx, v, list, layer.marks[k]);
    });
  };
  // Too little data, and what is more than chance, are told by lines as well as by colour.
  function hatch(ctx, v, list, mark) {
    ctx.save(); ctx.beginPath();
    list.forEach(function (shape) { trace(ctx, v, shape); });
    ctx.clip(); ctx.beginPath();
    var step = mark === 'few' ? 7 : 5;
    if (mark === 'few') for (var x = -v.h; x < v.w; x += step) { ctx.moveTo(x, 0); ctx.lineTo(x + v.h, v.h); }
    else for (var y = 0; y < v.h; y += step) { ctx.moveTo(0, y); ctx.lineTo(v.w, y); }
    ctx.strokeStyle = TP.options.ink; ctx.globalAlpha = 0.28; ctx.lineWidth = 0.8; ctx.stroke(); ctx.restore();
  }

  // ---- heat: a smoothed density on every fourth pixel, so that its scale can be said in touch-points per square kilometre
  var STEP = 4;
  function blur(values, w, h, radius) {
    var line = new Float32Array(Math.max(w, h)), n = 2 * radius + 1;
    function pass(start, stride, length) {
      var sum = 0, i;
      for (i = 0; i < length; i++) line[i] = values[start + i * stride];
      for (i = 0; i < Math.min(radius, length); i++) sum += line[i];
      for (i = 0; i < length; i++) {
        if (i + radius < length) sum += line[i + radius];
        if (i - radius - 1 >= 0) sum -= line[i - radius - 1];
        values[start + i * stride] = sum / n;
      }
    }
    for (var k = 0; k < 3; k++) {
      for (var y = 0; y < h; y++) pass(y * w, 1, w);
      for (var x = 0; x < w; x++) pass(x, w, h);
    }
  }
  TP.paintHeat = function (v, heat) {
    var w = Math.ceil(v.w / STEP), h = Math.ceil(v.h / STEP), grid = new Float32Array(w * h), any = false;
    for (var i = 0; i < heat.x.length; i++) {
      var x = Math.floor((heat.x[i] * v.scale - v.x) / STEP), y = Math.floor((heat.y[i] * v.scale - v.y) / STEP);
      if (x >= 0 && y >= 0 && x < w && y < h) { grid[y * w + x] += heat.weights[i]; any = true; }
    }
    if (!any) return;
    blur(grid, w, h, 2);
    if (heat.scaledAt !== v.zoom) {
      var seen = Array.prototype.filter.call(grid, function (n) { return n > 1e-4; }).sort(function (a, b) { return a - b; });
      heat.top = Math.max(seen[Math.floor(seen.length * 0.985)] || 1e-3, 0.02); heat.scaledAt = v.zoom;
      var metres = (40075016.7 * Math.cos((TP.map.getCenter().lat * Math.PI) / 180)) / v.scale * STEP;
      heat.perKm2 = heat.top / ((metres * metres) / 1e6);
      TP.legend();
    }
    var image = TP.heatCanvas || (TP.heatCanvas = document.createElement('canvas'));
    image.width = w; image.height = h;
    var c = image.getContext('2d'), pixels = c.createImageData(w, h), ramp = heat.ramp;
    for (var p = 0; p < grid.length; p++) {
      var t = Math.sqrt(Math.min(1, grid[p] / heat.top));
      if (t < 0.03) continue;
      var k = Math.min(255, Math.floor(t * 255)) * 3;
      pixels.data[4 * p] = ramp[k]; pixels.data[4 * p + 1] = ramp[k + 1]; pixels.data[4 * p + 2] = ramp[k + 2];
      pixels.data[4 * p + 3] = Math.min(225, 480 * t);
    }
    c.putImageData(pixels, 0, 0);
    v.ctx.imageSmoothingEnabled = true;
    v.ctx.drawImage(image, 0, 0, w * STEP, h * STEP);
  };
  TP.ramp = function (stops) {
    var out = new Uint8Array(768);
    for (var i = 0; i < 256; i++) {
      var t = (i / 255) * (stops.length - 1), k = Math.min(stops.length - 2, Math.floor(t)), f = t - k;
      for (var c = 0; c < 3; c++) {
        var a = parseInt(stops[k].substr(1 + 2 * c, 2), 16), b = parseInt(stops[k + 1].substr(1 + 2 * c, 2), 16);
        out[3 * i + c] = a + (b - a) * f;
      }
    }
    return out;
  };

  // ---- businesses: one dot each, or a counted ring for many while the map is far out
  TP.paintDots = function (v, dots) {
    var n = dots.x.length, ctx = v.ctx, i, x, y;
    if (dots.clusters && n > 300 && v.zoom < 12.5) return paintClusters(v, dots);
    var small = n > 8000 ? 1.4 : n > 1500 ? 2 : 3.2, grow = Math.max(0.7, Math.min(1.6, (v.zoom - 7) / 4));
    dots.order = dots.order || Array.from(dots.n.keys()).sort(function (a, b) { return dots.n[b] - dots.n[a]; });
    var buckets = dots.colours.map(function () { return []; });
    for (i = 0; i < n; i++) {
      var d = dots.order[i];
      x = dots.x[d] * v.scale - v.x; y = dots.y[d] * v.scale - v.y;
      if (x < -12 || y < -12 || x > v.w + 12 || y > v.h + 12) continue;
      buckets[dots.c[d]].push(x, y, Math.min(11, (small + Math.sqrt(dots.n[d]) * 0.45) * grow));
    }
    buckets.forEach(function (list, k) {
      ctx.fillStyle = dots.colours[k]; ctx.strokeStyle = TP.options.land; ctx.lineWidth = 0.6; ctx.globalAlpha = 0.88;
      ctx.beginPath();
      for (var j = 0; j < list.length; j += 3) {
        if (list[j + 2] < 2) ctx.rect(list[j] - 1.4, list[j + 1] - 1.4, 2.8, 2.8);
        else { ctx.moveTo(list[j] + list[j + 2], list[j + 1]); ctx.arc(list[j], list[j + 1], list[j + 2], 0, 7); }
      }
      ctx.fill();
      if (n < 8000) ctx.stroke();
    });
    ctx.globalAlpha = 1;
  };
  function paintClusters(v, dots) {
    var side = 56, groups = new Map(), ctx = v.ctx;
    for (var i = 0; i < dots.x.length; i++) {
      var x = dots.x[i] * v.scale, y = dots.y[i] * v.scale, key = Math.floor(x / side) + '/' + Math.floor(y / side), g = groups.get(key);
      if (!g) groups.set(key, (g = { x: 0, y: 0, n: 0, by: new Uint32Array(dots.colours.length) }));
      g.x += x; g.y += y; g.n++; g.by[dots.c[i]]++;
    }
    ctx.textAlign = 'center'; ctx.textBaseline = 'middle'; ctx.font = '600 11px "Source Sans", sans-serif';
    groups.forEach(function (g) {
      var x = g.x / g.n - v.x, y = g.y / g.n - v.y, radius = Math.min(24, 9 + 2.1 * Math.log(g.n)), from = -Math.PI / 2;
      if (x < -30 || y < -30 || x > v.w + 30 || y > v.h + 30) return;
      ctx.beginPath(); ctx.arc(x, y, radius - 3, 0, 7); ctx.fillStyle = TP.options.land; ctx.fill();
      g.by.forEach(function (count, k) {
        if (!count) return;
        var to = from + (2 * Math.PI * count) / g.n;
        ctx.beginPath(); ctx.arc(x, y, radius - 2, from, to); ctx.strokeStyle = dots.colours[k]; ctx.lineWidth = 4; ctx.stroke();
        from = to;
      });
      ctx.fillStyle = TP.options.ink; ctx.fillText(g.n > 9999 ? Math.round(g.n / 1000) + 'k' : g.n, x, y);
    });
  }

  // ---- everything, from the ground up
  TP.paint = function (v) {
    var s = TP.state, now = TP.frame ? TP.frame() : null;
    if (s.cells) TP.paintCells(v, s.cells, now && now.classes);
    if (s.heat) TP.paintHeat(v, (now && now.heat) || s.heat);
    if (s.rings) TP.paintRings(v, s.rings);
    if (s.dots) TP.paintDots(v, s.dots);
    (s.outlined || []).forEach(function (o) { TP.outline(v, o); });
    if (TP.hovered) TP.outline(v, { shape: TP.hovered, colour: TP.options.ink, width: 2 });
  };
  TP.outline = function (v, o) {
    v.ctx.beginPath();
    trace(v.ctx, v, o.shape);
    v.ctx.lineJoin = 'round'; v.ctx.strokeStyle = TP.options.land; v.ctx.lineWidth = (o.width || 2.5) + 2.5; v.ctx.globalAlpha = 0.9; v.ctx.stroke();
    v.ctx.globalAlpha = 1; v.ctx.strokeStyle = o.colour || TP.options.accent; v.ctx.lineWidth = o.width || 2.5;
    v.ctx.setLineDash(o.dash || []); v.ctx.stroke(); v.ctx.setLineDash([]);
  };
  TP.paintRings = function (v, rings) {
    var most = Math.max.apply(null, Array.from(rings.n)) || 1;
    v.ctx.strokeStyle = rings.colour; v.ctx.lineWidth = 2; v.ctx.globalAlpha = 0.9;
    for (var i = 0; i < rings.n.length; i++) {
      var x = rings.x[i] * v.scale - v.x, y = rings.y[i] * v.scale - v.y, radius = 2 + 15 * Math.sqrt(rings.n[i] / most);
      v.ctx.beginPath(); v.ctx.arc(x, y, radius, 0, 7); v.ctx.stroke();
    }
    v.ctx.globalAlpha = 1;
  };

  // ---- what lies under a point
  TP.at = function (latlng) {
    var s = TP.state, w = TP.world(latlng.lng, latlng.lat), i;
    if (s.dots) {
      var scale = 256 * Math.pow(2, TP.map.getZoom()), best = -1, near = 11 / scale;
      for (i = 0; i < s.dots.x.length; i++) {
        var dx = Math.abs(s.dots.x[i] - w[0]), dy = Math.abs(s.dots.y[i] - w[1]);
        if (dx < near && dy < near) { var d = Math.max(dx, dy); if (d < near) { near = d; best = i; } }
      }
      if (best >= 0) return { kind: 'dot', index: best };
    }
    if (s.cells) {
      if (s.cells.size) {
        var a = TP.hexOf(latlng.lng, latlng.lat, s.cells.size), number = (a[0] + HALF) * 2 * HALF + a[1] + HALF;
        i = s.cells.index.get(number);
        if (i !== undefined) return { kind: 'cell', index: i, shape: shapesOf(s.cells).get(number), code: 'h' + s.cells.size + ':' + a[0] + '.' + a[1] };
      } else if (s.cells.outlines) {
        var found = null;
        s.cells.outlines.forEach(function (shape) { if (!found && within(shape, w[0], w[1])) found = shape; });
        if (found) return { kind: 'cell', index: s.cells.index.get(found.code), shape: found, code: (s.cells.grid === 'ward' ? 'w:' : 'd:') + found.code };
      }
    }
    return null;
  };

  TP.start = function (map, options) {
    TP.map = map; TP.options = options;
    TP.ground(map, options);
    var pane = map.createPane('picture'); pane.style.zIndex = 410; pane.style.pointerEvents = 'none';
    TP.painter = new Painter(); TP.painter.addTo(map);
    TP.tools(map); TP.hover(map);
    if (options.tiles) TP.tiles(map, options.tiles);
  };
  TP.redraw = function () { if (TP.painter) TP.painter.paint(); };
  TP.tiles = function (map, tiles) {
    var came = 0, failed = 0, patience = null, w = tiles.within, options = { maxZoom: 18, maxNativeZoom: tiles.most || 18, minNativeZoom: tiles.least || 0 };
    if (w) options.bounds = [[w[1], w[0]], [w[3], w[2]]];
    var layer = L.tileLayer(tiles.url, options);
    // The county's own ground stays until there are tiles to see, and comes back when there are none.
    function judge() {
      map.getContainer().classList.toggle('tiled', came > 0);
      TP.note('tiles', came ? (failed ? 'Parts of the background map are missing.' : '') : failed ? 'The background map cannot be reached; the county is drawn from its own outlines.' : '');
    }
    layer.on('loading', function () {
      came = failed = 0; clearTimeout(patience);
      patience = setTimeout(function () { if (!came) TP.note('tiles', 'The background map has not answered yet; the county is drawn from its own outlines.'); }, 6000);
    });
    layer.on('tileerror', function () { failed++; if (!came) judge(); });
    layer.on('tileload', function () { came++; if (came === 1) judge(); });
    layer.on('load', function () { clearTimeout(patience); judge(); });
    layer.addTo(map);
    if (!tiles.attribution) return;
    L.DomUtil.create('div', 'tp-attribution', map.getContainer()).textContent = tiles.attribution;
    map.getContainer().classList.add('attributed');  // the key stands above it, not on it
  };
})();
