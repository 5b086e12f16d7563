// Shows each piece of code of this page at work, for the organization that the address names.
const query = new URLSearchParams(location.search);
const base = (query.get("base") ?? "").replace(/\/$/, "");
const id = query.get("organization") ?? "";
const place = (name) => document.querySelector(`#${name} .shown`);

if (/^https?:\/\//.test(base) && /^[0-9a-z-]+$/i.test(id)) {
  document.getElementById("asked").textContent = `The badge of ${id}, as ${base} shows it.`;
  for (const code of document.querySelectorAll("code, pre")) {
    code.textContent = code.textContent.replaceAll("{base}", base).replaceAll("{organization}", id);
  }

  const script = document.createElement("script");
  script.src = `${base}/embed/badge.js`;
  document.head.append(script);

  // What is shown is the very code that stands above it.
  for (const name of ["plain", "element", "wordpress", "signature"]) {
    place(name).innerHTML = document.querySelector(`#${name} pre`).textContent;
  }

  ReactDOM.createRoot(place("react")).render(React.createElement("status-level", { organization: id, badge: "pill" }));
  // What the compiler makes of the template above, since a page with a strict policy compiles nothing.
  Vue.createApp({ render: () => Vue.h("status-level", { organization: id, badge: "card" }) }).mount(place("vue"));
}
