"use strict";

// below each chart: its table, folded, and the chart as CSV and as PNG; nothing is asked of any server
report.tools = function (figures, words, inLanguage) {
  const { language } = report;
  const MOST_ROWS = 500;
  const SIZE = { width: 900, scale: 2 };
  const LINES = { line: "solid", dash: "dash", dot: "dot" };
  const SYMBOLS = { point: "circle", diamond: "diamond", star: "star" };

  function made(kind, text = "", given = {}) {
    const element = document.createElement(kind);
    if (text) element.textContent = text;
    for (const [name, value] of Object.entries(given)) element.setAttribute(name, value);
    return element;
  }

  function say(key, gaps = {}) {
    return words[key][language()].replace(/\{(\w+)\}/g, (gap, name) => (name in gaps ? gaps[name] : gap));
  }

  function told(figure) {
    const lang = language();
    const title = figure.title[lang];
    const records = report.records(inLanguage(figure, lang, "light"), lang);
    return report.told(title, records, lang, (key, gaps) => say(`chart_${key}`, gaps));
  }

  function save(name, content) {
    const link = made("a", "", { href: URL.createObjectURL(content), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  function saveTable(figure) {
    const quoted = (one) => (/[",\r\n]/.test(one) ? `"${one.replaceAll('"', '""')}"` : one);
    const lines = told(figure).file().map((cells) => cells.map(quoted).join(","));
    save(`${figure.name}.csv`, new Blob(["\ufeff", lines.join("\r\n"), "\r\n"], { type: "text/csv;charset=utf-8" }));
  }

  // the marks of the legend beside the chart, or of that of its section, as traces that draw nothing else
  function legend(box) {
    const near = box.closest("figure").querySelector(".legend") || box.closest(".grid").parentElement.querySelector(":scope > .legend");
    const items = near ? [...near.children] : [];
    return items.map((item) => {
      const mark = item.querySelector(".mark");
      const word = [...mark.classList].find((one) => !["mark", "open"].includes(one));
      const color = mark.style.getPropertyValue("--c").trim();
      const open = mark.classList.contains("open") ? "-open" : "";
      const style = LINES[word]
        ? { mode: "lines", line: { color, dash: LINES[word] } }
        : {
            mode: "markers",
            opacity: { area: 0.16, band: 0.28 }[word] || 1,
            marker: { color, size: 11, symbol: (SYMBOLS[word] || "square") + open },
          };
      return { type: "scatter", x: [null], y: [null], name: item.innerText, showlegend: true, ...style };
    });
  }

  // on paper the chart stands alone, so that it takes title and legend with it
  function savePicture(figure, box) {
    const lang = language();
    const { data, layout } = inLanguage(figure, lang, "light");
    const keys = legend(box);
    const height = box.clientHeight + 40 + 30 * (keys.length > 0);
    for (const trace of data) trace.showlegend = false;
    const alone = {
      ...layout,
      height,
      font: { ...layout.font, family: getComputedStyle(document.body).fontFamily },
      title: { text: figure.title[lang].replaceAll("<", "&lt;"), yref: "container", y: 0.98, yanchor: "top", automargin: true },
      showlegend: keys.length > 0,
      legend: { orientation: "h", x: 0, y: 1, yanchor: "bottom", traceorder: "normal" },
    };
    const file = { format: "png", filename: figure.name, height, ...SIZE };
    return Plotly.downloadImage({ data: [...data, ...keys], layout: alone }, file);
  }

  function grid({ above, heads, rows }, title) {
    const table = made("table");
    table.append(made("caption", title));
    const head = made("thead");
    const top = made("tr");
    if (above) {
      const line = made("tr");
      line.append(made("td"), made("th", above, { scope: "colgroup", colspan: heads.length - 1 }));
      head.append(line);
    }
    heads.forEach((text, i) => top.append(made("th", text, { scope: "col", ...(i ? { class: "n" } : {}) })));
    head.append(top);
    const body = made("tbody");
    for (const cells of rows.slice(0, MOST_ROWS)) {
      const line = made("tr");
      cells.forEach((text, i) => line.append(i ? made("td", text, { class: "n" }) : made("th", text, { scope: "row" })));
      body.append(line);
    }
    table.append(head, body);
    return table;
  }

  function fill(figure, details) {
    const shown = told(figure).table();
    const box = details.querySelector(".scroll");
    box.replaceChildren(grid(shown, figure.title[language()]));
    if (shown.rows.length > MOST_ROWS) {
      box.append(made("p", say("chart_first", { shown: MOST_ROWS, all: shown.rows.length }), { class: "note" }));
    }
    report.scrolls();
  }

  function place(figure) {
    const box = document.getElementById(`chart-${figure.name}`);
    const tools = made("div", "", { class: "tools" });
    const buttons = made("p", "", { class: "get" });
    const [csv, png] = ["CSV", "PNG"].map((kind) => made("button", kind, { type: "button" }));
    csv.addEventListener("click", () => saveTable(figure));
    png.addEventListener("click", () => savePicture(figure, box));
    png.hidden = true; // until there is something that draws
    buttons.append(csv, png);
    const details = made("details", "", { class: "numbers" });
    details.append(made("summary"), made("div", "", { class: "scroll" }));
    details.addEventListener("toggle", () => details.open && fill(figure, details));
    tools.append(buttons, details);
    (box.closest(".scroll") || box).after(tools);
    return { figure, box, csv, png, details };
  }

  const placed = figures.map(place);

  // in the language of the page
  function show() {
    for (const { figure, box, csv, png, details } of placed) {
      const title = figure.title[language()];
      box.setAttribute("role", "img");
      box.setAttribute("aria-label", told(figure).sentence());
      csv.setAttribute("aria-label", say("chart_save", { kind: "CSV", title }));
      png.setAttribute("aria-label", say("chart_save", { kind: "PNG", title }));
      png.hidden = !window.Plotly;
      details.querySelector("summary").textContent = say("chart_table");
      if (details.open) fill(figure, details);
    }
  }

  return { show };
};
