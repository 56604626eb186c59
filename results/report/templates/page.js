"use strict";
(function () {
  const root = document.documentElement;
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const figures = read("figures");
  const template = read("template");
  const words = read("words");
  const language = () => (root.dataset.lang === "zh" ? "zh" : "en");

  // figures are English; where the Chinese one differs, `zh` says what stands there, at any depth
  function patched(node, change) {
    if (change === undefined) return node;
    if (change === null || typeof change !== "object" || Array.isArray(change)) return change;
    const copy = Array.isArray(node) ? [...node] : { ...node };
    for (const key of Object.keys(change)) copy[key] = patched(node[key], change[key]);
    return copy;
  }

  // plotly writes into what it draws, so it gets a copy
  function inLanguage(figure, lang) {
    const { data, layout } = structuredClone(patched(figure, lang === "zh" ? figure.zh : undefined));
    return { data, layout: { ...layout, template } };
  }

  function settings(lang) {
    return {
      responsive: true,
      displaylogo: false,
      showSendToCloud: false,
      locale: lang === "zh" ? "zh-CN" : "en",
      modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d", "zoomIn2d", "zoomOut2d", "pan2d"],
    };
  }

  function draw() {
    const lang = language();
    if (!figures.length) root.dataset.drawn = lang; // such a page carries no drawing library
    if (!window.Plotly) return Promise.resolve();
    const narrow = window.matchMedia("(max-width: 700px)").matches;
    const touch = window.matchMedia("(pointer: coarse)").matches || narrow;
    return Promise.all(
      figures.map((figure) => {
        const { data, layout } = inLanguage(figure, lang);
        layout.font = { ...layout.font, family: getComputedStyle(document.body).fontFamily };
        layout.autosize = true;
        if (touch) layout.dragmode = false; // a finger scrolls the page
        if (narrow && layout.xaxis.type === "date") layout.xaxis.dtick = "M12";
        return Plotly.react("chart-" + figure.name, data, layout, settings(lang));
      })
    ).then(() => {
      root.dataset.drawn = lang;
    });
  }

  function set(lang) {
    root.dataset.lang = lang;
    root.lang = lang === "zh" ? "zh-CN" : "en";
    document.title = words.title[lang];
    for (const button of document.querySelectorAll("[data-set-lang]")) {
      button.setAttribute("aria-pressed", String(button.dataset.setLang === lang));
    }
    return draw();
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
      dictionary: {
        "Download plot as a PNG": words.download.zh,
        "Download plot": words.download.zh,
        "Reset axes": "重置坐标",
        "Reset": "重置",
        "Zoom": "缩放",
        "Pan": "平移",
      },
      format: { decimal: ".", thousands: "," },
    });
  }

  for (const button of document.querySelectorAll("[data-set-lang]")) {
    button.addEventListener("click", () => set(button.dataset.setLang));
  }

  // paper: open what is folded, draw the charts as wide as the sheet lets them, and put all back afterwards
  let folded = [];
  const charts = () => (window.Plotly ? document.querySelectorAll(".chart.js-plotly-plot") : []);
  window.addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open])")];
    for (const item of folded) item.open = true;
    for (const chart of charts()) {
      const figure = chart.closest("figure");
      const width = figure.classList.contains("wide") ? 690 : figure.closest(".dense") ? 215 : 335;
      Plotly.relayout(chart, { width: width, autosize: false });
    }
  });
  window.addEventListener("afterprint", () => {
    for (const item of folded) item.open = false;
    for (const chart of charts()) Plotly.relayout(chart, { width: null, autosize: true });
  });

  set(language());
  (figures.length ? unpack() : Promise.resolve())
    .then(draw)
    .catch((error) => {
      const box = document.getElementById("undrawn");
      box.textContent = words.failed[language()];
      box.hidden = false;
      root.dataset.drawn = "failed";
      console.error(error);
    });
})();
