// The part of the page that takes a file. Its words stand in a template, in the language of the page.
const place = document.getElementById("bundle");
const words = place.querySelector("template").content;
const say = (name, values = {}) => words.querySelector(`[data-word="${name}"]`).textContent
  .replace(/\{(\w+)\}/g, (_, value) => values[value]);
// What is not known is neither good nor bad.
const looks = { valid: "good", as_of: "warn", unconfirmed: "warn", unsupported: "warn", unable: "warn" };
// Days as the other pages write them.
const language = document.documentElement.lang;
const moments = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { dateStyle: "long", timeStyle: "medium" });
const shown = (value) => value.replace(/\p{Cc}/gu, "\uFFFD");

const element = (name, content, parent, className = "") => {
  const made = parent.appendChild(document.createElement(name));
  made.className = className;
  made.append(content);
  return made;
};

const moment = (value) => {
  const time = document.createElement("time");
  time.dateTime = time.title = new Date(value).toISOString();
  time.textContent = moments.format(value);
  return time;
};

const showFacts = (facts, isOver, parent) => {
  const level = words.querySelector(`[data-${isOver ? "resting" : "level"}="${CSS.escape(facts.level)}"]`);
  element("p", level ? level.cloneNode(true) : `${say("fact.level")} ${shown(facts.level)}`, parent, "row");
  const table = element("dl", "", parent, "facts");
  const row = (name, ...values) => {
    element("dt", say(`fact.${name}`), table);
    element("dd", "", table).append(...values);
  };
  const isolated = (value) => {
    const made = document.createElement("bdi");
    made.textContent = shown(value);
    return made;
  };
  // Only to this very site: a file of a stranger leads nowhere.
  const linked = (address) => {
    const made = isolated(address);
    if (URL.canParse(address) && new URL(address).origin === location.origin) {
      const link = document.createElement("a");
      link.href = address;
      link.append(made);
      return link;
    }
    return made;
  };
  row("organization", ...(facts.name ? [isolated(facts.name), document.createElement("br")] : []), linked(facts.passport));
  row("since", moment(facts.since));
  row("until", facts.until === null ? say("fact.endless") : moment(facts.until));
  row("why", say("fact.entry", facts));
  row("as_of", moment(facts.asOf));
  row("fresh_until", moment(facts.freshUntil));
  row("issuer", isolated(facts.issuer));
  row("key", isolated(facts.key), " ", say(facts.isKnown ? "key.fetched" : "key.file"));
};

const show = ({ verdict, findings = {}, facts }) => {
  const result = place.querySelector("[role=status]");
  result.replaceChildren();
  result.dataset.verdict = verdict;
  const notice = element("div", "", result, `notice ${looks[verdict] ?? "bad"}`);
  element("p", element("strong", say(`verdict.${verdict}`), notice), notice);
  element("p", say(`why.${verdict}`), notice);
  if (facts) {
    // What does not count, or is not known to, has no colour.
    showFacts(facts, verdict !== "valid", result);
  }
  // The text of the entry is in files for members only.
  const checks = Object.entries(findings).filter(([name, passed]) => name !== "text" || passed !== null);
  if (checks.length > 0) {
    element("h2", say("checks"), result);
    const items = element("ul", "", result, "plain");
    for (const [name, passed] of checks) {
      const outcome = passed === null ? "unknown" : passed ? "passed" : "failed";
      const item = element("li", "", items);
      item.dataset.check = name;
      element("span", say(`outcome.${outcome}`), item, `tag ${{ unknown: "warn", passed: "good", failed: "bad" }[outcome]}`);
      item.append(" ", say(`check.${name}`));
    }
  }
};

// Only what was chosen last is shown, and it is judged again when it stops being fresh.
let chosen = 0;
const run = async (file, mine) => {
  // No WebCrypto here, or none with this kind of key: that says nothing of the file.
  let found = { verdict: "unable" };
  try {
    const text = file.size > 1024 * 1024 ? "" : await file.text();
    found = await globalThis.verifyBundle(text, place.dataset.did && JSON.parse(place.dataset.did), place.dataset.log);
  } catch {
    // It is shown as that.
  }
  if (mine !== chosen) {
    return;
  }
  show(found);
  if (found.verdict === "valid") {
    setTimeout(() => { if (mine === chosen) { run(file, mine); } }, Math.max(0, found.facts.freshUntil - Date.now()) + 1);
  }
};

const input = place.querySelector("input[type=file]");
input.closest("[hidden]").hidden = false;
input.addEventListener("change", () => {
  chosen += 1;
  const result = place.querySelector("[role=status]");
  result.replaceChildren();
  delete result.dataset.verdict;
  if (input.files[0]) {
    run(input.files[0], chosen);
  }
});
