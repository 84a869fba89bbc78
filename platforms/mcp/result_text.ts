/** Describes in a few lines how a run ended, for an agent that does not read the whole output. */
import {
  type ActionDescription,
  type ActionOutput,
  type ConnectorError,
  errorTable,
  type Plan,
  type SummaryEvent,
} from "../../connector/platform_api.js";
import { printable } from "../shared/printable.js";
import { planLine, sumLine } from "../shared/summary_line.js";
import { itemLines, itemsOf } from "./item_lines.js";
import { plannedLines, reasonLines } from "./failure_summary.js";
import { statusWords } from "../shared/status_words.js";

/** The end of a run: an output, an error, or both. */
export interface Ending {
  readonly action: ActionDescription;
  readonly output: ActionOutput | undefined;
  readonly error: ConnectorError | undefined;
  readonly summary: SummaryEvent | undefined;
  /** Whether the output contains a plan. */
  readonly isDryRun: boolean;
  /** One line per warning. */
  readonly warnings: readonly string[];
}

/** Returns the lines, the most important first. */
export function textOf(ending: Ending): string {
  const { action, output, error, summary, warnings } = ending;
  const plan = planOf(ending);
  const lines = [
    ...(error === undefined ? [] : [`${error.code}: ${error.message}`]),
    ...(output === undefined || plan !== undefined ? [] : [statusLine(action, output)]),
    ...(plan === undefined ? [] : [`Dry run. ${planLine(plan)}`, ...plannedLines(action, plan)]),
    ...(summary === undefined ? [] : [sumLine(summary)]),
    ...(plan === undefined ? itemLines(action, output) : []),
    ...reasonLines(action, output),
    ...hintsOf(error, summary).map((hint) => `What to do: ${hint}`),
    ...warnings.map((warning) => `Warning ${warning}`),
  ];
  return lines.map((line) => printable(line)).join("\n");
}

/** Returns undefined for anything but a dry run that reached its end. Some actions return a plan of another form. */
export function planOf({
  action,
  output,
  isDryRun,
}: Pick<Ending, "action" | "output" | "isDryRun">): Plan | undefined {
  const isOther = action.sync !== undefined || action.deleteMatching !== undefined;
  return isDryRun && !isOther ? (output?.json_body as Plan | undefined) : undefined;
}

function statusLine(action: ActionDescription, output: ActionOutput): string {
  const items = itemsOf(action, output);
  return `Status ${statusWords(output)}${items === undefined ? "" : `, ${items.length} items`}.`;
}

/** Returns the error's own hint, or those of the errors that ended calls. */
function hintsOf(error: ConnectorError | undefined, summary: SummaryEvent | undefined): string[] {
  if (error !== undefined) return [error.hint];
  return [...new Set(summary?.errorCodes.map((code) => errorTable[code].hint))];
}
