"use strict";

// numbers as they are written elsewhere on the page
report.numbers = function (lang, say) {
  const sign = lang === "zh" ? "%" : "\u00a0%";
  const formats = [0, 1, 2, 3, 4].map(
    (count) => new Intl.NumberFormat("en-US", { minimumFractionDigits: count, maximumFractionDigits: count })
  );

  function digits(value, decimals) {
    const text = formats[decimals].format(Math.abs(value));
    return value < 0 && /[1-9]/.test(text) ? "\u2212" + text : text;
  }

  function decimalsFor({ percent, whole, largest }) {
    if (percent) return 1;
    if (whole || !largest) return 0;
    const place = [99.95, 9.995, 0.9995, 0.09995].findIndex((step) => largest >= step);
    return place === -1 ? 4 : place;
  }

  // the number that a hover says, if it says this one
  function asTold(value, told) {
    const found = (told || "").match(/[+\u2212]?\d[\d,]*(\.\d+)?/g) || [];
    const near = found.filter((text) => {
      const decimals = (text.split(".")[1] || "").length;
      const said = Number(text.replace("\u2212", "-").replace(/[+,]/g, ""));
      return Math.abs(said - value) <= 0.5000001 * 10 ** -decimals;
    });
    return near.sort((one, two) => (two.split(".")[1] || "").length - (one.split(".")[1] || "").length)[0];
  }

  function written(value, how) {
    if (typeof value !== "number") return "";
    const shown = how.percent ? 100 * value : value;
    return (asTold(shown, how.told) || digits(shown, decimalsFor(how))) + (how.percent ? sign : "");
  }

  const bare = (text) => (text.endsWith(sign) ? text.slice(0, -sign.length) : text);

  // both ends, as `span` of results/text/numbers.py writes them
  function span(low, high) {
    if (low === high) return low;
    const signed = /^[+\u2212]/.test(low) || /^[+\u2212]/.test(high);
    return signed ? say("between", { low: bare(low), high }) : `${bare(low)}–${high}`;
  }

  // what a hover says is of the figure, so that ends without one are written apart from it
  function withInterval(row, how) {
    const told = typeof row.value === "number" ? row.told : "";
    const [value, low, high] = [row.value, row.low, row.high].map((one) => written(one, { ...how, told }));
    if (!low) return value;
    return value ? say("interval", { value, interval: span(bare(low), bare(high)) }) : span(low, high);
  }

  return { written, withInterval };
};
