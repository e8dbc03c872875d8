// Sends files one by one: each is told as it arrives, and together they may be larger than one request may be.
// Without this, the form sends them in one request.
"use strict";

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    const field = form.dataset.oneByOne && form.elements[form.dataset.oneByOne];
    if (!field || field.files.length < 2) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    sendEach(form, field.name, [...field.files]);
  },
  true,
);

async function sendEach(form, name, files) {
  const url = form.getAttribute("action");
  const said = Object.fromEntries([...new FormData(form)].filter(([key]) => key !== name));
  for (const file of files) {
    const shown = document.getElementById(form.id);
    await htmx.ajax("POST", url, {
      source: shown,
      target: shown,
      swap: "outerHTML",
      values: { ...said, [name]: file, count: files.length },
    });
    if (document.querySelector(`#${form.id} [aria-invalid]`)) return;
  }
}

document.addEventListener("htmx:xhr:progress", (event) => {
  const bar = event.target.querySelector("progress.sending");
  if (!bar || !event.detail.lengthComputable) return;
  bar.hidden = false;
  bar.value = event.detail.loaded / event.detail.total;
});
