/** Writes HTML in which every text is escaped, wherever it comes from. */

/** What is HTML already. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** HTML with texts in it, for elements and for attributes in double quotes. */
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

/** A value as it may stand in a script. */
export function scriptValue(value: unknown): Html {
  return new Html(JSON.stringify(value).replaceAll("<", "\\u003c"));
}

/** For the words below a field. */
export const style: Html = html`<style>.connector-tip { margin: 2px 0 0 104px; font-size: 12px; color: var(--red-ui-secondary-text-color); }</style>`;
