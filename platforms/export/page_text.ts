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
