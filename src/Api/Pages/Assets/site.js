// What paper cannot do. Every page works without it.
const language = document.documentElement.lang;
// Days as the pages write them.
const spelling = language === "en" ? "en-GB" : language;
const forms = {
  day: new Intl.DateTimeFormat(spelling, { dateStyle: "long" }),
  time: new Intl.DateTimeFormat(spelling, { dateStyle: "long", timeStyle: "short" }),
};

// Instants in the reader's zone; the one in UTC stays to be looked at.
for (const time of document.querySelectorAll("time[data-local]")) {
  const instant = new Date(time.dateTime);
  if (!Number.isNaN(instant.getTime())) {
    time.title = time.dataset.local === "day" ? time.dateTime : time.textContent;
    time.textContent = forms[time.dataset.local].format(instant);
  }
}

function showCopies() {
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = !navigator.clipboard;
  }
}

showCopies();

// The tab that one is at, where not all of them have room.
for (const tab of document.querySelectorAll(".tabs [aria-current], .sections [aria-current]")) {
  tab.scrollIntoView({ block: "nearest", inline: "center" });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) {
    const words = button.textContent;
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = button.dataset.copied;
    setTimeout(() => { button.textContent = words; }, 2000);
  }

  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = menu.contains(event.target);
  }
});

document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector("details.menu[open]");
  if (menu) {
    menu.open = false;
    menu.firstElementChild.focus();
  }
});

// A form is asked about where it cannot be taken back, and sent once.
document.addEventListener("submit", (event) => {
  const form = event.target;
  const question = event.submitter?.dataset.confirm ?? form.dataset.confirm;
  if (form.dataset.sent || (question && !confirm(question))) {
    event.preventDefault();
    return;
  }

  form.dataset.sent = "yes";
});

// Back from where it led, it can be sent again.
addEventListener("pageshow", () => {
  for (const form of document.forms) {
    delete form.dataset.sent;
  }
});

// A small file is read into the field that takes what is in it.
for (const place of document.querySelectorAll("[data-file-for]")) {
  const file = place.querySelector("input");
  place.hidden = false;
  file.addEventListener("change", async () => {
    if (file.files.length > 0 && file.files[0].size <= 48 * 1024) {
      document.getElementById(place.dataset.fileFor).value = await file.files[0].text();
      file.setCustomValidity("");
    } else if (file.files.length > 0) {
      file.setCustomValidity(document.getElementById(`${file.id}-help`).textContent);
      file.reportValidity();
    }
  });
}

// What a form asks for is shown as soon as something else is chosen; its button is for whoever has no script.
for (const form of document.querySelectorAll("form[data-live]")) {
  let newest = 0;
  form.querySelector("button").hidden = true;
  form.addEventListener("change", async () => {
    const turn = ++newest;
    const address = `${form.action.split("?")[0]}?${new URLSearchParams(new FormData(form))}`;
    const answer = await fetch(address);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const part = answer.ok && page.getElementById(form.dataset.live);
    if (!part) {
      location.assign(address);
    } else if (turn === newest) {
      document.getElementById(form.dataset.live).replaceWith(part);
      history.replaceState(null, "", address);
      showCopies();
    }
  });
}
