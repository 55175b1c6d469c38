// One key for each element that names it in data-key; the timeline stays at its newest line unless somebody reads above it.
"use strict";
const typing = (element) => element.closest("input, textarea, select");
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const found = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!found) return;
  event.preventDefault();
  if (typing(found) || found.tagName === "BUTTON") found.focus();
  else found.click();
});
const told = document.getElementById("told");
if (told) {
  const low = () => told.scrollHeight - told.scrollTop - told.clientHeight < 60;
  let follow = true;
  told.addEventListener("scroll", () => { follow = low(); });
  const down = () => { if (follow) told.scrollTop = told.scrollHeight; };
  new MutationObserver(down).observe(told, { childList: true, subtree: true });
  down();
}
