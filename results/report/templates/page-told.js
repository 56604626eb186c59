"use strict";

// a chart told otherwise: as a table to read, as lines of a file, and as a sentence with its main numbers
report.told = function (title, records, lang, say) {
  const { rows, kind, percent, percentAlong, whole } = records;
  const { written, withInterval } = report.numbers(lang, say);
  const MOST_SAID = 12;
  const sizes = rows.flatMap((row) => [row.value, row.low, row.high]).filter((one) => typeof one === "number");
  const largest = sizes.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
  const how = { percent, whole, largest };
  const figure = (row) => withInterval(row, how);
  const series = [...new Set(rows.map((row) => row.series))];
  const places = [...new Set(rows.map((row) => row.place))];
  const single = series.length === 1;

  const across = { months: say("month"), names: say("item"), heat: records.placeTitle, plane: records.placeTitle || "x", pairs: records.placeTitle };
  const heads = {
    series: records.seriesTitle || say("series"),
    place: across[kind],
    value: records.valueTitle || title,
  };

  function at(row) {
    if (typeof row.place !== "number") return row.place;
    const largest = Math.max(...places.map(Math.abs));
    return written(row.place, { percent: percentAlong, largest, told: row.told });
  }

  // where the middle half of the runs lies
  function inner(row) {
    return row && row.inner ? withInterval({ low: row.inner[0], high: row.inner[1] }, how) : "";
  }

  // series beside each other where all stand at months or names; else a row for each point
  function wide() {
    const found = new Map(rows.map((row) => [`${row.series}\n${row.place}`, row]));
    if (found.size < rows.length) return null;
    const cell = (name, place) => {
      const row = found.get(`${name}\n${place}`);
      return row ? figure(row) + (row.more === undefined ? "" : ` · ${written(row.more, { largest: 100 })}`) : "–";
    };
    const turned = kind === "heat";
    const [down, beside] = turned ? [series, places] : [places, series];
    const columns = beside.flatMap((other) => {
      const head = single && !turned ? heads.value : other;
      const own = [[head, (one) => (turned ? cell(one, other) : cell(other, one))]];
      const half = (one) => inner(found.get(`${other}\n${one}`));
      return turned || !down.some(half) ? own : [...own, [say("inner", { title: head }), (one) => half(one) || "–"]];
    });
    return {
      above: heads.value === title ? "" : heads.value,
      heads: [turned ? heads.series : heads.place, ...columns.map(([head]) => head)],
      rows: down.map((one) => [one, ...columns.map(([, make]) => make(one))]),
    };
  }

  function long() {
    const told = rows.some((row) => row.told);
    return {
      above: "",
      heads: [...(single ? [] : [heads.series]), heads.place, heads.value, ...(told ? [say("point")] : [])],
      rows: rows.map((row) => [
        ...(single ? [] : [row.series]),
        at(row),
        figure(row),
        ...(told ? [row.told || ""] : []),
      ]),
    };
  }

  // a share goes into a file as per cent, which programs read as a number
  function number(value, share = percent) {
    if (typeof value !== "number") return value === undefined || value === null ? "" : value;
    return share ? `${Number((100 * value).toPrecision(6))}%` : String(value);
  }

  function file() {
    const some = (key) => rows.some((row) => row[key] !== undefined && row[key] !== null);
    const columns = [
      [heads.series, (row) => row.series],
      [heads.place, (row) => number(row.place, percentAlong)],
      ...(some("value") ? [[heads.value, (row) => number(row.value)]] : []),
      ...(some("low") ? [[say("low", { title: heads.value }), (row) => number(row.low)]] : []),
      ...(some("high") ? [[say("high", { title: heads.value }), (row) => number(row.high)]] : []),
      ...(some("inner") ? [0, 1].map((end) => [
        say(["inner_low", "inner_high"][end], { title: heads.value }),
        (row) => number(row.inner && row.inner[end]),
      ]) : []),
      ...(some("more") ? [[say("persons"), (row) => number(row.more, false)]] : []),
      ...(some("told") ? [[say("point"), (row) => row.told || ""]] : []),
    ];
    return [columns.map(([head]) => head), ...rows.map((row) => columns.map(([, cell]) => cell(row)))];
  }

  function ends(name) {
    const own = rows.filter((row) => row.series === name);
    const [first, last] = [own[0], own[own.length - 1]];
    const gaps = { name, start: first.place, first: figure(first), end: last.place, last: figure(last) };
    return say("ends", gaps);
  }

  function range(name) {
    const own = rows.filter((row) => row.series === name);
    if (own.length === 1) return say("named", { name, value: figure(own[0]) });
    const values = own.flatMap((row) => [row.value, row.low, row.high]).filter((one) => typeof one === "number");
    const [low, high] = [Math.min(...values), Math.max(...values)].map((one) => written(one, how));
    return say("range", { name, count: own.length, low, high });
  }

  function named(row) {
    const both = [...new Set([...(single ? [] : [row.series]), row.place])];
    return say("named", { name: both.join(lang === "zh" ? "，" : ", "), value: figure(row) });
  }

  function sentence() {
    const said = kind === "months" ? series.map(ends) : ["names", "pairs"].includes(kind) ? rows.map(named) : series.map(range);
    const left = said.length - MOST_SAID;
    const shown = left > 0 ? [...said.slice(0, MOST_SAID), say("left", { count: left })] : said;
    return [title, ...shown].join(lang === "zh" ? "；" : "; ");
  }

  return { table: () => (["plane", "pairs"].includes(kind) ? null : wide()) || long(), file, sentence };
};
