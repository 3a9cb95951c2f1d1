// Every figure as a picture that can leave the page: with title, filters, source and marking, on a solid ground, as PNG and as SVG.
// Plotly draws the figure as SVG; its words are taken from the page around it; what comes out is one file.
(function () {
  if (window.touchpointPictures) { return; }
  window.touchpointPictures = true;
  var asked = null;  // { plot, format } while Plotly is drawing

  var measure = document.createElement('canvas').getContext('2d');
  var SIDE = 16, FONT = 'Source Sans, Source Sans Pro, Arial, sans-serif';

  function text(node) { return node ? node.innerText.replace(/\s+/g, ' ').trim() : ''; }
  function escaped(words) { return words.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;'); }
  // Icons are letters of a font that no picture has.
  function caption(node) {
    if (!node) { return ''; }
    var copy = node.cloneNode(true);
    copy.querySelectorAll('[data-testid="stIconMaterial"],[role="img"]').forEach(function (icon) { icon.remove(); });
    return copy.textContent.replace(/\s+/g, ' ').trim();
  }
  function before(plot, selector) {
    return Array.from(document.querySelectorAll(selector)).filter(function (node) {
      return node.compareDocumentPosition(plot) & Node.DOCUMENT_POSITION_FOLLOWING && !node.contains(plot);
    }).pop();
  }
  function after(plot) {
    var next = Array.from(document.querySelectorAll('[data-testid="stCaptionContainer"],h1,h2,h3,.js-plotly-plot')).find(function (node) {
      return plot.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING && !plot.contains(node);
    });
    return next && next.matches('[data-testid="stCaptionContainer"]') ? next : null;
  }

  function lines(words, font, width) {
    measure.font = font;
    var found = [], line = '';
    words.split(' ').forEach(function (word) {
      var longer = line ? line + ' ' + word : word;
      if (line && measure.measureText(longer).width > width) { found.push(line); line = word; } else { line = longer; }
    });
    return line ? found.concat(line) : found;
  }

  function around(plot, drawing) {
    var page = text(document.querySelector('h1')), heading = before(plot, 'h1,h2,h3,h4'), title = text(heading) || page;
    var marking = text(document.querySelector('[aria-label="Protective marking"]'));
    var filters = document.querySelector('h1') && after(document.querySelector('h1'));
    var said = filters && filters.querySelector('strong') ? caption(filters.querySelector('strong')) : 'No filter: everything that is loaded';
    var app = getComputedStyle(document.querySelector('.stApp')), ground = app.backgroundColor, ink = app.color;
    var box = drawing.documentElement, width = parseFloat(box.getAttribute('width')), height = parseFloat(box.getAttribute('height'));
    var y = 0, out = [];
    function put(words, size, weight, at, anchor, fade) {
      out.push('<text x="' + at + '" y="' + y + '" font-family="' + FONT + '" font-size="' + size + '" font-weight="' + weight + '" text-anchor="' +
        (anchor || 'start') + '" fill="' + ink + '" opacity="' + (fade || 1) + '">' + escaped(words) + '</text>');
    }
    function block(words, size, weight, fade) {
      lines(words, weight + ' ' + size + 'px ' + FONT, width - 2 * SIDE).forEach(function (line) {
        y += size * 1.4; put(line, size, weight, SIDE, 'start', fade);
      });
    }
    y += 20; put(marking, 12, 700, width / 2, 'middle');
    y += 6; block(title === page || !page ? title : page + ': ' + title, 18, 650);
    block(said, 12.5, 400, 0.85);
    y += 8;
    box.setAttribute('x', '0'); box.setAttribute('y', y);
    out.push(new XMLSerializer().serializeToString(box));
    y += height + 4;
    block(caption(after(plot)), 12, 400, 0.85);
    block('Touchpoint, ' + new Date().toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' }), 12, 400, 0.85);
    y += 22; put(marking, 12, 700, width / 2, 'middle');
    y += 14;
    var whole = '<svg xmlns="http://www.w3.org/2000/svg" width="' + width + '" height="' + y + '" viewBox="0 0 ' + width + ' ' + y + '">' +
      '<title>' + escaped(title) + '</title><rect width="100%" height="100%" fill="' + ground + '"/>' + out.join('') + '</svg>';
    return { svg: whole, width: width, height: y, name: ('touchpoint ' + page + ' ' + title).toLowerCase().replace(/[^a-z0-9]+/g, '-').slice(0, 70) };
  }

  function save(blob, name) {
    var link = document.createElement('a');
    link.href = makeAddress(blob); link.download = name;
    document.body.appendChild(link); link.click(); link.remove();
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 10000);
  }
  function finish(wanted, blob) {
    blob.text().then(function (drawn) {
      var picture = around(wanted.plot, new DOMParser().parseFromString(drawn, 'image/svg+xml'));
      var svg = new Blob([picture.svg], { type: 'image/svg+xml' });
      if (wanted.format === 'svg') { save(svg, picture.name + '.svg'); return; }
      var image = new Image();
      image.onload = function () {
        var canvas = document.createElement('canvas');
        canvas.width = 2 * picture.width; canvas.height = 2 * picture.height;
        canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
        canvas.toBlob(function (png) { save(png, picture.name + '.png'); }, 'image/png');
      };
      image.src = 'data:image/svg+xml;charset=utf-8,' + encodeURIComponent(picture.svg);
    });
  }

  // Plotly hands its drawing to the browser as a file; while one of ours is asked for, it is handed to us instead.
  var makeAddress = URL.createObjectURL.bind(URL), press = HTMLAnchorElement.prototype.click;
  URL.createObjectURL = function (thing) {
    if (asked && thing instanceof Blob && /svg/.test(thing.type)) { asked.blob = thing; }
    return makeAddress(thing);
  };
  HTMLAnchorElement.prototype.click = function () {
    if (asked && asked.blob && this.download) { var mine = asked; asked = null; finish(mine, mine.blob); return; }
    press.call(this);
  };

  function ask(plot, camera, format) {
    var usual = plot._context.toImageButtonOptions;
    plot._context.toImageButtonOptions = Object.assign({}, usual, { format: 'svg', scale: 1 });
    asked = { plot: plot, format: format };
    camera.touchpointAsks = true; camera.click(); camera.touchpointAsks = false;
    plot._context.toImageButtonOptions = usual;
    setTimeout(function () { asked = null; }, 15000);
  }
  // The buttons stand there when somebody comes near a figure, by pointer, finger or key: nothing is done for figures nobody takes away.
  function add(event) {
    var plot = event.target.closest && event.target.closest('.js-plotly-plot');
    var camera = plot && plot.querySelector('.modebar-btn[data-title^="Download"]:not(.as-svg)');
    if (!camera || plot.querySelector('.as-svg') || !plot._context) { return; }
    camera.setAttribute('data-title', 'Download as PNG');
    camera.addEventListener('click', function (event) {
      if (camera.touchpointAsks) { return; }
      event.preventDefault(); event.stopImmediatePropagation(); ask(plot, camera, 'png');
    }, true);
    var copy = camera.cloneNode(false);
    copy.classList.add('as-svg');
    copy.setAttribute('data-title', 'Download as SVG');
    copy.setAttribute('aria-label', 'Download as SVG');
    copy.textContent = 'SVG';
    copy.style.cssText = 'font:600 10px/20px sans-serif;color:inherit;opacity:.75;padding:0 4px;text-decoration:none';
    copy.addEventListener('click', function (event) {
      event.preventDefault(); event.stopPropagation(); ask(plot, camera, 'svg');
    });
    camera.insertAdjacentElement('afterend', copy);
  }
  document.addEventListener('pointerover', add, true);
  document.addEventListener('focusin', add, true);
})();
