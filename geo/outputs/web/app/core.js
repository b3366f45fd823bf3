/* The one namespace of a page: wording, numbers, elements, state.
   Text from data reaches the page through textContent and attributes alone. */
"use strict";
var covermap = {};

(function (cm) {
  var SVG = "http://www.w3.org/2000/svg";
  var listeners = {};

  cm.data = null;
  cm.map = null;
  cm.lang = "zh";
  cm.VERDICTS = ["met", "undecided", "not_met", "no_data"];
  cm.state = {
    county: "", rule: "area", selected: "", gap: "", line: "", station: "", proposal: "", overlay: "level", operator: "any"
  };

  cm.on = function (name, listener) {
    (listeners[name] = listeners[name] || []).push(listener);
  };

  // One broken part must not stop the others: each listener fails on its own.
  cm.emit = function (name, detail) {
    (listeners[name] || []).forEach(function (listener) {
      try {
        listener(detail || {});
      } catch (error) {
        setTimeout(function () { throw error; });
      }
    });
  };

  cm.set = function (changes) {
    Object.assign(cm.state, changes);
    cm.emit("change", changes);
  };

  cm.t = function (key, values) {
    var wording = cm.data.strings[cm.lang][key];
    if (wording === undefined) { throw new Error("no wording for " + key); }
    return wording.replace(/\[(\w+)\]/g, function (whole, name) {
      return values && name in values ? String(values[name]) : whole;
    });
  };

  cm.say = function (pair) { return pair[cm.lang === "en" ? 1 : 0] || pair[0]; };
  cm.code = function (kind, code) {
    var pair = cm.data.wording[kind][code];
    return pair ? cm.say(pair) : code;
  };

  cm.isNumber = function (value) { return typeof value === "number" && isFinite(value); };

  /* Rounded as the reports round (`half_up` there): 0.125 is 0.13, though its binary digits are not. */
  function fixed(value, digits) {
    var exact = Number(value.toPrecision(12)), shifted = Number(exact + "e" + digits);
    return (isNaN(shifted) ? exact : Number(Math.round(shifted) + "e-" + digits)).toFixed(digits);
  }

  /* A missing number is said, never shown as 0. */
  cm.number = function (value, digits) {
    if (!cm.isNumber(value)) { return cm.t("no_data"); }
    var parts = fixed(Math.abs(value), digits || 0).split(".");
    var grouped = parts[0].length > 4 ? parts[0].replace(/\B(?=(\d{3})+$)/g, "\u202f") : parts[0];
    var shown = parts.length > 1 ? grouped + "." + parts[1] : grouped;
    return value < 0 && Number(shown) !== 0 ? "\u2212" + shown : shown;
  };
  cm.signed = function (value, digits) {
    return cm.isNumber(value) && value > 0 ? "+" + cm.number(value, digits) : cm.number(value, digits);
  };

  /* Whole percent, but a decimal below 10 and near all: never 100 or 0 when it is not so. */
  function percent(part, whole) {
    var value = 100 * part / whole;
    if (value > 99 && value < 100) { return fixed(Math.min(99.9, value), 1); }
    if (value > 0 && value < 9.95) { return fixed(Math.max(0.1, value), 1); }
    return fixed(value, 0);
  }
  cm.percent = function (share) {
    return cm.isNumber(share) ? percent(share, 1) + " %" : cm.t("no_data");
  };
  cm.range = function (lower, upper, whole) {
    if (!whole) { return cm.t("no_data"); }
    var low = percent(lower, whole), high = percent(upper, whole);
    return low === high ? low + " %" : low + "\u2013" + high + " %";
  };
  cm.shareRange = function (share) {
    if (!cm.isNumber(share[0]) || !cm.isNumber(share[1])) { return cm.t("no_data"); }
    return cm.range(Math.min(share[0], share[1]), Math.max(share[0], share[1]), 1);
  };

  cm.lonlat = function (lon, lat) {
    return Math.abs(lon).toFixed(4) + "\u00b0" + (lon < 0 ? "W" : "E") + "\u2002" +
      Math.abs(lat).toFixed(4) + "\u00b0" + (lat < 0 ? "S" : "N");
  };

  cm.$ = function (id) { return document.getElementById(id); };

  /* h("td", {class: "r", text: name}, child, ...): attributes by name, listeners by "on...". */
  cm.h = function (tag, attributes) {
    return fill(document.createElement(tag), attributes, Array.prototype.slice.call(arguments, 2));
  };
  cm.svg = function (tag, attributes) {
    return fill(document.createElementNS(SVG, tag), attributes, Array.prototype.slice.call(arguments, 2));
  };
  function fill(element, attributes, children) {
    Object.keys(attributes || {}).forEach(function (name) {
      var value = attributes[name];
      if (value === null || value === undefined || value === false) { return; }
      if (name === "text") { element.textContent = value; }
      else if (name.indexOf("on") === 0) { element.addEventListener(name.slice(2), value); }
      else { element.setAttribute(name, value === true ? "" : value); }
    });
    children.forEach(function (child) { if (child) { element.appendChild(child); } });
    return element;
  }
  /* What is replaced by the same thing drawn anew gives it the focus: the keyboard stays where it is. */
  cm.replace = function (element, children) {
    var focused = element.contains(document.activeElement) && cm.lasting(document.activeElement);
    element.replaceChildren.apply(element, children.filter(Boolean));
    if (focused && focused()) { focused().focus(); }
  };

  var KEYS = ["data-id", "data-area", "data-place", "data-line", "data-gap", "data-station", "data-proposal"];

  /* Finds an element again, or what was drawn in its stead: a function that returns null when both are gone. */
  cm.lasting = function (element) {
    var key = KEYS.find(function (name) { return element.hasAttribute(name); });
    var again = key && element.tagName + "[" + key + "=\"" + CSS.escape(element.getAttribute(key)) + "\"]";
    return function () { return element.isConnected ? element : again ? document.querySelector(again) : null; };
  };

  /* A sign that tells a verdict by shape as well as by colour. */
  cm.SHAPES = {
    met: "M0-6A6 6 0 1 1 0 6A6 6 0 1 1 0-6Z",
    undecided: "M0-7.6L7.6 0L0 7.6L-7.6 0Z",
    not_met: "M0-7.4L7.4 6L-7.4 6Z",
    no_data: "M-5.2-5.2H5.2V5.2H-5.2Z"
  };
  cm.sign = function (verdict) {
    return cm.svg("svg", { class: "sign", viewBox: "-9 -9 18 18", "aria-hidden": "true" },
      cm.svg("path", { class: "v-" + verdict, d: cm.SHAPES[verdict] }));
  };
  cm.badge = function (verdict) {
    return cm.h("span", { class: "badge b-" + verdict }, cm.sign(verdict),
      cm.h("span", { text: cm.code("verdict", verdict) }));
  };

  /* Bar of parts, each {kind, size}; what has no data is hatched. */
  cm.bar = function (parts, label) {
    var bar = cm.h("div", { class: "stack", role: "img", "aria-label": label });
    parts.forEach(function (part) {
      if (!part.size) { return; }
      var piece = cm.h("i", { class: "s-" + part.kind });
      piece.style.flexGrow = part.size;
      bar.appendChild(piece);
    });
    return bar;
  };
})(covermap);
