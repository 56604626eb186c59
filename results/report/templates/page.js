"use strict";
(function () {
  const root = document.documentElement;
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const figures = read("figures");
  const template = read("template");
  const words = (report.words = read("words"));
  const { language, theme } = report;
  const heights = {};
  const PAPER = { wide: 690, dense: 215, plain: 335 };

  // figures are English; where the Chinese one differs, `zh` says what stands there, at any depth
  function patched(node, change) {
    if (change === undefined) return node;
    if (change === null || typeof change !== "object" || Array.isArray(change)) return change;
    const copy = Array.isArray(node) ? [...node] : { ...node };
    for (const key of Object.keys(change)) copy[key] = patched(node[key], change[key]);
    return copy;
  }

  // plotly writes into what it draws, so it gets a copy
  function inLanguage(figure, lang, colours = theme()) {
    const { data, layout } = structuredClone(patched(figure, lang === "zh" ? figure.zh : undefined));
    const made = { data, layout: { ...layout, template } };
    return colours === "dark" ? report.colours.darkened(made) : made;
  }

  function settings(lang) {
    return {
      responsive: true,
      displayModeBar: false,
      locale: lang === "zh" ? "zh-CN" : "en",
    };
  }

  function paperWidth(box) {
    const figure = box.closest("figure");
    return figure.classList.contains("wide") ? PAPER.wide : figure.closest(".dense") ? PAPER.dense : PAPER.plain;
  }

  // on paper as wide as the sheet lets it, and in the colours of paper
  function drawOne(figure, lang, onPaper) {
    const box = document.getElementById(`chart-${figure.name}`);
    const narrow = !onPaper && window.matchMedia("(max-width: 700px)").matches;
    const touch = narrow || window.matchMedia("(pointer: coarse)").matches;
    const { data, layout } = inLanguage(figure, lang, onPaper ? "light" : theme());
    heights[figure.name] ||= box.clientHeight;
    const height = narrow ? report.narrowed(layout, lang, heights[figure.name]) : heights[figure.name];
    box.style.height = `${height}px`;
    layout.font = { ...layout.font, family: getComputedStyle(document.body).fontFamily };
    if (onPaper) layout.width = paperWidth(box);
    layout.autosize = !onPaper;
    if (touch) layout.dragmode = false; // a finger scrolls the page
    return Plotly.react(box, data, layout, settings(lang));
  }

  const tools = report.tools(figures, words, inLanguage);

  function draw(onPaper = false) {
    const lang = language();
    tools.show();
    report.scrolls();
    if (!figures.length) root.dataset.drawn = lang; // such a page carries no drawing library
    if (!window.Plotly) return Promise.resolve();
    return Promise.all(figures.map((figure) => drawOne(figure, lang, onPaper))).then(() => {
      root.dataset.drawn = lang;
      root.dataset.drawnIn = onPaper ? "light" : theme();
    });
  }

  function set(lang) {
    report.setLanguage(lang);
    document.title = words.title[lang];
    for (const button of document.querySelectorAll("[data-set-lang]")) {
      button.setAttribute("aria-pressed", String(button.dataset.setLang === lang));
    }
  }

  function paint(name) {
    report.setTheme(name);
    document.getElementById("dark").setAttribute("aria-pressed", String(name === "dark"));
  }

  async function unpack() {
    const packed = atob(document.getElementById("plotly").textContent.trim());
    const bytes = Uint8Array.from(packed, (character) => character.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    const script = document.createElement("script");
    script.textContent = await new Response(stream).text();
    document.head.append(script);
    Plotly.register({
      moduleType: "locale",
      name: "zh-CN",
      dictionary: { "Double-click to zoom back out": "双击还原" },
      format: { decimal: ".", thousands: "," },
    });
  }

  for (const button of document.querySelectorAll("[data-set-lang]")) {
    button.addEventListener("click", () => {
      report.keepLanguage(button.dataset.setLang);
      set(button.dataset.setLang);
      draw();
    });
  }
  document.getElementById("dark").addEventListener("click", () => {
    const name = theme() === "dark" ? "light" : "dark";
    report.keepTheme(name);
    paint(name);
    draw();
  });
  report.onNight((name) => {
    paint(name);
    draw();
  });
  for (const mark of document.querySelectorAll(".mark, .chip")) {
    const colour = mark.style.getPropertyValue("--c").trim();
    if (colour) mark.style.setProperty("--dark", report.colours.dark(colour));
  }

  // paper: open what is folded but for long lists and the tables of charts, draw the charts for the sheet,
  // and put all back afterwards
  let folded = [];
  const closed = [...document.querySelectorAll("details")].filter((item) => !item.matches(".numbers, :has(.listing)"));
  window.addEventListener("beforeprint", () => {
    folded = closed.filter((item) => !item.open);
    for (const item of folded) item.open = true;
    draw(true);
  });
  window.addEventListener("afterprint", () => {
    for (const item of folded) item.open = false;
    draw();
  });
  window.addEventListener("resize", report.scrolls);
  document.addEventListener("toggle", report.scrolls, true);

  paint(theme());
  set(language());
  (figures.length ? unpack() : Promise.resolve())
    .then(() => draw())
    .catch((error) => {
      draw(); // the tables
      const box = document.getElementById("undrawn");
      box.textContent = words.failed[language()];
      box.hidden = false;
      root.dataset.drawn = "failed";
      console.error(error);
    });
})();
