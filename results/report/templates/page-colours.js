"use strict";

// colours for a dark screen from those for paper: greys turn round, others get lighter until they can be seen
report.colours = (function () {
  const KNOWN = { "#ffffff": "#15181c", "#1a1a1a": "#e8eaed" };
  const BACK = [0x15, 0x18, 0x1c];
  const PAPER = luminance(BACK);
  const SEEN = 3.2;
  const GREY = 30;
  const MARK = 0.5; // opacity from which a colour is that of marks, not of a shade behind them
  const known = new Map();

  function luminance(parts) {
    const [red, green, blue] = parts.map((one) => {
      const share = one / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }

  function parsed(text) {
    const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text);
    if (hex) return { parts: hex.slice(1).map((one) => parseInt(one, 16)), opacity: "" };
    const mixed = /^rgba\((\d+), ?(\d+), ?(\d+), ?([\d.]+)\)$/.exec(text);
    return mixed && { parts: mixed.slice(1, 4).map(Number), opacity: mixed[4] };
  }

  function turned(parts) {
    const light = (Math.max(...parts) + Math.min(...parts)) / 510;
    const shade = Math.round(255 * (0.91 - 0.815 * light));
    return [shade, shade, Math.min(255, shade + 4)];
  }

  function lighter(parts, opacity) {
    const over = opacity >= MARK ? opacity : 1;
    for (let share = 0; share <= 1; share += 0.05) {
      const mixed = parts.map((one) => Math.round(one + share * (255 - one)));
      const seen = mixed.map((one, at) => over * one + (1 - over) * BACK[at]);
      if ((luminance(seen) + 0.05) / (PAPER + 0.05) >= SEEN) return mixed;
    }
    return parts;
  }

  function made(text) {
    const fixed = KNOWN[text.toLowerCase()];
    const colour = parsed(text);
    if (fixed || !colour) return fixed || text;
    const { parts, opacity } = colour;
    const grey = Math.max(...parts) - Math.min(...parts) <= GREY;
    const mixed = (grey ? turned : lighter)(parts, Number(opacity || 1)).join(",");
    return opacity ? `rgba(${mixed},${opacity})` : `rgb(${mixed})`;
  }

  function dark(text) {
    if (!known.has(text)) known.set(text, made(text));
    return known.get(text);
  }

  // a figure for a dark screen; colours that stand for figures, and what is written on them, stay what they are
  function darkened(node) {
    if (typeof node === "string") return /^(#|rgba)/.test(node) ? dark(node) : node;
    if (Array.isArray(node)) return typeof node[0] === "number" ? node : node.map(darkened);
    if (node === null || typeof node !== "object") return node;
    const kept = "colorscale" in node ? ["colorscale", "textfont"] : [];
    return Object.fromEntries(
      Object.entries(node).map(([key, value]) => [key, kept.includes(key) ? value : darkened(value)])
    );
  }

  return { dark, darkened };
})();
