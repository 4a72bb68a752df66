// A file may be dropped on its field, and a chosen file is sent at once.
export function prepareUploads(root) {
  for (const drop of root.querySelectorAll("[data-drop]")) {
    const input = drop.querySelector("input[type=file]");
    const form = drop.querySelector("form");
    const status = drop.querySelector("[role=status]");
    const send = () => {
      if (!input.files.length) return;
      status.textContent = `Sending ${input.files[0].name} …`;
      form.submit();
    };
    input.addEventListener("change", send);
    for (const name of ["dragenter", "dragover"]) {
      drop.addEventListener(name, (event) => {
        event.preventDefault();
        drop.classList.add("over");
      });
    }
    drop.addEventListener("dragleave", () => drop.classList.remove("over"));
    drop.addEventListener("drop", (event) => {
      event.preventDefault();
      drop.classList.remove("over");
      input.files = event.dataTransfer.files;
      send();
    });
  }
}
