// <status-level organization="ID or slug" badge="pill|card|seal" theme="auto|light|dark" lang="en|ru">
(() => {
  const base = new URL("..", document.currentScript.src);
  const words = { en: "Status level: what is true now", ru: "Уровень статуса: что верно сейчас" };
  customElements.get("status-level") || customElements.define("status-level", class extends HTMLElement {
    static observedAttributes = ["organization", "badge", "theme", "lang"];
    connectedCallback() { this.attributeChangedCallback(); }
    attributeChangedCallback() {
      const organization = this.getAttribute("organization");
      if (!organization || !this.isConnected) return;
      const id = encodeURIComponent(organization.trim());
      const lang = (this.closest("[lang]")?.lang || navigator.language).slice(0, 2);
      const badge = this.getAttribute("badge") || "pill";
      const query = new URLSearchParams({ style: badge, theme: this.getAttribute("theme") || "auto", lang, host: location.hostname });
      const root = this.shadowRoot || this.attachShadow({ mode: "open" });
      const link = document.createElement("a");
      const image = document.createElement("img");
      link.href = new URL(`organizations/${id}`, base);
      link.target = "_blank";
      link.rel = "noopener";
      image.src = new URL(`badges/${id}.svg?${query}`, base);
      image.alt = words[lang] || words.en;
      image.height = { card: 80, seal: 96 }[badge] || 20;
      link.append(image);
      root.replaceChildren(link);
    }
  });
})();
