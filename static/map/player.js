/* Month by month: frames arrive once, and playing them asks nothing of the server. */
(function () {
  'use strict';
  var TP = window.TP, timer = null, months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
  TP.frame = function () { return TP.player ? TP.player.now : null; };

  function stop() { if (timer) clearInterval(timer); timer = null; if (TP.player) { TP.player.button.textContent = '▶'; TP.player.button.setAttribute('aria-label', 'Play'); } }
  function show(at) {
    var p = TP.player;
    if (!p) return;
    p.at = at; p.now = p.frames[at]; p.slider.value = at;
    p.label.textContent = p.now.label + ' · ' + TP.number.format(p.now.total);
    p.slider.setAttribute('aria-valuetext', p.now.label);
    if (p.now.heat) { p.now.heat.scaledAt = TP.map.getZoom(); p.now.heat.top = p.top || (p.top = p.scale()); }
    TP.redraw();
  }
  // The bar stands below the map, not on it: the map gives it a strip of its height, and takes it back when nothing is played.
  var bar = null, given = '', isRefitted = false;
  function fit() { TP.map.fitBounds(TP.options.bounds, { padding: [4, 4], animate: false }); }
  function put(box) {
    var map = TP.map, place = map.getContainer(), county = L.latLngBounds(TP.options.bounds), saw = map.getBounds().contains(county);
    if (bar) bar.replaceWith(box);
    else {
      given = place.style.height;
      place.insertAdjacentElement('afterend', box);
      place.style.height = place.offsetHeight - box.offsetHeight + 'px';
      map.invalidateSize({ animate: false });
      isRefitted = saw && !map.getBounds().contains(county);
      if (isRefitted) fit();
    }
    bar = box;
  }
  function takeAway() {
    if (!bar) return;
    var map = TP.map, sees = map.getBounds().contains(L.latLngBounds(TP.options.bounds));
    bar.remove(); bar = null;
    map.getContainer().style.height = given;
    map.invalidateSize({ animate: false });
    if (isRefitted && sees) fit();
  }
  function control(p) {
    var box = document.createElement('div');
    box.className = 'tp-player'; box.setAttribute('role', 'group'); box.setAttribute('aria-label', 'Month by month');
    p.button = L.DomUtil.create('button', 'tp-tool', box); p.button.type = 'button'; p.button.textContent = '▶'; p.button.setAttribute('aria-label', 'Play');
    p.slider = L.DomUtil.create('input', '', box); p.slider.type = 'range'; p.slider.min = 0; p.slider.max = p.frames.length - 1; p.slider.setAttribute('aria-label', 'Month');
    p.label = L.DomUtil.create('output', '', box);
    p.button.addEventListener('click', function () {
      if (timer) return stop();
      p.button.textContent = '❚❚'; p.button.setAttribute('aria-label', 'Pause');
      if (p.at >= p.frames.length - 1) show(0);
      timer = setInterval(function () { if (p.at >= p.frames.length - 1) stop(); else show(p.at + 1); }, 700);
    });
    p.slider.addEventListener('input', function () { stop(); show(+p.slider.value); });
    return box;
  }
  TP.play = function (d) {
    var key = d && d.z;
    if (TP.player && TP.player.key === key) return;
    stop();
    TP.player = null;
    if (!d) return takeAway();
    var turn = TP.version;
    TP.unpack(d.z, ['u2', 'u2', 'u4'], d.count).then(function (c) {
      if (turn !== TP.version) return;
      var cells = TP.state.cells, frames = d.months.map(function (m) {
        var length = cells ? cells.codes.length : 0;
        return { label: months[+m.slice(5, 7) - 1] + ' ' + m.slice(0, 4), n: new Uint32Array(length), classes: new Uint8Array(length).fill(255), total: 0, x: [], y: [], weights: [] };
      });
      var places = d.hexes && TP.cumulate(d.hexes);
      for (var i = 0; i < d.count; i++) {
        var f = frames[c[0][i]], n = c[2][i];
        f.total += n;
        if (d.hexes) {
          var number = places[c[1][i]], at = TP.hexPlace(Math.floor(number / 4096) - 2048, (number % 4096) - 2048, d.size), w = TP.world(at[0], at[1]);
          f.x.push(w[0]); f.y.push(w[1]); f.weights.push(n);
        } else {
          var k = 0;
          while (k < d.breaks.length && n > d.breaks[k]) k++;
          f.n[c[1][i]] = n; f.classes[c[1][i]] = k;
        }
      }
      if (d.hexes) frames.forEach(function (f) { f.heat = { x: f.x, y: f.y, weights: f.weights, ramp: TP.ramp(d.ramp) }; });
      var p = (TP.player = { key: key, frames: frames, at: 0 });
      if (cells && d.colours) p.colours = d.colours;
      p.scale = function () {
        var most = frames.map(function (f) { return Math.max.apply(null, f.weights.length ? f.weights : [0]); }).sort(function (a, b) { return a - b; });
        return Math.max(most[Math.floor(most.length / 2)] * 0.05, 0.02);
      };
      put(control(p));
      show(0);
    });
  };
})();
