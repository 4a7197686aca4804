"use strict";
// a accept, c correct, r reject, n next, u undo; Escape leaves a field. The first c or r goes to the
// field that is needed, Enter there sends it.
const byId = (id) => document.getElementById(id);
let wanted = "accept";
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const field = event.target.closest("input, select, textarea");
  if (field) {
    if (event.key === "Escape") field.blur();
    if (event.key === "Enter" && field.form && field.form.id === "decide") {
      event.preventDefault();
      if (field.id === "new-value") { wanted = "correct"; byId("reason").focus(); }
      else byId(wanted).click();
    }
    return;
  }
  const go = {
    a: () => byId("accept")?.click(),
    c: () => { wanted = "correct"; byId("new-value")?.focus(); byId("new-value")?.select(); },
    r: () => { wanted = "reject"; byId("reason")?.focus(); },
    n: () => byId("next")?.click(),
    u: () => byId("undo")?.requestSubmit(),
  }[event.key];
  if (go) { event.preventDefault(); go(); }
});
