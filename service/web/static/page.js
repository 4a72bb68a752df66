// Every page works without this file; it adds news, focus and file names.
import { checkWhileTyping } from "./live.js";
import { prepareCopies } from "./copying.js";
import { followAudit } from "./progress.js";
import { renewPage } from "./renew.js";
import { prepareUploads } from "./uploads.js";

const wantsFocus = document.querySelector("[data-focus]");
if (wantsFocus) wantsFocus.focus();

const prepare = (root) => {
  prepareUploads(root);
  checkWhileTyping(root);
  prepareCopies(root);
  const file = root.querySelector("[data-take]"); // a file that was waited for is ready
  if (file) window.location.assign(file.href);
};

followAudit(document);
prepare(document);
renewPage(document, prepare);
