"use strict";

// texts, and numbers as a planner reads them
explorer.words = function ({ words: texts }, language) {
  const fill = (text, gaps) => text.replace(/\{(\w+)\}/g, (gap, name) => (name in gaps ? gaps[name] : gap));
  const say = (key, gaps = {}) => fill(texts[key][language()], gaps);

  // making a format is dear, using one is not
  const formats = [0, 1, 2].map(
    (decimals) =>
      new Intl.NumberFormat("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals })
  );

  function digits(value, decimals) {
    const text = formats[decimals].format(Math.abs(value));
    return value < 0 && /[1-9]/.test(text) ? "\u2212" + text : text;
  }

  const plain = (value) => String(Number(value.toPrecision(4)));

  const percent = () => (language() === "zh" ? "{value}%" : "{value}\u00a0%");

  function measure(outcome, size, error, probability) {
    const zh = language() === "zh";
    if (probability) return { per: 0.01, decimals: error && error < 0.01 ? 1 : 0, text: percent() };
    if (outcome.kind === "share" || outcome.kind === "points") {
      const text = outcome.kind === "points" ? say("points") : percent();
      return { per: 0.01, decimals: error && error < 0.001 ? 2 : 1, text };
    }
    if (outcome.kind === "yuan" && (outcome.money || size >= 1e6)) {
      const steps = zh
        ? [[1e8, "yuan_yi"], [1e4, "yuan_wan"], [1, "yuan"]]
        : [[1e9, "yuan_billion"], [1e6, "yuan_million"], [1, "yuan"]];
      const [per, key] = steps.find(([step]) => size >= step || step === 1);
      const parts = size / per;
      return { per, decimals: per === 1 || parts >= 99.95 ? 0 : parts >= 9.995 ? 1 : 2, text: say(key) };
    }
    const decimals = size >= 10 ? 0 : size >= 2 ? 1 : 2;
    if (outcome.kind === "yuan") return { per: 1, decimals, text: say("yuan") };
    return { per: 1, decimals, text: say("amount", { unit: outcome.unit[language()] }) };
  }

  // an error is rounded up, so that the page never states less than it is
  function rounded(error, { per, decimals }) {
    const parts = 10 ** decimals;
    return digits(Math.ceil((error / per) * parts - 1e-9) / parts, decimals);
  }

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
    if (slider.share) return amount(value, null, { per: 0.01, decimals: 1, text: percent() });
    const shown = slider.whole || value >= 100 ? digits(Math.round(value), 0) : plain(value);
    return say("amount", { value: shown, unit: slider.unit[language()] });
  }

  function inWords(slider, factor) {
    return say("offered", { value: offered(slider, factor), words: words(factor) });
  }

  return { fill, say, plain, measure, rounded, amount, words, offered, inWords };
};
