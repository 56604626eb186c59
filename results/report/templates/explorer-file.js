"use strict";

// the scenario file of a position: what it multiplies, as scenarios/scaling.py does
explorer.file = function (model, { fill, say, plain }) {
  const { sliders } = model;

  function within(value, { whole, lowest, highest }) {
    return Math.min(Math.max(whole ? Math.round(value) : value, lowest), highest);
  }

  function written(stated, factor) {
    const value = within(stated.value * factor, stated);
    const ends = (stated.range || [stated.value, stated.value]).map((end) => within(end * factor, stated));
    const gaps = { old: stated.value, times: plain(factor) };
    return {
      value,
      unit: stated.unit,
      source: "assumed",
      ...(stated.factor
        ? { range: stated.range, range_is: "factor" }
        : { range: [Math.min(ends[0], value), Math.max(ends[1], value)] }),
      note: { en: fill(model.words.note.en, gaps), zh: fill(model.words.note.zh, gaps) },
    };
  }

  // JSON is YAML, and needs no quoting rules of its own
  function scenario(times, differences) {
    const titled = (lang) => [lang, fill(model.words.title[lang], { plan: model.title[lang] })];
    const title = Object.fromEntries(["en", "zh"].map(titled));
    const changed = sliders.flatMap((one, i) => {
      const moved = ([name, stated]) => [name, written(stated, times[i])];
      const windows = one.windows.map(({ from, to, values }) => ({
        from,
        to,
        ...Object.fromEntries(Object.entries(values).map(moved)),
      }));
      const moves = one.windows.some(({ values }, k) => {
        const [setting] = Object.keys(values); // the budget stands behind it
        return windows[k][setting].value !== values[setting].value;
      });
      return times[i] !== 1 && moves ? [[one.lever, windows]] : [];
    });
    const named = differences.map(([name, text]) => say("named", { name }) + text);
    const differs = named.join(say("between")) || say("same");
    const beside = model.base === model.plan ? [] : [`# ${say("beside", { base: model.base })}`];
    const lines = [`# ${say("file", { differs })}`, ...beside, "resettle: 1", `name: ${model.name}`];
    lines.push(`title: ${JSON.stringify(title)}`, `extends: ${JSON.stringify(model.base)}`);
    if (changed.length) lines.push("levers:");
    for (const [lever, windows] of changed) {
      const written = windows.map((window) => `      - ${JSON.stringify(window)}`);
      lines.push(`  ${lever}:`, "    changes:", ...written);
    }
    return lines.join("\n") + "\n";
  }

  return scenario;
};
