/* The first question to the server, asked while the page is still being read: Streamlit's script asks it about a second later, when it has been
   fetched, read and run. It is then handed this connection, with what has come meanwhile. Where its question is another than the one that was
   guessed here, it is asked as well; where it wants another connection, it gets that. Messages that come together are handed on together: React
   draws the page once for them, and not once for each. A changed picture is shown on the map at once; React is told with what follows it. */
(function () {
  'use strict';
  var Native = window.WebSocket, REMEMBERED = 'touchpoint-scheme', PATIENCE_MS = 30000, TOGETHER_MS = 4, FOLLOWING_MS = 2000;
  var address = location.origin.replace(/^http/, 'ws') + '/_stcore/stream';
  var token = (document.cookie.match(/\b_streamlit_xsrf=([^;]*)\b/) || [])[1] || 'PLACEHOLDER_AUTH_TOKEN';
  var came = [], isOurs = true, asked = null, due = 0, isShown = false;
  var PICTURE = 'TP.show(', SCRIPT = '"feature_group": "', SHORTEST = 1000;

  function scheme() {
    var last = null;
    try { last = localStorage.getItem(REMEMBERED); } catch (_) { /* not allowed: what the system says */ }
    return last || (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
  }
  // Streamlit's BackMsg of a page that is opened: rerun_script with query_string, widget_states, page_name and context_info.
  function question() {
    var text = new TextEncoder(), dates = Intl.DateTimeFormat().resolvedOptions();
    function number(n) {  // as the protocol writes it; what is below nought as if it had 64 bits
      var out = [], left = BigInt.asUintN(64, BigInt(n));
      for (; left > 127n; left >>= 7n) out.push(Number(left & 127n) | 128);
      return out.concat(Number(left));
    }
    function part(field, bytes) { return [field * 8 + 2].concat(number(bytes.length), Array.from(bytes)); }
    function said(field, words) { return words ? part(field, text.encode(words)) : []; }
    var about = said(1, dates.timeZone).concat([16], number(new Date().getTimezoneOffset()), said(3, navigator.language),
      said(4, location.origin + location.pathname), [40, /[?&]embed=true\b/i.test(location.search) ? 1 : 0], said(6, scheme()));
    var run = said(1, location.search.slice(1)).concat(part(2, []), said(4, location.pathname.slice(1)), part(8, about));
    return new Uint8Array(part(11, run));
  }
  function isAsked(bytes) {
    return asked && bytes.length === asked.length && bytes.every(function (byte, i) { return byte === asked[i]; });
  }
  function remember(bytes) {
    var end = String.fromCharCode.apply(null, bytes.slice(-5));
    try { localStorage.setItem(REMEMBERED, end.slice(1) === 'dark' ? 'dark' : 'light'); } catch (_) { /* asked again next time */ }
  }

  var early = new Native(address, ['streamlit', token]);
  early.binaryType = 'arraybuffer';
  early.addEventListener('open', function () { Native.prototype.send.call(early, (asked = question())); }, { once: true });
  // Ours is the first of the listeners: what comes before Streamlit has asked is kept from it, and what comes later for a moment.
  early.addEventListener('message', function (event) {
    if (!event.isTrusted) return;
    event.stopImmediatePropagation();
    came.push(event.data);
    if (isOurs) return;
    var isPicture = show(event.data);
    if (isPicture || isShown) {
      clearTimeout(due);
      due = 0;
    }
    isShown = isPicture;
    if (!due) due = setTimeout(handOn, isPicture ? FOLLOWING_MS : TOGETHER_MS);
  });
  // The script of a picture stands as a JSON string in the message with the map's arguments; the map's frame says whether it could show it.
  function show(data) {
    if (data.byteLength < SHORTEST) return false;
    var text = new TextDecoder().decode(data), start = text.indexOf(PICTURE) < 0 ? -1 : text.indexOf(SCRIPT);
    if (start < 0) return false;
    var end = start += SCRIPT.length;
    while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
    try {
      var frame = document.querySelector('iframe[title*="st_folium"]').contentWindow;
      return frame.TP.first(JSON.parse('"' + text.slice(start, end) + '"'));
    } catch (_) { return false; /* no map yet, or another than ours: React puts it up */ }
  }
  early.addEventListener('close', function () { if (!isOurs) handOn(); });
  function handOn() {
    clearTimeout(due);
    due = 0;
    came.splice(0).forEach(function (kept) { early.dispatchEvent(new MessageEvent('message', { data: kept })); });
  }
  var given = setTimeout(function () { early.close(); }, PATIENCE_MS);

  function Handed(url, protocols) {
    window.WebSocket = Native;
    clearTimeout(given);
    // Two words are a new session; a third would be the name of one to come back to. The token is written anew with every answer.
    var isUsable = String(url) === address && protocols && protocols.length === 2 && early.readyState <= 1;
    if (!isUsable) { early.close(); return new Native(url, protocols); }
    early.send = function (data) {
      var bytes = new Uint8Array(data.buffer || data, data.byteOffset || 0, data.byteLength);
      delete early.send;
      remember(bytes);
      if (!isAsked(bytes)) early.send(data);
      queueMicrotask(function () {
        isOurs = false;
        handOn();
      });
    };
    if (early.readyState === 1) setTimeout(function () { early.dispatchEvent(new Event('open')); });
    return early;
  }
  Handed.prototype = Native.prototype;
  ['CONNECTING', 'OPEN', 'CLOSING', 'CLOSED'].forEach(function (name, i) { Handed[name] = i; });
  window.WebSocket = Handed;
})();
