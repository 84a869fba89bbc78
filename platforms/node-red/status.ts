/** The small sign under a node: the progress of its run, or the result of the last one. */
import type { ActionOutput, Plan, RunEvent, SummaryEvent } from "../../connector/platform_api.js";
import { statusWords } from "../shared/status_words.js";
import { rowCounts } from "../shared/summary_line.js";
import type { NodeStatus } from "./node_red_types.js";

/** Shown until the first event. */
export const running: NodeStatus = { fill: "blue", shape: "dot", text: "running" };

/** Returns undefined for an event that changes nothing. */
export function statusOfEvent(event: RunEvent): NodeStatus | undefined {
  if (event.type === "wait") {
    const seconds = Math.ceil(event.waitMs / 1000);
    return { fill: "yellow", shape: "ring", text: `waiting ${seconds} s: ${event.reason}` };
  }
  if (event.type !== "progress") return undefined;
  const { done, total } = event;
  return { ...running, text: total === undefined ? String(done) : `${done} of ${total}` };
}

/** Returns the status after a run that returned an output. */
export function statusOfOutput(output: ActionOutput, summary: SummaryEvent): NodeStatus {
  const { rows, succeeded, failed, errorCodes } = summary;
  const isFine = failed === 0 && errorCodes.length === 0;
  if (rows === 0) return { fill: isFine ? "green" : "red", shape: "dot", text: statusWords(output) };
  const text = textOfRows(summary);
  if (isFine) return { fill: "green", shape: "dot", text };
  return { fill: succeeded === 0 ? "red" : "yellow", shape: "dot", text };
}

/** Returns the status after a dry run. */
export function statusOfPlan({ rows, sent, rejected }: Plan): NodeStatus {
  const counts = rows === 0 ? "" : `: ${sent} to be sent, ${rejected} rejected`;
  return { fill: "grey", shape: "ring", text: `dry run${counts}` };
}

/** Zero counts are omitted, except the count of successes. */
function textOfRows(summary: SummaryEvent): string {
  const { succeeded, failed, notSent } = rowCounts(summary);
  const others = [
    ...(failed === 0 ? [] : [`${failed} failed`]),
    ...(notSent === 0 ? [] : [`${notSent} not sent`]),
  ];
  return [`${succeeded} succeeded`, ...others].join(", ");
}

/** Returns the status after a run without an output. */
export function statusOfFailure(code: string): NodeStatus {
  return { fill: "red", shape: "ring", text: code };
}
