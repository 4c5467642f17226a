// <guidance-article slug="asthma-inhalers" role="patient"> shows an article in the page of a portal.
//
// It fetches JSON and builds nodes from it; every word of it is set as text, never as HTML. So it needs no
// frame: it is as high as its text, takes its colours and letters from CSS variables, and is found, printed
// and read aloud with the page it stands in. It keeps nothing: no cookie, no storage, no key.
// docs/embedding.md tells its attributes, variables and events.
"use strict";
(() => {
  const SITE = new URL(document.currentScript.src).origin;
  const ASKED = { headers: { Accept: "application/json" }, credentials: "omit", referrerPolicy: "no-referrer" };
  const LINKS = new Set(["http:", "https:", "mailto:"]);
  const LABELS = {
    warning: "Warning", caution: "Caution", note: "Note", tip: "Tip", important: "Important",
  };
  const FAILED = {
    refused: "This website is not set up to show this article.",
    offline: "You seem to be offline. The article comes back when you are connected again.",
    withdrawn:
      "This article was withdrawn. It may be wrong or out of date. If you have a copy of it, please do not " +
      "rely on it. Ask your doctor, nurse or pharmacist if you have a question.",
    "no-such-article": "There is no such article. It may have been taken away.",
    "too-many-requests": "Many people are reading just now. Please try again in a minute.",
    unauthorized: "This article is open only to those who have a key.",
    "unknown-role": "There is no version for that kind of reader. Choose another.",
    other: "The article cannot be shown just now.",
  };

  const LIGHT = `--ink: #1c2527; --background: #fffefb; --soft: #566160; --line: #ddd7ca; --field: #7a8583;
    --accent: #0a5f5a; --on-accent: #ffffff; --panel: #e3efec; --warn: #fbf0d5; --warn-line: #b97a12;
    --focus: #a33f00; color-scheme: light;`;
  const DARK = `--ink: #e7e5de; --background: #1a2325; --soft: #a8b3b0; --line: #313d3f; --field: #7d8b89;
    --accent: #83d2c7; --on-accent: #08211f; --panel: #17312f; --warn: #2f2713; --warn-line: #d6a03d;
    --focus: #ffb877; color-scheme: dark;`;
  // The page's own variables come first; what it does not set is ours, in light or dark.
  const OWN = ["ink", "background", "soft", "line", "accent", "on-accent", "panel", "warn", "warn-line", "focus"]
    .map((name) => `--_${name}: var(--guidance-${name}, var(--${name}));`).join(" ");
  const STYLE = `
    :host { display: block; }
    section { ${LIGHT} }
    @media (prefers-color-scheme: dark) { section { ${DARK} } }
    :host([theme="light"]) section { ${LIGHT} }
    :host([theme="dark"]) section { ${DARK} }
    :host section { ${OWN} }
    :host([hidden]) { display: none; }
    *, ::before, ::after { box-sizing: border-box; }
    section {
      padding: var(--guidance-padding, 1.25rem);
      max-width: var(--guidance-width, 44rem); background: var(--_background); color: var(--_ink);
      border: 1px solid var(--_line); border-radius: var(--guidance-radius, 12px);
      font: var(--guidance-size, 1.0625rem)/1.6 var(--guidance-font, system-ui, "Segoe UI", Roboto, Arial, sans-serif);
      overflow-wrap: break-word;
    }
    h1, h2, h3, h4, h5, h6 {
      margin: 1.6em 0 0.5em; line-height: 1.25; text-wrap: balance;
      font-family: var(--guidance-heading-font, Charter, Cambria, Georgia, serif);
    }
    .title { margin-top: 0; font-size: 1.6em; }
    .second { font-size: 1.25em; }
    .third { font-size: 1.1em; }
    p, ul, ol, dl, table { margin: 0 0 1em; }
    li > ul, li > ol { margin: 0.3em 0 0; }
    a { color: var(--_accent); text-underline-offset: 0.2em; }
    .term { color: inherit; text-decoration: underline dotted var(--_accent); }
    sup { font-size: 0.75em; line-height: 1; }
    .facts { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; color: var(--_soft); font-size: 0.9em; }
    form, .notice, aside { padding: 0.9rem 1.1rem; border-radius: 8px; margin: 0 0 1.25rem; }
    form { background: var(--_panel); }
    .pick { display: flex; flex-wrap: wrap; gap: 0.6rem; margin-top: 0.5rem; }
    label { font-weight: 700; }
    select, .go {
      min-height: 2.75rem; padding: 0.4rem 0.9rem; border-radius: 6px; font: inherit; max-width: 100%;
    }
    select { flex: 1 1 12rem; border: 1px solid var(--field); background: var(--_background); color: inherit; }
    .go { border: 0; background: var(--_accent); color: var(--_on-accent); font-weight: 600; cursor: pointer; }
    .now { margin: 0.6rem 0 0; font-size: 0.9em; }
    .notice { border: 1px solid var(--_warn-line); }
    aside, blockquote { border-inline-start: 4px solid var(--_accent); background: var(--_panel); }
    aside.warning, aside.caution { border-color: var(--_warn-line); background: var(--_warn); }
    blockquote { margin: 0 0 1.25rem; padding: 0.9rem 1.1rem; }
    aside > :last-child, blockquote > :last-child { margin-bottom: 0; }
    .label { margin-bottom: 0.2em; font-weight: 700; }
    .table { overflow-x: auto; }
    table { width: 100%; border-collapse: collapse; font-size: 0.92em; }
    th, td { padding: 0.5rem 0.8rem 0.5rem 0; border-bottom: 1px solid var(--_line); text-align: start; vertical-align: top; }
    .right { text-align: end; } .center { text-align: center; }
    dt { font-weight: 700; margin-top: 0.6rem; } dd { margin: 0; }
    .below { margin-top: 1.75rem; padding-top: 1.25rem; border-top: 1px solid var(--_line); font-size: 0.95em; }
    :focus-visible { outline: 3px solid var(--_focus); outline-offset: 2px; border-radius: 3px; }
    .back { display: inline-grid; place-items: center; min-width: 1.75rem; min-height: 1.75rem; text-decoration: none; }
    .below > :first-child { margin-top: 0; }
    .failed { margin: 0 0 0.75rem; }
    [hidden] { display: none; }
  `;

  // What a child is said to be; strings become text.
  const make = (name, given = {}, ...children) => {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(given)) if (value !== undefined) node.setAttribute(key, value);
    node.append(...children.flat().filter((child) => child !== null && child !== ""));
    return node;
  };
  const address = (text) => {
    try {
      const found = new URL(text, SITE);
      return LINKS.has(found.protocol) ? found.href : undefined;
    } catch {
      return undefined;
    }
  };
  const outward = (href, ...children) => make("a", { href: address(href), rel: "noopener noreferrer" }, ...children);
  const capital = (text) => text.slice(0, 1).toUpperCase() + text.slice(1);
  const stopped = (text) => text.replace(/\.+$/, "");
  const day = (text) => {
    const long = { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" };
    return make("time", { datetime: text }, new Date(`${text}T00:00:00Z`).toLocaleDateString("en-GB", long));
  };

  // One article as nodes. `level` is that of its title. The fragment of an address does not reach into a
  // shadow tree, so links inside the article find their way by themselves.
  class Writer {
    constructor(article, level) {
      this.article = article;
      this.level = level;
      this.tables = 0;
      this.from = new Map();
      this.to = new Map();
      this.sources = new Set(article.references.map((source) => source.number));
      this.known = new Set(article.glossary.map((entry) => entry.id));
    }

    heading(depth, ...children) {
      const name = `h${Math.min(6, this.level + depth)}`;
      return make(name, { class: ["title", "second"][depth] || "third" }, ...children);
    }

    // A link to what `find` gives when it is followed.
    inside(key, given, find, ...children) {
      const link = make("a", { href: `#guidance-${key}`, ...given }, ...children);
      link.addEventListener("click", (event) => {
        event.preventDefault();
        this.show(find());
      });
      return link;
    }

    jump(key, given, ...children) {
      const link = this.inside(key, given, () => this.to.get(key), ...children);
      if (!this.from.has(key)) this.from.set(key, link);
      return link;
    }

    back(key, label) {
      if (!this.from.has(key)) return null;
      return this.inside(key, { class: "back", "aria-label": label }, () => this.from.get(key), "↩");
    }

    show(node) {
      if (!node) return;
      node.focus({ preventScroll: true });
      node.scrollIntoView({ block: "center" });
    }

    run(run) {
      if (run.citation !== undefined) {
        if (!this.sources.has(run.citation)) return make("sup", {}, run.text);
        const label = `Source ${run.citation}`;
        return make("sup", {}, this.jump(`source-${run.citation}`, { "aria-label": label }, run.text));
      }
      let node = run.text;
      if (run.code) node = make("code", {}, node);
      if (run.term && !run.link && this.known.has(run.term)) {
        node = this.jump(`term-${run.term}`, { class: "term" }, node);
      }
      if (run.emphasis) node = make("em", {}, node);
      return run.strong ? make("strong", {}, node) : node;
    }

    runs(runs) {
      const nodes = [];
      for (let at = 0; at < runs.length; ) {
        const { link } = runs[at];
        const inner = [];
        do inner.push(this.run(runs[at++])); while (at < runs.length && runs[at].link === link);
        nodes.push(...(link && address(link) ? [outward(link, ...inner)] : inner));
      }
      return nodes;
    }

    blocks(blocks) {
      return blocks.map((block) => this.block(block)).filter(Boolean);
    }

    block(block) {
      switch (block.type) {
        case "heading": return this.heading(block.level - 1, ...this.runs(block.runs));
        case "paragraph": return make("p", {}, ...this.runs(block.runs));
        case "list": return this.list(block);
        case "table": return this.table(block);
        case "callout": return this.callout(block);
        default: return null;
      }
    }

    list({ start, items }) {
      const name = start === null ? "ul" : "ol";
      const entries = items.map(({ blocks: [first, ...rest] }) =>
        first && first.type === "paragraph" && rest.every((block) => block.type === "list")
          ? make("li", {}, ...this.runs(first.runs), ...this.blocks(rest))
          : make("li", {}, ...this.blocks(first ? [first, ...rest] : [])));
      return make(name, { start: start === null || start === 1 ? undefined : start }, ...entries);
    }

    table({ align, header, rows }) {
      const cell = (one, at, heads, scope) => {
        const head = at < heads && one.runs.length;
        return make(head ? "th" : "td", { scope: head ? scope : undefined, class: align[at] || undefined },
          ...this.runs(one.runs));
      };
      const head = make("tr", {}, ...header.map((one, at) => cell(one, at, header.length, "col")));
      const body = rows.map((row) =>
        make("tr", {}, ...row.map((one, at) => cell(one, at, row.length === 1 ? 0 : 1, "row"))));
      this.tables += 1;
      return make("div", { class: "table", role: "region", "aria-label": `Table ${this.tables}`, tabindex: 0 },
        make("table", {}, make("thead", {}, head), make("tbody", {}, ...body)));
    }

    callout({ kind, blocks }) {
      if (kind === "quote") return make("blockquote", {}, ...this.blocks(blocks));
      return make("aside", { class: kind, role: "note" },
        make("p", { class: "label" }, LABELS[kind] || "Note"), ...this.blocks(blocks));
    }

    facts() {
      const { status, reviewed_by: board, last_updated: updated, editorial_policy: policy } = this.article;
      const said = { approved: "Reviewed by", under_review: "Under review by", changes_requested: "Under review by" };
      return make("p", { class: "facts" },
        board ? make("span", {}, `${said[status] || "To be reviewed by"} ${board}`) : null,
        make("span", {}, "Last updated ", day(updated)), outward(policy, "Editorial policy"));
    }

    glossary() {
      const entries = this.article.glossary.flatMap((entry) => {
        const term = make("dt", { tabindex: -1 }, entry.term);
        this.to.set(`term-${entry.id}`, term);
        const meaning = [entry.plain, entry.explanation].filter(Boolean).map(stopped).join(". ");
        return [term, make("dd", {}, `${capital(meaning)}. `,
          this.back(`term-${entry.id}`, `Back to the text: ${entry.term}`))];
      });
      return entries.length
        ? make("div", { class: "below" }, this.heading(1, "Words to know"), make("dl", {}, ...entries)) : null;
    }

    references() {
      const entries = this.article.references.map((source) => {
        const name = `${capital(source.kind)} (${source.year}): ${source.about}`;
        const entry = make("li", { value: source.number, tabindex: -1 },
          source.url && address(source.url) ? outward(source.url, name) : name, " ",
          this.back(`source-${source.number}`, `Back to where source ${source.number} is cited`));
        this.to.set(`source-${source.number}`, entry);
        return entry;
      });
      return entries.length
        ? make("div", { class: "below" }, this.heading(1, "References"), make("ol", {}, ...entries)) : null;
    }

    // The text first: what leads back to it must know what it holds.
    body() {
      const { notices, blocks, added, omissions, disclaimer } = this.article;
      const text = this.blocks(blocks);
      return [
        ...notices.map((notice) => make("p", { class: "notice", role: "note" }, notice.text)), ...text,
        added ? make("aside", { role: "note" }, make("p", {}, added)) : null,
        this.glossary(), this.references(),
        make("div", { class: "below" }, make("p", {}, disclaimer),
          ...(omissions.length ? [make("p", {}, "This version leaves out:"),
            make("ul", {}, ...omissions.map((one) => make("li", {}, capital(one))))] : [])),
      ].filter(Boolean);
    }
  }

  let roles;
  const chooser = () => {
    roles ||= fetch(`${SITE}/v1/roles`, ASKED).then((answer) => {
      if (!answer.ok) throw new Error(`roles: ${answer.status}`);
      return answer.json();
    });
    roles.catch(() => { roles = undefined; });
    return roles;
  };
  // Any page may read the roles, so who can read them and not the article is refused, not offline.
  const reachable = () =>
    fetch(`${SITE}/v1/roles`, { ...ASKED, cache: "no-store" }).then(() => true, () => false);

  class GuidanceArticle extends HTMLElement {
    static observedAttributes = ["slug", "role", "reader", "as-of", "revision", "heading-level", "chooser"];

    #asking = null;
    #due = false;
    #section = make("section", { "aria-busy": "true" });
    #heading = null;
    #facts = make("div");
    #form = make("form", { hidden: "" });
    #select = make("select", { id: "reader" });
    #now = make("p", { class: "now", role: "status" });
    #body = make("div");
    #online = () => { if (this.dataset.code === "offline") this.#load(); };

    constructor() {
      super();
      const root = this.attachShadow({ mode: "open" });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      root.adoptedStyleSheets = [sheet];
      this.#form.addEventListener("submit", (event) => {
        event.preventDefault();
        this.setAttribute("reader", this.#select.value);
      });
      root.append(this.#section);
    }

    connectedCallback() {
      addEventListener("online", this.#online);
      this.#soon();
    }

    disconnectedCallback() {
      removeEventListener("online", this.#online);
      this.#asking?.abort();
    }

    attributeChangedCallback(name, before, after) {
      // `role` is ARIA's word for what an element is, and "patient" is no such thing.
      if (name === "role") {
        if (after === null) return;
        this.removeAttribute("role");
        this.setAttribute("reader", after);
      } else if (before !== after) this.#soon();
    }

    // Several attributes that change together are one change.
    #soon() {
      if (this.#due || !this.isConnected) return;
      this.#due = true;
      queueMicrotask(() => { this.#due = false; if (this.isConnected) this.#load(); });
    }

    #pinned() {
      return ["as-of", "revision"].some((name) => this.getAttribute(name));
    }

    #there(root = "") {
      return `${SITE}${root}/articles/${encodeURIComponent(this.getAttribute("slug") || "-")}`;
    }

    #address() {
      const found = new URL(this.#there("/v1"));
      for (const [attribute, name] of [["reader", "role"], ["as-of", "as_of"], ["revision", "revision"]]) {
        const value = this.getAttribute(attribute);
        if (value) found.searchParams.set(name, value);
      }
      return found;
    }

    async #load() {
      this.#asking?.abort();
      const asking = this.#asking = new AbortController();
      this.#section.setAttribute("aria-busy", "true");
      const [article, failed] = await this.#fetch(asking.signal);
      if (asking.signal.aborted) return;
      this.#section.removeAttribute("aria-busy");
      if (article) this.#show(article);
      else this.#fail(failed);
      this.#choices();
    }

    // The article and null, or null and the code of what went wrong.
    async #fetch(signal) {
      try {
        // What was right then may have been withdrawn since; nobody may be left to read it unwarned.
        const now = this.#pinned() && fetch(this.#there("/v1"), { ...ASKED, method: "HEAD", signal });
        const answer = await fetch(this.#address(), { ...ASKED, signal });
        if (now && (await now).status === 410) return [null, "withdrawn"];
        if (answer.ok) return [await answer.json(), null];
        const problem = await answer.json().catch(() => ({}));
        return [null, problem.code || "other"];
      } catch {
        return [null, await reachable() ? "refused" : "offline"];
      }
    }

    #level() {
      const level = Number(this.getAttribute("heading-level") || 2);
      return Number.isInteger(level) ? Math.min(6, Math.max(1, level)) : 2;
    }

    #show(article) {
      const writer = new Writer(article, this.#level());
      const heading = writer.heading(0, article.title);
      heading.id = "title";
      this.#section.lang = article.lang;
      this.#section.setAttribute("aria-labelledby", "title");
      this.#section.removeAttribute("aria-label");
      this.#now.replaceChildren("Now written for: ", make("strong", {}, article.audience_label));
      this.#facts.replaceChildren(writer.facts());
      const then = make("p", { class: "notice", role: "note" },
        "This is the article as it was at an earlier time. ", outward(this.#there(), "Read it as it is now"));
      this.#body.replaceChildren(...(this.#pinned() ? [then] : []), ...writer.body());
      this.#frame(heading);
      this.dataset.state = "shown";
      // Who the reader said they are is no business of the page's.
      const { slug, status, revision } = article;
      this.#tell("guidance-shown", { slug, status, revision });
    }

    #fail(code) {
      const again = make("button", { type: "button", class: "go" }, "Try again");
      again.addEventListener("click", () => this.#load());
      const read = ["refused", "other"].includes(code) || !FAILED[code];
      const retry = ["offline", "too-many-requests"].includes(code) || !FAILED[code];
      this.#section.setAttribute("aria-label", "Article");
      this.#section.removeAttribute("aria-labelledby");
      this.#facts.replaceChildren();
      this.#body.replaceChildren(
        make("p", { class: "failed", role: "alert" }, FAILED[code] || FAILED.other),
        ...(read ? [make("p", {}, outward(this.#there(), `Read it at ${new URL(SITE).host}`))] : []),
        ...(retry ? [again] : []), make("slot"));
      this.#now.replaceChildren();
      this.#frame(null);
      this.dataset.state = "failed";
      this.#tell("guidance-failed", { slug: this.getAttribute("slug"), code });
    }

    // Only what has changed is put anew, so that who has chosen a role stays at the button.
    #frame(heading) {
      this.#heading?.remove();
      this.#heading = heading;
      if (!this.#body.isConnected) this.#section.append(this.#facts, this.#form, this.#body);
      if (heading) this.#section.prepend(heading);
    }

    // Without the chooser the article can be read all the same.
    async #choices() {
      if (this.getAttribute("chooser") === "off") {
        this.#form.hidden = true;
        return;
      }
      const found = await chooser().catch(() => null);
      if (!found) return;
      const options = found.roles.map((role) => make("option", { value: role.id }, role.label));
      this.#select.replaceChildren(make("option", { value: "" }, "I would rather not say"), ...options);
      this.#select.value = this.getAttribute("reader") || "";
      if (!this.#form.firstChild) {
        this.#form.append(make("label", { for: "reader" }, found.question),
          make("div", { class: "pick" }, this.#select, make("button", { class: "go" }, "Show my version")), this.#now);
      }
      this.#form.hidden = this.dataset.state === "failed" && !["unknown-role"].includes(this.dataset.code);
    }

    #tell(name, detail) {
      this.dataset.code = detail.code || "";
      this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
    }
  }

  if (!customElements.get("guidance-article")) customElements.define("guidance-article", GuidanceArticle);

  // A frame that shows /embed/… says how high its article is; only our own frames are believed, and only of
  // themselves.
  addEventListener("message", (event) => {
    if (event.origin !== SITE || event.data?.guidance !== "height") return;
    const height = Number(event.data.height);
    if (!(height > 0 && height < 100000)) return;
    for (const frame of document.querySelectorAll("iframe")) {
      if (frame.contentWindow === event.source) frame.style.height = `${Math.ceil(height)}px`;
    }
  });
})();
