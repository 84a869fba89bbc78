// The tables of the page. `defanged`, `searched` and `visibleParts` come from report_text.ts.

const rowsPerPage = 50;
const printedRows = 1000;
const maxCellLength = 500;
const searchDelayMs = 150;

/** The name of the file is not an address of the feed. */
const placeOf = ({ source: { file, line, id } }) =>
  `${file ?? "-"}${line === undefined ? "" : `:${line}`}${id === undefined ? "" : ` ${defanged(id)}`}`;

const json = (value) => (value === null ? "" : JSON.stringify(value));

/** Columns of the tables of a plan. */
const planColumns = [
  ["Row", ({ key }) => key],
  ["Before", ({ before }) => json(before)],
  ["After", ({ after }) => json(after)],
  ["Reason", ({ reason }) => reason],
];

/** The page shows a defanged value and the full one alike. */
const refangedNote = ({ before, after }) =>
  before !== after && defanged(before ?? "") === defanged(after ?? "") ? "written in full in the row" : undefined;

/**
 * Columns by table: title, the text of an entry, what makes the text harmless (default: `defanged`), and our own note
 * about it.
 */
const columns = {
  failed: [
    ["Row", ({ row }) => row],
    ["Place", (entry) => (entry.source === undefined ? undefined : placeOf(entry)), String],
    ["Indicator", ({ indicator }) => indicator],
    ["Type", ({ type }) => type],
    ["Action", ({ action }) => action],
    ["Reason", ({ reason }) => reason],
  ],
  changed: [
    ["Place", placeOf, String],
    ["Before", ({ before }) => before],
    ["After", ({ after }) => after, defanged, refangedNote],
    ["Code", ({ code }) => code],
    ["Message", ({ message }) => message],
    ["Rows", ({ rows }) => rows],
  ],
  skipped: [
    ["Place", placeOf, String],
    ["Text", ({ before }) => before],
    ["Code", ({ code }) => code],
    ["Message", ({ message }) => message],
  ],
  create: planColumns,
  update: planColumns,
  changeAction: planColumns,
  delete: planColumns,
  foreign: planColumns,
  overCapacity: planColumns,
  rejected: planColumns,
};

const number = (value) => value.toLocaleString("en");

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** Text of others as nodes: only text, and marks for hidden characters. */
function textNodes(value, harmless) {
  const text = value === null || value === undefined ? "" : String(value);
  const cut = text.length <= maxCellLength ? text : `${text.slice(0, maxCellLength)}…`;
  return visibleParts(harmless(cut)).map((part, index) =>
    index % 2 === 0 ? document.createTextNode(part) : element("mark", {}, document.createTextNode(part)),
  );
}

function rowOf(entry, shown) {
  const cells = shown.map(([title, textOf, harmless = defanged, noteOf]) => {
    const note = noteOf?.(entry);
    const notes = note === undefined ? [] : [element("small", {}, ` (${note})`)];
    const text = element("div", {}, ...textNodes(textOf(entry), harmless), ...notes);
    return element("td", { role: "cell", "data-label": title }, text);
  });
  return element("tr", { role: "row" }, ...cells);
}

/** A table with a search field and pages, below the heading of its section. */
class Table {
  constructor(entries, shown) {
    this.entries = entries;
    this.shown = shown;
    this.found = entries;
    this.first = 0;
    this.search = element("input", { type: "search", autocomplete: "off", spellcheck: "false" });
    this.status = element("p", { role: "status" });
    this.before = element("button", { type: "button" }, "Previous page");
    this.after = element("button", { type: "button" }, "Next page");
    this.body = element("tbody", { role: "rowgroup" });
  }

  addTo(section) {
    section.append(...this.parts(section.querySelector("h2").textContent));
    this.listen();
    this.show();
  }

  parts(title) {
    const heads = this.shown.map(([name]) => element("th", { scope: "col", role: "columnheader" }, name));
    const head = element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, ...heads));
    const label = element("label", {}, `Search ${title.toLowerCase()} `, this.search);
    return [
      element("div", { class: "tools" }, label, this.before, this.after),
      this.status,
      element("table", { role: "table", class: "entries", "aria-label": title }, head, this.body),
    ];
  }

  listen() {
    let timer;
    this.search.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => this.filter(), searchDelayMs);
    });
    this.before.addEventListener("click", () => this.turn(-1));
    this.after.addEventListener("click", () => this.turn(1));
    addEventListener("beforeprint", () => this.show(printedRows));
    addEventListener("afterprint", () => this.show());
  }

  filter() {
    const written = this.search.value.trim().toLowerCase();
    const meant = searched(written).toLowerCase();
    this.texts ??= this.entries.map((entry) =>
      this.shown.map(([, textOf]) => textOf(entry) ?? "").join("\n").toLowerCase(),
    );
    this.found = this.entries.filter(
      (_entry, index) => this.texts[index].includes(written) || this.texts[index].includes(meant),
    );
    this.first = 0;
    this.show();
  }

  turn(pages) {
    this.first += pages * rowsPerPage;
    this.show();
  }

  show(count = rowsPerPage) {
    const { found, first } = this;
    const entries = found.slice(first, first + count);
    this.body.replaceChildren(...entries.map((entry) => rowOf(entry, this.shown)));
    const range = found.length === 0 ? "0" : `${number(first + 1)} to ${number(first + entries.length)}`;
    const all = found.length === this.entries.length ? "" : ` found (${number(this.entries.length)} in all)`;
    this.status.textContent = `${range} of ${number(found.length)}${all}`;
    this.before.disabled = first === 0;
    this.after.disabled = first + count >= found.length;
  }
}

const data = JSON.parse(document.getElementById("data").textContent);
for (const [name, all] of Object.entries(columns)) {
  if (data[name] === undefined) continue;
  const section = document.getElementById(name);
  // Only rows of a feed have a place.
  const shown = all.filter(([title, textOf]) => title !== "Place" || data[name].some((entry) => textOf(entry) !== undefined));
  if (data[name].length === 0) section.append(element("p", {}, "None."));
  else new Table(data[name], shown).addTo(section);
}
