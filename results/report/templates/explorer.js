"use strict";
(function () {
  const root = document.documentElement;
  const model = JSON.parse(document.getElementById("explorer").textContent);
  const { sliders, outcomes, years } = model;
  const at = (id) => document.getElementById(id);
  const language = () => (root.dataset.lang === "zh" ? "zh" : "en");
  const { columns, predicted, isPlan, told, spent, idle } = explorer.emulator(model);
  const said = explorer.words(model, language);
  const { say, rounded, measure, amount, words, offered, inWords } = said;
  const scenario = explorer.file(model, said);
  const PLAN = sliders.map(() => 1);
  let times = [...PLAN];

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
      part(row, ".idle").hidden = !idle(i, times, now);
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
      const small = [say("chance"), plan].join(say("between"));
      strong(chance, amount(now.probability, errors.probability, odds), small);
    } else {
      const plan = say("planned", { value: amount(before.mean, null, scale) });
      strong(chance, amount(now.mean, errors.mean, scale), plan);
    }
    // a band of what no run has below nothing does not reach there either
    for (const one of [now, before]) one.low = Math.max(one.low, outcome.least ?? -Infinity);
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
      const [value, plan] = [amount(mean, error, scale), amount(year.exact, null, scale)];
      part(bars[i], "p").textContent = say("cost", { year: year.year, value, plan });
      part(bars[i], ".here").style.width = `${(100 * Math.max(mean, 0)) / largest}%`;
      part(bars[i], ".before").style.width = `${(100 * year.exact) / largest}%`;
    });
  }

  function outside(made) {
    const beyond = sliders.filter((one, i) => times[i] < one.low || times[i] > one.high);
    const named = beyond.map((one) =>
      say("outside", {
        lever: one.label[language()],
        low: offered(one, one.low),
        high: offered(one, one.high),
      })
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

  // the address keeps the position, so that it can be mailed
  function fragment() {
    const moved = sliders.map((one, i) => `${one.lever}:${times[i]}`).filter((_, i) => times[i] !== 1);
    return moved.length ? `#at=${moved.join(",")}` : "#at=";
  }

  function fromFragment() {
    if (!location.hash.startsWith("#at=")) return;
    const kept = new URLSearchParams(location.hash.slice(1)).get("at"); // mail programs may quote its signs
    const given = new Map(kept.split(",").map((one) => one.split(":")));
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

  function save() {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([scenario(times, differences())], { type: "application/yaml" }));
    link.download = `${model.name}.yaml`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  function ask() {
    const box = at("asked");
    box.hidden = !box.hidden;
    at("ask").setAttribute("aria-expanded", String(!box.hidden));
  }

  // where a browser forbids copying, the command is left selected for the keyboard
  function copy() {
    getSelection().selectAllChildren(at("command"));
    const copied = () => (at("copy").textContent = say("copied"));
    navigator.clipboard.writeText(at("command").textContent).then(copied, (error) => console.log(error));
  }

  sliders.forEach((one, i) =>
    part(rows[i], "input").addEventListener("input", ({ target }) => move(i, one.stops[Number(target.value)]))
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
  explorer.at = (moved) => {
    const made = columns(moved);
    const [told, cost] = [(one) => predicted(one, made[one.form]), (one) => spent(one, moved, made)];
    return { outcomes: outcomes.map(told), years: years.map(cost) };
  };
  fromFragment();
  show();
})();
