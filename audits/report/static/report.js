// What the page does beyond standing still: findings are filtered, charts are read by pointer and
// keyboard, lines are hidden, a cut of the score is moved. Nothing is fetched, and without this
// script every number still stands in the page.

const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

function sift(box) {
  const rows = [...document.querySelectorAll("#findings tr[data-verdict]")];
  if (rows.length < 4) return;
  const rest = document.getElementById("other-findings");
  const search = make("input", { type: "search" });
  const names = box.dataset.attributes ? box.dataset.attributes.split("|") : [];
  const attribute = chooser("every attribute", names.map((name) => [name, name]));
  const shown = [...new Set(rows.map((row) => row.dataset.verdict))];
  const words = (verdict) => document.querySelector(`.counts .v-${verdict}`)?.textContent.trim() ?? verdict;
  const verdict = chooser("every verdict", shown.map((name) => [name, words(name)]));
  const said = make("p", { className: "small quiet" });
  said.setAttribute("role", "status");
  box.append(make("label", {}, "Search the findings", search));
  if (names.length > 1) box.append(make("label", {}, "Attribute", attribute));
  if (shown.length > 1) box.append(make("label", {}, "Verdict", verdict));
  box.append(said);
  const apply = () => {
    const text = search.value.trim().toLocaleLowerCase();
    const active = text !== "" || attribute.value !== "" || verdict.value !== "";
    let count = 0;
    for (const row of rows) {
      const by = (row.dataset.by ?? "").split("|");
      const fits = (!text || row.textContent.toLocaleLowerCase().includes(text))
        && (!attribute.value || by.includes(attribute.value))
        && (!verdict.value || row.dataset.verdict === verdict.value);
      row.hidden = !fits;
      count += fits ? 1 : 0;
    }
    for (const body of document.querySelectorAll("#findings .findings tbody")) {
      body.hidden = active && [...body.querySelectorAll("tr[data-verdict]")].every((row) => row.hidden);
    }
    if (rest && active) rest.open = true;
    said.textContent = active ? `${count} of ${rows.length} findings` : "";
  };
  search.addEventListener("input", apply);
  attribute.addEventListener("change", apply);
  verdict.addEventListener("change", apply);
}

function chooser(every, options) {
  const list = make("select");
  list.append(new Option(every, ""), ...options.map(([value, name]) => new Option(name, value)));
  return list;
}

function searchable(box) {
  const table = box.querySelector("table");
  const rows = [...table.tBodies[0].rows];
  const input = make("input", { type: "search" });
  const label = make("label", { className: "search" }, "Search in this table", input);
  const said = make("p", { className: "small quiet" });
  said.setAttribute("role", "status");
  box.prepend(label, said);
  input.addEventListener("input", () => {
    const words = input.value.toLocaleLowerCase();
    let count = 0;
    for (const row of rows) {
      row.hidden = !row.textContent.toLocaleLowerCase().includes(words);
      count += row.hidden ? 0 : 1;
    }
    said.textContent = words ? `${count} of ${rows.length} rows` : "";
  });
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    const button = make("button", { type: "button" }, ...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => sort(table, rows, column, head));
  });
}

const number = (text) => Number.parseFloat(text.replace(/\u2212/g, "-").replace(/[,%+\s]/g, ""));

function sort(table, rows, column, head) {
  const up = head.getAttribute("aria-sort") !== "ascending";
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", up ? "ascending" : "descending");
  const text = (row) => row.cells[column].textContent;
  const numeric = rows.every((row) => !Number.isNaN(number(text(row))) || text(row) === "–");
  const order = (a, b) => numeric ? (number(text(a)) || 0) - (number(text(b)) || 0) : text(a).localeCompare(text(b));
  table.tBodies[0].append(...[...rows].sort((a, b) => (up ? order(a, b) : order(b, a))));
}

// A scale in words is `low high start end kind unit`.
function scale(words) {
  const [low, high, start, end, kind, unit] = words.split(" ");
  const bend = kind === "log" ? Math.log10 : Number;
  const back = kind === "log" ? (value) => 10 ** value : Number;
  const [a, b, p, q] = [bend(+low), bend(+high), +start, +end];
  return {
    place: (value) => p + (bend(value) - a) / (b - a) * (q - p),
    value: (pixel) => back(a + (pixel - p) / (q - p) * (b - a)),
    start: p, end: q, unit,
  };
}

const percent = (value, digits = 1) => `${(100 * value).toFixed(digits)}\u00a0%`;
const written = (value, unit) => unit === "share" ? percent(value)
  : unit === "share-difference" ? `${(100 * value).toFixed(1)} points` : String(+value.toPrecision(3));

const reading = make("div", { className: "reading", hidden: true });
reading.setAttribute("aria-hidden", "true");

function read(title, lines, x, y) {
  reading.replaceChildren(make("b", {}, title), ...lines.flatMap((line) => [line, make("br")]));
  reading.hidden = false;
  const room = document.documentElement.clientWidth - reading.offsetWidth - 8;
  reading.style.left = `${Math.max(8, Math.min(x + 14, scrollX + room))}px`;
  reading.style.top = `${y + 16}px`;
}

function place(svg, event) {
  const frame = svg.getBoundingClientRect();
  const ratio = svg.viewBox.baseVal.width / frame.width;
  return { x: (event.clientX - frame.left) * ratio, y: (event.clientY - frame.top) * ratio };
}

function atRow(svg, event) {
  const mark = event.target.closest("[data-row]");
  const table = svg.closest("figure")?.querySelector(".numbers table");
  if (!mark || !table) return false;
  const cells = [...table.tBodies[0].rows[+mark.dataset.row]?.cells ?? []];
  const heads = [...table.tHead.rows[0].cells];
  const lines = cells.slice(1).map((cell, at) => [heads[at + 1].textContent, cell.textContent])
    .filter(([, text]) => text).map(([head, text]) => `${head}: ${text}`);
  read(cells[0]?.textContent ?? "", lines, event.pageX, event.pageY);
  return true;
}

const corners = new WeakMap();
function points(line) {
  if (!corners.has(line)) {
    corners.set(line, line.getAttribute("points").split(" ").map((pair) => pair.split(",").map(Number)));
  }
  return corners.get(line);
}

function height(line, x) {
  const all = points(line);
  const next = all.findIndex(([across]) => across >= x);
  if (next < 0 || x < all[0][0]) return null;
  if (next === 0) return all[0][1];
  const [[x1, y1], [x2, y2]] = [all[next - 1], all[next]];
  return x2 === x1 ? y2 : y1 + (x - x1) / (x2 - x1) * (y2 - y1);
}

function atPlace(svg, event) {
  const [across, up] = [scale(svg.dataset.x), scale(svg.dataset.y)];
  const { x } = place(svg, event);
  if (x < across.start - 2 || x > across.end + 2) return false;
  const lines = [...svg.querySelectorAll("polyline[data-name]:not(.off)")]
    .map((line) => [line.dataset.name, height(line, x)]).filter(([, y]) => y !== null)
    .map(([name, y]) => `${name}: ${written(up.value(y), up.unit)}`);
  if (!lines.length) return false;
  read(`at ${written(across.value(x), across.unit)}`, lines, event.pageX, event.pageY);
  return true;
}

function readable(svg) {
  const reads = svg.dataset.x ? atPlace : atRow;
  svg.addEventListener("pointermove", (event) => { reading.hidden = !reads(svg, event); });
  svg.addEventListener("pointerleave", () => { reading.hidden = true; });
}

function toggles(svg) {
  const lines = [...svg.querySelectorAll("polyline[data-name]")];
  if (lines.length < 2) return;
  const box = make("div", { className: "toggles" });
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", "Lines that are shown");
  for (const line of lines) {
    const style = [...line.classList].find((name) => /^s\d$/.test(name));
    const button = make("button", { type: "button" }, line.dataset.name);
    button.setAttribute("aria-pressed", "true");
    button.addEventListener("click", () => {
      const hide = button.getAttribute("aria-pressed") === "true";
      button.setAttribute("aria-pressed", String(!hide));
      svg.querySelectorAll(`.${style}`).forEach((mark) => mark.classList.toggle("off", hide));
    });
    box.append(button);
  }
  svg.closest(".plot").append(box);
}

function wilson(share, rows, z) {
  const centre = (share * rows + z * z / 2) / (rows + z * z);
  const half = z * Math.sqrt(rows * share * (1 - share) + z * z / 4) / (rows + z * z);
  return [Math.min(Math.max(centre - half, 0), share), Math.max(Math.min(centre + half, 1), share)];
}

function explorer(box) {
  const source = box.querySelector("script.cuts");
  const data = JSON.parse(source.textContent);
  const inUse = +source.dataset.at;
  const input = make("input", { type: "range", min: 0, max: data.cuts.length - 1, step: 1, value: inUse });
  const caption = box.querySelector(".cut");
  const first = caption.textContent;
  const rows = [...box.querySelector("tbody").rows];
  const charts = data.charts.map((id) => document.querySelector(`#${CSS.escape(id)} svg.chart`)).filter(Boolean);
  const marks = charts.map((svg) => {
    const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
    line.setAttribute("class", "c-cut");
    svg.append(line);
    return line;
  });
  box.querySelector("h4").after(make("label", {}, "Cut of the score", input));
  const move = () => {
    const at = +input.value;
    const cut = data.cuts[at];
    caption.textContent = at === inUse ? first : String(cut);
    input.setAttribute("aria-valuetext", String(cut));
    rows.forEach((row, group) => data.shares[group].forEach((rate, which) => {
      const count = data.counts[group][which];
      const [low, high] = count ? wilson(rate[at], count, data.z) : [];
      const ends = count ? ` [${(100 * low).toFixed(1)} to ${(100 * high).toFixed(1)}]` : "";
      row.cells[which + 1].textContent = percent(rate[at]) + ends;
    }));
    charts.forEach((svg, which) => {
      const [across, up] = [scale(svg.dataset.x), scale(svg.dataset.y)];
      marks[which].setAttribute("d", `M${across.place(cut)} ${up.start}V${up.end}`);
    });
  };
  input.addEventListener("input", move);
}

document.querySelectorAll(".searchable").forEach(searchable);
document.querySelectorAll(".sift").forEach(sift);
document.querySelectorAll(".plot > svg.chart").forEach((svg) => { readable(svg); if (svg.dataset.x) toggles(svg); });
document.querySelectorAll(".explorer").forEach(explorer);
document.body.append(reading);

