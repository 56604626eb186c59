"use strict";

// a chart for a narrow screen: fewer ticks, shorter lines of names, and room for the lines that this adds
report.narrowed = function (layout, lang, height) {
  const MOST = lang === "zh" ? 13 : 27;
  const LINE = 14;
  const GAP = 8;
  const AROUND = 60;

  function lines(text) {
    const whole = text.replaceAll("<br>", lang === "zh" ? "" : " ");
    if (lang === "zh") return whole.match(new RegExp(`.{1,${MOST}}`, "gu")) || [""];
    const made = [""];
    for (const word of whole.split(" ")) {
      const last = made[made.length - 1];
      if (last && last.length + 1 + word.length > MOST) made.push(word);
      else made[made.length - 1] = last ? `${last} ${word}` : word;
    }
    return made;
  }

  const { xaxis, yaxis } = layout;
  let tall = height;
  if (xaxis.type === "date") Object.assign(xaxis, { dtick: "M12", tickformat: "%Y" });
  else if (xaxis.ticktext) xaxis.ticktext = xaxis.ticktext.map((text) => text.replace(/(?<!<br>) ?([(（])/, "<br>$1"));
  else Object.assign(xaxis, { nticks: 4, tickangle: 0 });
  if (yaxis.ticktext && yaxis.showticklabels !== false) {
    const wrapped = yaxis.ticktext.map(lines);
    yaxis.ticktext = wrapped.map((one) => one.join("<br>"));
    const most = Math.max(...wrapped.map((one) => one.length));
    tall = Math.max(height, wrapped.length * (most * LINE + GAP) + AROUND);
  }
  if (xaxis.title && xaxis.title.text) {
    const counted = lines(xaxis.title.text);
    xaxis.title = { ...xaxis.title, text: counted.join("<br>") };
    tall += counted.length * LINE;
  }
  layout.margin = { l: 12, r: 24, t: 10, b: 12, ...layout.margin };
  if (xaxis.ticktext) layout.margin.r = Math.max(layout.margin.r, 40); // half of the last name of a column
  return tall;
};
