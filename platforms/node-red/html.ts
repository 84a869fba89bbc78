/** Writes HTML in which every text is escaped, whatever its source. */

/** A text that is already HTML. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Returns HTML with escaped texts, for elements and for attributes in double quotes. */
export function html(
  parts: TemplateStringsArray,
  ...values: readonly (string | Html | readonly Html[])[]
): Html {
  return new Html(String.raw({ raw: parts }, ...values.map((value) => textOf(value))));
}

function textOf(value: string | Html | readonly Html[]): string {
  if (value instanceof Html) return value.text;
  return typeof value === "string" ? escaped(value) : value.map(({ text }) => text).join("\n");
}

function escaped(text: string): string {
  const names: Readonly<Record<string, string>> = {
    "&": "amp",
    "<": "lt",
    ">": "gt",
    '"': "quot",
    "'": "#39",
  };
  return text.replace(/[&<>"']/g, (character) => `&${names[character]};`);
}

/** Returns a value as JSON that is safe in a script element. */
export function scriptValue(value: unknown): Html {
  return new Html(JSON.stringify(value).replaceAll("<", "\\u003c"));
}

/** Style of the text below a field. */
export const style: Html = html`<style>.connector-tip { margin: 2px 0 0 104px; font-size: 12px; color: var(--red-ui-secondary-text-color); }</style>`;
