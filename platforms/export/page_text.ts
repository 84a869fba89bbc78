/** Text and tables of generated pages, in Markdown. */

/** Returns a Markdown table. */
export function tableOf(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(titles), line(titles.map(() => "---")), ...rows.map(line)].join("\n");
}

/** Returns the text escaped for Markdown, inside a table too. */
export function plain(text: string): string {
  return text.replace(/[\\`*<|]/g, "\\$&").replaceAll("\n", " ");
}

/** Returns links to the pages of actions. */
export function linksTo(names: readonly string[], link: string): string {
  return names.map((name) => `[\`${name}\`](${link}${name}.md)`).join(" or ");
}

/** Returns a Markdown list. */
export function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join("\n");
}
