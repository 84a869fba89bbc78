/** `--to`: writes the list that an action returns as rows, which another run accepts as its input. */
import { type ActionOutput, getAt, setAt } from "../../../connector/platform_api.js";
import { logOf, writeNote } from "../../shared/log/log_of.js";
import { exitCodes } from "../../shared/exit_code.js";
import { lostOutput, standardOutput } from "../../shared/messages.js";
import { printable } from "../../shared/printable.js";
import { lostRows, type RowFile } from "../feeds/row_file.js";
import { rowFile } from "../feeds/row_files.js";
import { fileSink, streamSink } from "../io/sink.js";
import { flagErrors, runLines } from "./messages.js";
import type { RunCommandOptions } from "./run_options.js";
import { fieldsOfItems } from "./row_shape.js";
import type { Given } from "./run_setup.js";

type ListForm = NonNullable<RunCommandOptions["to"]>;

/** Returns the exit code: 1 if the format cannot carry some of the rows. @throws ConnectorError OutputWriteFailed */
export async function writeList(
  given: Given,
  outputs: readonly ActionOutput[],
  to: ListForm,
): Promise<number> {
  const { action, options, io } = given;
  const { output } = options;
  const place = action.paging?.items ?? "";
  const sink = output === undefined ? streamSink(io.stdout) : fileSink(output);
  const file = await rowFile(to, sink, "", { fields: columnsOf(given) });
  let count = 0;
  try {
    for (const { json_body: body } of outputs) {
      const rows = (getAt(body, place) ?? []) as unknown[];
      count += rows.length;
      await file.add(rows);
    }
    await file.end();
  } catch (error) {
    throw lostOutput(output === undefined ? standardOutput : `--output ${output}`, error);
  }
  return reported(file, count, given);
}

/** Reports what was written. Returns the exit code. */
function reported(
  file: RowFile,
  count: number,
  { io, options: { output } }: Pick<Given, "io" | "options">,
): number {
  const lost = lostRows(file.notes());
  const target = output === undefined ? "standard output" : output;
  logOf(io).write("info", runLines.written(count - lost, printable(target)));
  for (const { code, message } of file.notes()) writeNote(io, code, message);
  return lost > 0 ? exitCodes.rowsFailed : exitCodes.done;
}

/** Throws InvalidOption if the items of the list do not fit the portal's template. */
export function assertListFits(given: Pick<Given, "action" | "declarations">, to: ListForm): void {
  if (to !== "portal-csv" || columnsOf(given).includes("indicatorValue")) return;
  throw flagErrors.noPortalList(given.action.name);
}

/** Returns the inputs with all pages asked for, unless they limit the list themselves. */
export function wholeLists(inputs: readonly unknown[], { paging }: Given["action"]): unknown[] {
  const { fetchAllInput = "", maxItemsInput = "" } = paging ?? {};
  const limits = [fetchAllInput, maxItemsInput, "parameters/$top"].map((name) => `/${name}`);
  return inputs.map((input) => {
    const isLimited = limits.some((limit) => (getAt(input, limit) ?? null) !== null);
    return isLimited || fetchAllInput === "" ? input : setAt(input, `/${fetchAllInput}`, true);
  });
}

/** Returns the fields of an item of the list. */
function columnsOf({ action, declarations: { schemas } }: Pick<Given, "action" | "declarations">): string[] {
  return Object.keys(fieldsOfItems(action.output, `/json_body${action.paging?.items ?? ""}`, schemas));
}
