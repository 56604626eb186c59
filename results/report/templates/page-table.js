"use strict";

// what a chart shows, as records {series, place, value, low, high, inner, more, told}: the figures that are drawn, unscaled
report.records = function ({ data, layout }, lang) {
  const entities = { "&lt;": "<", "&gt;": ">", "&amp;": "&" };
  const plain = (text) =>
    text.replaceAll("<br>", lang === "zh" ? "" : " ").replace(/&(lt|gt|amp);/g, (one) => entities[one]);
  const exact = (number) => Number(number.toPrecision(6));
  const isNumber = (one) => typeof one === "number";

  // names stand at 0, 1, 2, … of their axis
  function named(axis) {
    const { ticktext, tickvals } = axis || {};
    return ticktext && tickvals && tickvals.every((at, i) => at === i) ? ticktext.map(plain) : null;
  }

  if (layout.meta) {
    const [seriesTitle, placeTitle, valueTitle] = layout.meta.heads;
    const rows = layout.meta.rows.map(([series, place, value]) => {
      const digits = Math.abs(value) < 100 ? value.toFixed(2) : Math.round(value).toLocaleString("en");
      return { series, place, value, told: digits.replace("-", "\u2212") };
    });
    return { rows, kind: "pairs", percent: false, percentAlong: false, seriesTitle, placeTitle, valueTitle };
  }

  const names = { x: named(layout.xaxis), y: named(layout.yaxis) };
  const along = names.y && !names.x ? "y" : "x";
  const other = along === "x" ? "y" : "x";
  const dates = layout[`${along}axis`].type === "date";
  const kind = dates ? "months" : names[along] ? "names" : "plane";
  const percent = (axis) => /%/.test((axis || {}).tickformat || "");
  const titled = (axis) => plain((((axis || {}).title || {}).text || ""));

  function place(at) {
    return kind === "names" ? names[along][Math.round(at)] : at;
  }

  function ends(trace, i, value) {
    if (trace.base !== undefined) return { value: null, low: trace.base[i], high: exact(trace.base[i] + value) };
    const bars = trace[`error_${other}`];
    if (bars && isNumber(bars.array[i]) && isNumber(bars.arrayminus[i])) {
      return { value, low: exact(value - bars.arrayminus[i]), high: exact(value + bars.array[i]) };
    }
    const held = trace.customdata && trace.customdata[i];
    if (Array.isArray(held)) return { value, low: held[0], high: held[1], inner: held.length > 2 ? held.slice(2) : undefined };
    return isNumber(held) ? { value, more: held } : { value };
  }

  // a band runs along its lower ends and back along its upper ones
  function band(trace) {
    const count = trace.x.length / 2;
    return trace.x.slice(0, count).map((at, i) => ({ at, low: trace.y[i], high: trace.y[2 * count - 1 - i] }));
  }

  function marks(trace) {
    const told = Array.isArray(trace.hovertext) ? trace.hovertext : [];
    const across = trace.mode === "lines" && kind === "names"; // a rule over a row has an end on either side of it
    return trace[along].flatMap((at, i) => {
      if (across && i % 2) return [];
      const held = ends(trace, i, trace[other][i]);
      return [{ at: across ? at + 0.5 : at, ...held, told: told[i] && plain(told[i]) }];
    });
  }

  function cells(trace) {
    const [across, up] = trace.meta || [layout.xaxis.ticktext, layout.yaxis.ticktext];
    return trace.z.flatMap((row, i) =>
      row.map((value, k) => ({
        series: plain(up[i]),
        place: plain(across[k]),
        value,
        told: plain(trace.hovertext[i][k]),
      }))
    );
  }

  const heat = data.find((trace) => trace.type === "heatmap");
  const rows = heat
    ? cells(heat)
    : data
        .filter((trace) => trace.name)
        .flatMap((trace) =>
          (trace.fill === "toself" ? band(trace) : marks(trace)).map(({ at, ...one }) => ({
            series: plain(trace.name),
            place: place(at),
            ...one,
          }))
        );
  return {
    rows: rows.filter((one) => isNumber(one.value) || isNumber(one.low)),
    kind: heat ? "heat" : kind,
    whole: !heat && layout[`${other}axis`].tickformat === ",.0f",
    percent: heat ? percent(heat.colorbar) : percent(layout[`${other}axis`]),
    percentAlong: kind === "plane" && percent(layout.xaxis),
    valueTitle: heat ? "" : titled(layout[`${other}axis`]),
    placeTitle: titled(layout[`${along}axis`]),
    seriesTitle: heat ? titled(layout.yaxis) : "",
  };
};
