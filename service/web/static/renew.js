// A page that shows what moves is renewed in place: where one reads, and the focus, stay.
export function renewPage(root, prepare) {
  const main = root.querySelector("main");
  const later = () => {
    const seconds = Number(main.dataset.renew);
    if (seconds) setTimeout(renew, 1000 * seconds);
  };
  const renew = async () => {
    // whoever is on a link or in a field of the page is not disturbed
    const { activeElement } = root;
    const inside = main !== activeElement && main.contains(activeElement);
    // an anchor to which the address led is only where one reads: focus comes back to it
    const busy = inside && activeElement.tabIndex >= 0;
    if (!busy && !root.hidden) await replace(main, prepare);
    later();
  };
  later();
}

async function replace(main, prepare) {
  try {
    const answer = await fetch(window.location.href);
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("main");
    if (fresh.innerHTML === main.innerHTML) return;
    const { id } = document.activeElement;
    main.replaceChildren(...fresh.childNodes);
    if (id) document.getElementById(id)?.focus({ preventScroll: true });
    main.dataset.renew = fresh.dataset.renew || "";
    prepare(main);
  } catch {
    // the service is away: the page stays as it was, and is asked for again
  }
}
