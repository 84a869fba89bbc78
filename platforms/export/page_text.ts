/** Text and tables of generated pages, in Markdown. */

/** A table. */
export function tableOf(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(titles), line(titles.map(() => "---")), ...rows.map(line)].join("\n");
}

/** Text that Markdown shows as it is, in a table too. */
export function plain(text: string): string {
  return text.replace(/[\\`*<|]/g, "\\$&").replaceAll("\n", " ");
}
