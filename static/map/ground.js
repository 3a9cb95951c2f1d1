/* The ground of the map: land, lines and names of the districts, fetched once. It is the same whatever is shown on it. */
(function () {
  'use strict';
  var TP = window.TP;
  // Placed by style alone: what Leaflet measures before its own styles have come is wrong.
  function named(feature, map) {
    var name = document.createElement('span'), p = feature.properties;
    name.textContent = p.name;
    L.marker([p.y, p.x], { icon: L.divIcon({ className: 'place', html: name, iconSize: [0, 0] }), interactive: false, keyboard: false, pane: 'lines' }).addTo(map);
  }
  TP.ground = function (map, options) {
    [['land', 200], ['lines', 450]].forEach(function (p) { var pane = map.createPane(p[0]); pane.style.zIndex = p[1]; pane.style.pointerEvents = 'none'; });
    // Names of districts would lie on top of each other on a small map, so they show from the zoom at which they fit.
    function fit() { map.getContainer().classList.toggle('crowded', map.getZoom() < (map.getSize().x < 600 ? 9.5 : 8.5)); }
    map.on('zoomend resize', fit); fit();
    if (!options.outlines.districts) return;
    fetch(options.outlines.districts).then(function (r) { if (!r.ok) throw new Error(r.status); return r.json(); }).then(function (found) {
      L.geoJSON(found, { interactive: false, pane: 'land', style: { stroke: false, fillColor: options.land, fillOpacity: 1 } }).addTo(map);
      L.geoJSON(found, { interactive: false, pane: 'lines', style: { color: options.border, weight: 1, fill: false, opacity: 0.8 } }).addTo(map);
      found.features.forEach(function (f) { named(f, map); });
    }).catch(function (error) { TP.say('The outline of the county could not be fetched: ' + error.message); });
  };
})();
