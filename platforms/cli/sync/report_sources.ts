/** Reports why sources are not complete. */
import type { Report } from "../ui/report.js";
import { roundTexts } from "./messages.js";
import type { Pulled } from "./read_sources.js";

/** What the sync itself notices is reported as an event. */
export function reportSources({ faults, renewed }: Pulled, report: Report): void {
  for (const fault of faults) report.warn("SourceIncomplete", roundTexts.incomplete(fault));
  if (renewed > 0) report.warn("LastPullUsed", roundTexts.renewed(renewed));
}
