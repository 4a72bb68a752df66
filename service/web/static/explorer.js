// Starts Swagger UI over our own document. No validator of another site is asked, no key is kept.
const dark = matchMedia("(prefers-color-scheme: dark)");
const paper = matchMedia("print");
const follow = () =>
  document.documentElement.classList.toggle("dark-mode", dark.matches && !paper.matches);
dark.addEventListener("change", follow);
paper.addEventListener("change", follow);
follow();

// What it draws lacks for keyboards and screen readers: an opened route is a button with a link
// inside, an example scrolls and takes no focus, and tables of answers are regions without a name.
const mend = () => {
  for (const link of document.querySelectorAll(".opblock-summary-control a[href]"))
    link.removeAttribute("href"); // the button around it opens the route and sets the address
  for (const example of document.querySelectorAll(".microlight:not([tabindex])"))
    example.tabIndex = 0;
  for (const table of document.querySelectorAll("table[role=region]")) table.removeAttribute("role");
};
new MutationObserver(mend).observe(document.getElementById("explorer"), {
  childList: true,
  subtree: true,
});

window.SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#explorer",
  presets: [window.SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
  deepLinking: true,
  docExpansion: "none",
  defaultModelsExpandDepth: 0,
  validatorUrl: null,
  persistAuthorization: false,
});
