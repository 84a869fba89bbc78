/** Finds the delimiter of CSV. */

const delimiters = [",", ";", "\t", "|"] as const;

/** Most records that are compared. */
const maxRecords = 100;

/** Lines that are comments, whatever their delimiters are. */
const comments = /^[ \t]*(?:#|\/\/).*\n/gm;

/** How a table is written. */
export interface TableForm {
  readonly delimiter: string;
  /** Length of a first line such as `sep=;`, which spreadsheets write. */
  readonly prefixLength: number;
  /** True if at least four of five records have the same number of cells, two or more. */
  readonly isTable: boolean;
}

/** Returns the form of a table. @param head - start of the text */
export function tableForm(head: string): TableForm {
  const [prefix = "", declared] = /^"?sep=([,;|\t])"?[ \t]*(?:\r\n?|\n|$)/i.exec(head) ?? [];
  if (declared !== undefined) return { delimiter: declared, prefixLength: prefix.length, isTable: true };
  const records = head.replace(/\r\n?/g, "\n").replace(comments, "");
  const scores = delimiters.map((delimiter) => ({ delimiter, ...scoreOf(records, delimiter) }));
  const best = scores.reduce((a, b) => (b.share > a.share + 0.05 ? b : a));
  return {
    delimiter: best.share === 0 ? "," : best.delimiter,
    prefixLength: 0,
    isTable: best.share >= 0.8,
  };
}

interface Score {
  /** Share of the records that have the most frequent number of cells, if that is two or more. */
  readonly share: number;
}

function scoreOf(head: string, delimiter: string): Score {
  const counts = new Map<number, number>();
  let records = 0;
  for (const cells of cellCounts(head, delimiter)) {
    counts.set(cells, (counts.get(cells) ?? 0) + 1);
    if (++records === maxRecords) break;
  }
  const [cells = 1, count = 0] = [...counts].toSorted((a, b) => b[1] - a[1])[0] ?? [];
  return { share: cells < 2 ? 0 : count / records };
}

/** Yields the number of cells of each record that is not blank, with regard to quotes. */
function* cellCounts(head: string, delimiter: string): Generator<number> {
  const marks = new RegExp(`["\\n${delimiter === "|" ? "\\|" : delimiter}]`, "g");
  let isQuoted = false;
  let cells = 1;
  let start = 0;
  for (const { 0: mark, index } of head.matchAll(marks)) {
    if (mark === '"') {
      // A quote within a cell is a character.
      const isStart = isQuoted || index === 0 || /[\n,;|\t ]/.test(head[index - 1] as string);
      if (isStart) isQuoted = !isQuoted;
    } else if (isQuoted) continue;
    else if (mark === delimiter) cells += 1;
    else {
      if (head.slice(start, index).trim() !== "") yield cells;
      cells = 1;
      start = index + 1;
    }
  }
  // The last line can be cut off, unless it is the only one.
  if (start === 0 && head.trim() !== "") yield cells;
}
