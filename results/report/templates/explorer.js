"use strict";
(function () {
  const root = document.documentElement;
  const model = JSON.parse(document.getElementById("explorer").textContent);
  const { sliders, outcomes, years, forms } = model;
  const at = (id) => document.getElementById(id);
  const language = () => (root.dataset.lang === "zh" ? "zh" : "en");
  const fill = (text, gaps) => text.replace(/\{(\w+)\}/g, (gap, name) => (name in gaps ? gaps[name] : gap));
  const say = (key, gaps = {}) => fill(model.words[key][language()], gaps);
  const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
  const PLAN = sliders.map(() => 1);
  let times = [...PLAN];

  // --- what the runs tell: one polynomial a future ---------------------------------------------------------

  // W. J. Cody's erfc as Numerical Recipes gives it (erfcc, ch. 6.2): relative error below 1.2e-7
  function normal(z) {
    const x = Math.abs(z) / Math.SQRT2;
    const t = 1 / (1 + x / 2);
    const powers = [
      -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587,
      -0.82215223, 0.17087277,
    ];
    const tail = (t * Math.exp(-x * x + powers.reduceRight((total, power) => total * t + power, 0))) / 2;
    return z > 0 ? 1 - tail : tail;
  }

  function quantile(sorted, share) {
    const position = (sorted.length - 1) * share;
    const below = Math.floor(position);
    const next = sorted[Math.min(below + 1, sorted.length - 1)];
    return sorted[below] + (position - below) * (next - sorted[below]);
  }

  function columns(moved) {
    const z = sliders.map((one, i) => (2 * moved[i] - one.low - one.high) / (one.high - one.low));
    const made = {};
    for (const [name, { terms, inverse }] of Object.entries(forms)) {
      const row = terms.map((term) => term.reduce((product, i) => product * z[i], 1));
      const leverage = sum(row.map((one, i) => one * sum(row.map((other, j) => inverse[i][j] * other))));
      made[name] = { row, leverage };
    }
    return made;
  }

  function predicted(outcome, { row, leverage }) {
    const count = outcome.spreads.length;
    const values = new Float64Array(count);
    row.forEach((column, i) => {
      const weights = outcome.weights[i];
      for (let k = 0; k < count; k++) values[k] += column * weights[k];
    });
    const mean = sum(values) / count;
    const between = sum(values.map((one) => (one - mean) ** 2)) / count;
    const wider = between > 0 ? Math.sqrt(1 + sum(outcome.spreads.map((one) => one * one)) / count / between) : 1;
    const sorted = Float64Array.from(values).sort();
    const made = { mean };
    for (const [name, share] of [["low", 0.05], ["high", 0.95]]) {
      made[name] = mean + wider * (quantile(sorted, share) - mean);
    }
    if (outcome.bound !== null) {
      const likely = Array.from(values, (one, k) => {
        const room = outcome.better * (one - outcome.bound);
        const spread = outcome.spreads[k];
        return spread > 0 ? normal(room / spread) : room >= 0 ? 1 : 0;
      });
      made.probability = sum(likely) / count;
    }
    made.errors = {};
    for (const [name, error] of Object.entries(outcome.errors)) made.errors[name] = error * Math.sqrt(1 + leverage);
    return made;
  }

  const isPlan = (moved) => moved.every((one) => one === 1);

  function told(outcome, moved, made) {
    return isPlan(moved) ? { ...outcome.exact, errors: null } : predicted(outcome, made[outcome.form]);
  }

  function spent(year, moved, made) {
    if (isPlan(moved)) return { mean: year.exact, error: null };
    const { row, leverage } = made[year.form];
    return { mean: sum(row.map((one, i) => one * year.weights[i])), error: year.error * Math.sqrt(1 + leverage) };
  }

  // a lever is idle where its whole way moves no outcome by more than the error that is stated of it
  function idle(i, now) {
    const ends = [sliders[i].low, sliders[i].high].map((end) => {
      const moved = times.map((one, k) => (k === i ? end : one));
      return { moved, made: columns(moved) };
    });
    return outcomes.every((outcome, k) => {
      if (outcome.money) return true;
      const [low, high] = ends.map(({ made }) => predicted(outcome, made[outcome.form]));
      const errors = now[k].errors || low.errors;
      return ["mean", "probability"].every((name) => !(Math.abs(high[name] - low[name]) > errors[name]));
    });
  }

  // --- numbers as a planner reads them -----------------------------------------------------------------------

  // making a format is dear, using one is not
  const formats = [0, 1, 2].map(
    (decimals) => new Intl.NumberFormat("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals })
  );

  function digits(value, decimals) {
    const text = formats[decimals].format(Math.abs(value));
    return value < 0 && /[1-9]/.test(text) ? "\u2212" + text : text;
  }

  const plain = (value) => String(Number(value.toPrecision(4)));

  function measure(outcome, size, error, probability) {
    const zh = language() === "zh";
    if (probability) return { per: 0.01, decimals: error && error < 0.01 ? 1 : 0, text: zh ? "{value}%" : "{value}\u00a0%" };
    if (outcome.kind === "share" || outcome.kind === "points") {
      const text = outcome.kind === "points" ? say("points") : zh ? "{value}%" : "{value}\u00a0%";
      return { per: 0.01, decimals: error && error < 0.001 ? 2 : 1, text };
    }
    if (outcome.kind === "yuan" && (outcome.money || size >= 1e6)) {
      const steps = zh ? [[1e8, "yuan_yi"], [1e4, "yuan_wan"], [1, "yuan"]] : [[1e9, "yuan_billion"], [1e6, "yuan_million"], [1, "yuan"]];
      const [per, key] = steps.find(([step]) => size >= step || step === 1);
      const parts = size / per;
      return { per, decimals: per === 1 || parts >= 99.95 ? 0 : parts >= 9.995 ? 1 : 2, text: say(key) };
    }
    const decimals = size >= 10 ? 0 : size >= 2 ? 1 : 2;
    if (outcome.kind === "yuan") return { per: 1, decimals, text: say("yuan") };
    return { per: 1, decimals, text: say("amount", { unit: outcome.unit[language()] }) };
  }

  // an error is rounded up, so that the page never states less than it is
  const rounded = (error, { per, decimals }) => digits(Math.ceil((error / per) * 10 ** decimals - 1e-9) / 10 ** decimals, decimals);

  function amount(value, error, scale) {
    const number = digits(value / scale.per, scale.decimals);
    return fill(scale.text, { value: error ? `${number} ±\u00a0${rounded(error, scale)}` : number });
  }

  function words(factor) {
    if (factor === 0) return say("none");
    if (factor === 1) return say("plan");
    if (factor === 0.5) return say("half");
    if (factor === 2) return say("double");
    if (factor < 1) return say("part", { percent: plain(100 * factor) });
    return say("more", { times: plain(factor) });
  }

  function offered(slider, factor) {
    const value = slider.central * factor;
    if (slider.share) return amount(value, null, { per: 0.01, decimals: 1, text: language() === "zh" ? "{value}%" : "{value}\u00a0%" });
    const shown = slider.whole || value >= 100 ? digits(Math.round(value), 0) : plain(value);
    return say("amount", { value: shown, unit: slider.unit[language()] });
  }

  const inWords = (slider, factor) => say("offered", { value: offered(slider, factor), words: words(factor) });

  // --- the page --------------------------------------------------------------------------------------------------

  const part = (element, name) => element.querySelector(name);
  const rows = sliders.map((one) => part(document, `.slider[data-lever="${one.lever}"]`));
  const cards = outcomes.map((one) => part(document, `.outcome[data-outcome="${one.name}"]`));
  const bars = years.map((one) => part(document, `.year[data-year="${one.year}"]`));

  function strong(parent, text, small) {
    const bold = document.createElement("b");
    bold.textContent = text;
    const rest = document.createElement("small");
    rest.textContent = small;
    parent.replaceChildren(bold, " ", rest);
  }

  function nearest(slider, factor) {
    const gaps = slider.stops.map((stop) => Math.abs(stop - factor));
    return gaps.indexOf(Math.min(...gaps));
  }

  function showSlider(slider, row, factor) {
    const input = part(row, "input");
    input.value = nearest(slider, factor);
    const text = words(factor);
    part(row, "output").textContent = offered(slider, factor);
    part(row, ".words").textContent = text;
    input.setAttribute("aria-valuetext", inWords(slider, factor));
    row.classList.toggle("planned", factor === 1);
  }

  // many positions are looked at for this, so that it waits until the hand rests
  function showIdle() {
    const made = columns(times);
    const now = outcomes.map((one) => told(one, times, made));
    rows.forEach((row, i) => {
      part(row, ".idle").hidden = !idle(i, now);
      part(row, ".idle").textContent = say("idle");
    });
    root.dataset.rested = times.join(",");
  }

  let resting = 0;
  function rest() {
    clearTimeout(resting);
    resting = setTimeout(showIdle, 200);
  }

  function place(element, outcome, low, high) {
    const [first, last] = outcome.scale;
    const share = (value) => Math.min(100, Math.max(0, (100 * (value - first)) / (last - first)));
    element.style.left = `${share(low)}%`;
    if (high !== undefined) element.style.width = `${share(high) - share(low)}%`;
  }

  function showOutcome(outcome, card, now) {
    const errors = now.errors || {};
    const before = outcome.exact;
    const scale = measure(outcome, Math.max(Math.abs(now.mean), Math.abs(before.mean)), errors.mean);
    const chance = part(card, ".chance");
    if (outcome.bound !== null) {
      const odds = measure(outcome, 1, errors.probability, true);
      const plan = say("planned", { value: amount(before.probability, null, odds) });
      strong(chance, amount(now.probability, errors.probability, odds), [say("chance"), plan].join(say("between")));
    } else {
      strong(chance, amount(now.mean, errors.mean, scale), say("planned", { value: amount(before.mean, null, scale) }));
    }
    const [low, high] = [now.low, now.high].map((one) => amount(one, null, scale));
    const widest = now.errors && Math.max(errors.low, errors.high);
    const band = say("band", { low, high }) + (widest ? say("give", { error: rounded(widest, scale) }) : "");
    const mean = outcome.bound === null ? [] : [say("mean", { value: amount(now.mean, errors.mean, scale) })];
    const goal = outcome.goal.en ? [say("goal", { goal: outcome.goal[language()] })] : [];
    part(card, ".figures").textContent = [...goal, ...mean, band].join(say("between"));
    place(part(card, ".here"), outcome, now.low, now.high);
    place(part(card, ".dot"), outcome, now.mean);
    place(part(card, ".before"), outcome, before.low, before.high);
    place(part(card, ".before-dot"), outcome, before.mean);
    if (outcome.bound !== null) place(part(card, ".goal"), outcome, outcome.bound);
  }

  function showYears(made) {
    const now = years.map((year) => spent(year, times, made));
    const largest = Math.max(...now.map((one) => one.mean), ...years.map((one) => one.exact));
    const scale = measure({ kind: "yuan", money: true }, largest);
    years.forEach((year, i) => {
      const { mean, error } = now[i];
      const gaps = { year: year.year, value: amount(mean, error, scale), plan: amount(year.exact, null, scale) };
      part(bars[i], "p").textContent = say("cost", gaps);
      part(bars[i], ".here").style.width = `${(100 * Math.max(mean, 0)) / largest}%`;
      part(bars[i], ".before").style.width = `${(100 * year.exact) / largest}%`;
    });
  }

  function outside(made) {
    const beyond = sliders.filter((one, i) => times[i] < one.low || times[i] > one.high);
    const named = beyond.map((one) =>
      say("outside", { lever: one.label[language()], low: offered(one, one.low), high: offered(one, one.high) })
    );
    const far = Object.values(made).some(({ leverage }) => leverage > model.hull);
    return far || named.length ? [...named, say("extrapolated")] : [];
  }

  function differences() {
    return sliders
      .map((one, i) => ({ one, factor: times[i] }))
      .filter(({ factor }) => factor !== 1)
      .map(({ one, factor }) => [one.label[language()], inWords(one, factor)]);
  }

  function show() {
    const made = columns(times);
    const now = outcomes.map((one) => told(one, times, made));
    sliders.forEach((one, i) => showSlider(one, rows[i], times[i]));
    outcomes.forEach((one, i) => showOutcome(one, cards[i], now[i]));
    showYears(made);
    const list = differences().map(([name, text]) => {
      const item = document.createElement("li");
      const bold = document.createElement("b");
      bold.textContent = text;
      item.append(say("named", { name }), bold);
      return item;
    });
    if (!list.length) {
      list.push(document.createElement("li"));
      list[0].textContent = say("same");
    }
    at("differs").replaceChildren(...list);
    const glance = outcomes.map((one, i) => {
      const chip = document.createElement("span");
      const number = document.createElement("i");
      number.className = "no";
      number.textContent = i + 1;
      const value = one.bound === null ? now[i].mean : now[i].probability;
      chip.append(number, amount(value, null, measure(one, Math.abs(value), 0, one.bound !== null)));
      return chip;
    });
    at("glance").replaceChildren(...glance);
    const warning = isPlan(times) ? [] : outside(made);
    at("outside").hidden = !warning.length;
    at("outside").textContent = warning.join(" ");
    at("command").textContent = model.command.replace("{file}", `${model.name}.yaml`);
    root.dataset.shown = times.join(",");
    rest();
  }

  // --- the address keeps the position, so that it can be mailed ------------------------------------------------

  function fragment() {
    const moved = sliders.map((one, i) => `${one.lever}:${times[i]}`).filter((_, i) => times[i] !== 1);
    return moved.length ? `#at=${moved.join(",")}` : "#at=";
  }

  function fromFragment() {
    if (!location.hash.startsWith("#at=")) return;
    const given = new Map(decodeURIComponent(location.hash.slice(4)).split(",").map((one) => one.split(":")));
    times = sliders.map((one) => {
      const factor = given.has(one.lever) ? Number(given.get(one.lever)) : 1;
      return Number.isFinite(factor) ? Math.min(Math.max(factor, 0), one.most) : 1;
    });
  }

  // browsers allow few changes of the address a second
  let later = 0;
  function keep() {
    clearTimeout(later);
    later = setTimeout(() => history.replaceState(null, "", fragment()), 150);
  }

  let wanted = false;
  function move(i, factor) {
    times[i] = factor;
    keep();
    if (wanted) return;
    wanted = true;
    requestAnimationFrame(() => {
      wanted = false;
      show();
    });
  }

  // --- the scenario file of the position -------------------------------------------------------------------------

  const within = (value, { whole, lowest, highest }) => Math.min(Math.max(whole ? Math.round(value) : value, lowest), highest);

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
  function scenario() {
    const title = Object.fromEntries(["en", "zh"].map((lang) => [lang, fill(model.words.title[lang], { plan: model.title[lang] })]));
    const changed = sliders.flatMap((one, i) => {
      const windows = one.windows.map(({ from, to, values }) => ({
        from,
        to,
        ...Object.fromEntries(Object.entries(values).map(([name, stated]) => [name, written(stated, times[i])])),
      }));
      const setting = (window, values) => Object.keys(values)[0];
      const moves = one.windows.some(({ values }, k) => {
        const name = setting(k, values);
        return windows[k][name].value !== values[name].value;
      });
      return times[i] !== 1 && moves ? [[one.lever, windows]] : [];
    });
    const differs = differences().map(([name, text]) => say("named", { name }) + text).join(say("between")) || say("same");
    const beside = model.base === model.plan ? [] : [`# ${say("beside", { base: model.base })}`];
    const lines = [`# ${say("file", { differs })}`, ...beside, "resettle: 1", `name: ${model.name}`];
    lines.push(`title: ${JSON.stringify(title)}`, `extends: ${model.base}`);
    if (changed.length) lines.push("levers:");
    for (const [lever, windows] of changed) {
      lines.push(`  ${lever}:`, "    changes:", ...windows.map((window) => `      - ${JSON.stringify(window)}`));
    }
    return lines.join("\n") + "\n";
  }

  function save() {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([scenario()], { type: "application/yaml" }));
    link.download = `${model.name}.yaml`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  function ask() {
    const box = at("asked");
    box.hidden = !box.hidden;
    at("ask").setAttribute("aria-expanded", String(!box.hidden));
  }

  async function copy() {
    await navigator.clipboard.writeText(at("command").textContent);
    at("copy").textContent = say("copied");
  }

  sliders.forEach((one, i) =>
    part(rows[i], "input").addEventListener("input", (event) => move(i, one.stops[Number(event.target.value)]))
  );
  at("back").addEventListener("click", () => {
    times = [...PLAN];
    keep();
    show();
  });
  at("save").addEventListener("click", save);
  at("ask").addEventListener("click", ask);
  at("copy").addEventListener("click", copy);
  if (!navigator.clipboard) at("copy").hidden = true; // the command can be selected by hand
  window.addEventListener("hashchange", () => {
    fromFragment();
    show();
  });
  new MutationObserver(show).observe(root, { attributes: true, attributeFilter: ["data-lang"] });

  // for checks of the page, and for those who want numbers of many positions
  window.explorer = {
    at: (moved) => {
      const made = columns(moved);
      return { outcomes: outcomes.map((one) => predicted(one, made[one.form])), years: years.map((one) => spent(one, moved, made)) };
    },
  };
  fromFragment();
  show();
})();
