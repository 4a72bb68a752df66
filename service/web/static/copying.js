// A button that copies a text stands there only where the browser can copy.
export function prepareCopies(root) {
  if (!navigator.clipboard) return;
  for (const button of root.querySelectorAll("[data-copy]")) {
    const status = button.parentElement.querySelector("[role=status]");
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
        status.textContent = "Copied.";
      } catch {
        status.textContent = "The browser did not allow it: select the text and copy it.";
      }
    });
  }
}
