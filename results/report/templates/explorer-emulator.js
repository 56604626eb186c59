"use strict";
window.explorer = {};

// what the runs tell at a position: one polynomial a future, and what is told of all futures from them
explorer.emulator = function ({ sliders, outcomes, forms }) {
  const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

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
    const own = sum(outcome.spreads.map((one) => one * one)) / count;
    const wider = between > 0 ? Math.sqrt(1 + own / between) : 1;
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
    for (const [name, error] of Object.entries(outcome.errors)) {
      made.errors[name] = error * Math.sqrt(1 + leverage);
    }
    return made;
  }

  const isPlan = (moved) => moved.every((one) => one === 1);

  function told(outcome, moved, made) {
    return isPlan(moved) ? { ...outcome.exact, errors: null } : predicted(outcome, made[outcome.form]);
  }

  function spent(year, moved, made) {
    if (isPlan(moved)) return { mean: year.exact, error: null };
    const { row, leverage } = made[year.form];
    const mean = sum(row.map((one, i) => one * year.weights[i]));
    return { mean, error: year.error * Math.sqrt(1 + leverage) };
  }

  // a lever is idle where its whole way moves no outcome by more than the error that is stated of it
  function idle(i, times, now) {
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

  return { columns, predicted, isPlan, told, spent, idle };
};
