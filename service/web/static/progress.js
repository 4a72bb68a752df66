// Live progress: server-sent events change words and bars that are already on the page.
const ANNOUNCE_EVERY = 10; // percent; a screen reader should not hear every step
const LONGEST_TIMER = 86_400; // seconds; a browser's timers end at some 24 days

export function followAudit(root) {
  const place = root.querySelector("[data-events]");
  if (!place) return;
  const find = (name) => root.querySelector(`[data-${name}]`);
  let announced = -ANNOUNCE_EVERY;
  let usedUp = 0;
  const source = new EventSource(
    `${place.dataset.events}?after=${encodeURIComponent(place.dataset.lastEvent || "0")}`,
  );

  source.addEventListener("progress", (event) => {
    const news = JSON.parse(event.data);
    const percent = Math.round(news.percent);
    find("percent").textContent = `${percent} %`;
    find("bar").value = percent;
    find("stage").textContent = news.stage_name;
    // what a worker reports on waits no more
    if (news.stages && news.stages.some(({ key, state }) => state === "now" && key !== "wait")) {
      find("doing").textContent = "is being audited";
    }
    find("step").textContent = news.step_note;
    find("left").textContent = news.left;
    window.clearTimeout(usedUp); // without news, an estimate that has passed is none
    usedUp = window.setTimeout(() => {
      find("left").textContent = "";
    }, 1000 * Math.min(news.seconds_left || 0, LONGEST_TIMER));
    document.title = `${percent} %: ${document.title.replace(/^\d+ %: /, "")}`;
    markStages(root, news.stages);
    if (percent - announced >= ANNOUNCE_EVERY) {
      announced = percent;
      find("announce").textContent = `${percent} percent, ${news.stage_name}`;
    }
  });
  source.addEventListener("line", (event) => addLine(find("log"), JSON.parse(event.data)));
  source.addEventListener("end", () => {
    source.close();
    find("announce").textContent = "The audit has ended; the page shows its result.";
    window.location.reload();
  });
}

function markStages(root, stages) {
  for (const stage of stages) {
    const item = [...root.querySelectorAll("[data-stages] > li")].find(
      (candidate) => candidate.dataset.name === stage.key,
    );
    if (!item) continue;
    item.className = stage.class;
    if (stage.state === "now") item.setAttribute("aria-current", "step");
    else item.removeAttribute("aria-current");
    item.querySelector("svg").setAttribute("class", `icon st-${stage.state}`);
    item.querySelector("use").setAttribute("href", `#i-${stage.icon}`);
    item.querySelector(".visually-hidden").textContent = `, ${stage.word}`;
    item.querySelector(".t").textContent = stage.word;
  }
}

function addLine(log, line) {
  const item = document.createElement("li");
  const time = document.createElement("time");
  const text = document.createElement("span");
  time.dateTime = line.datetime;
  time.textContent = line.clock;
  text.textContent = (line.warn ? "Note: " : "") + line.text;
  if (line.warn) text.className = "warn";
  item.append(time, text);
  log.querySelector("[data-nothing]")?.remove();
  log.append(item);
  log.parentNode.scrollTop = log.parentNode.scrollHeight;
}
