// The form is held against its columns while it is filled in: what a button would show comes by
// itself. Only what nobody is in changes, so that focus and typing stay.
const PAUSE = 400; // milliseconds after the last change

export function checkWhileTyping(root) {
  const form = root.querySelector("[data-check]");
  if (!form) return;
  let waiting = 0;
  let asked = 0;
  form.addEventListener("change", () => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(check, PAUSE);
  });

  async function check() {
    const number = ++asked;
    const body = new URLSearchParams(new FormData(form));
    body.set("do", "look");
    try {
      const answer = await fetch(form.action, { method: "POST", body });
      if (!answer.ok || answer.redirected || number !== asked) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const place of root.querySelectorAll("[data-live]")) renew(place, page);
      for (const list of root.querySelectorAll("[data-options]")) renewOptions(list, page);
    } catch {
      // the service is away: the buttons of the page say so when they are pressed
    }
  }
}

function renew(place, page) {
  const fresh = page.querySelector(`[data-live="${place.dataset.live}"]`);
  if (!fresh || fresh.innerHTML === place.innerHTML) return;
  if (place.contains(place.ownerDocument.activeElement)) return;
  for (const alert of fresh.querySelectorAll("[data-focus]")) alert.removeAttribute("role");
  place.replaceChildren(...fresh.childNodes);
}

// What may be chosen depends on other fields; what is chosen stays.
function renewOptions(list, page) {
  const fresh = page.querySelector(`[data-options="${list.dataset.options}"]`);
  if (!fresh || list === list.ownerDocument.activeElement) return;
  const chosen = list.value;
  list.replaceChildren(...fresh.childNodes);
  list.value = chosen;
}
