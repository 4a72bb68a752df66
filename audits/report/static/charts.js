// Charts that answer the pointer. The drawing in the page stays until its chart is ready, and
// comes back for print; without this script every number still stands in the page.

const HOVER = { theme: "custom", disableDefaultStyle: true, id: "evenhand-tooltip" };
const tokens = () => getComputedStyle(document.documentElement);

function coloured(value, style) {
  if (typeof value === "string") {
    return value.replace(/^var\((--[a-z0-9-]+)\)$/, (_, name) => style.getPropertyValue(name).trim());
  }
  if (Array.isArray(value)) return value.map((item) => coloured(item, style));
  if (value !== null && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, coloured(item, style)]));
  }
  return value;
}

function config(style) {
  const ink = style.getPropertyValue("--ink-2").trim();
  const font = getComputedStyle(document.body).fontFamily;
  const line = style.getPropertyValue("--line").trim();
  const axis = { labelColor: ink, titleColor: ink, gridColor: line, domainColor: ink, tickColor: ink, titleFontWeight: "normal", labelFont: font, titleFont: font, labelLimit: 170, labelFontSize: 11, titleFontSize: 11 };
  return { background: "transparent", font, view: { stroke: null }, axis, legend: { labelColor: ink, labelFont: font, labelFontSize: 11 } };
}

async function show(plot) {
  const source = plot.querySelector("script.spec");
  const drawing = plot.querySelector("svg.chart");
  if (!source || !drawing) return;
  const style = tokens();
  const spec = coloured(JSON.parse(source.textContent), style);
  let place = plot.querySelector(".live-chart");
  if (!place) {
    place = document.createElement("div");
    place.className = "live-chart";
    place.setAttribute("role", "img");
    place.setAttribute("aria-label", drawing.getAttribute("aria-label") ?? "");
    plot.append(place);
  }
  plot.classList.add("live");
  try {
    const options = { ast: true, actions: false, renderer: "canvas", tooltip: HOVER, defaultStyle: false, config: config(style) };
    const shown = await window.vegaEmbed(place, spec, options);
    plot.finish?.();
    plot.finish = () => shown.finalize();
  } catch (error) {
    plot.classList.remove("live");
    place.remove();
    console.warn("chart stays as drawn:", error);
  }
}

function start() {
  if (!window.vegaEmbed) return;
  const plots = [...document.querySelectorAll(".plot")].filter((plot) => plot.querySelector("script.spec"));
  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (entry.isIntersecting) {
        seen.unobserve(entry.target);
        show(entry.target);
      }
    }
  }, { rootMargin: "300px" });
  plots.forEach((plot) => seen.observe(plot));
  const again = () => plots.filter((plot) => plot.classList.contains("live")).forEach(show);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
}

start();
