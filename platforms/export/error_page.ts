/** The page of the error codes: the table of the engine, with exit codes, and the warnings. */
import { type ErrorCode, errorTable } from "../../connector/platform_api.js";
import { problemTable } from "../http/http_errors.js";
import { exitCodeOfRun } from "../shared/exit_code.js";
import { changedCodes, noticeCodes, skippedCodes } from "./feed_codes.js";
import { plain, tableOf } from "./page_text.js";

const about = `An error has a stable code, a message and a hint. Scripts and playbooks can rely on the code.

| If | you find the code |
| --- | --- |
| one row failed | at the start of the reason of the row: \`InvalidRow: …\` |
| the whole run failed | in \`code\` of the error (library, HTTP, MCP, Turbine, Node-RED, n8n), or after \`error\` on standard error (command line) |
| something deserves attention, but nothing failed | in \`code\` of a warning event, or after \`warning\` on standard error |

The row checks of an action have their own codes, for example \`InvalidIndicator\`. The page of each
[action](../actions/README.md) lists them.`;

/** Every code of a warning, except the codes of row rules and of failed calls. */
const warningTable: Readonly<Record<string, string>> = {
  AssetFileReadableByOthers: "Other users can read the file of the asset. Run `chmod 600` on the file.",
  BenignValue:
    "The row blocks a value that should not be blocked. See [the values](../actions/benign_values.md). With the option `benign_values: reject`, the row is rejected with this code.",
  CapacityExceeded: "The service is full, or not all rows fit. The other rows are held back.",
  Conflict:
    "Sources desire one value with several actions. The row with the highest rank, or the first one, is used.",
  ConflictingRows: "Rows for the same value have different actions. All of them are sent.",
  Deprecated: "The service will remove the endpoint. The message names the action to use instead.",
  EmptyFeed: "A sync desires no row, so nothing is deleted. The exit code is 1.",
  Foreign: "Desired rows exist already and belong to somebody else. They are not changed.",
  Gap: "Rows were deleted before they were created again, because the target had no room for both, or to adopt them.",
  Incomplete:
    "A list ends before its last item, or items may be missing in it. Do not treat what is missing as deleted.",
  JournalUnwritable:
    "The journal could not be closed, or a finished journal could not be deleted. Delete it, because the next run of the same input would send nothing.",
  JournalWritableByOthers: "Another user owns the journal or can change it.",
  JsonText: "An input contained JSON as text. The text was parsed.",
  KeyIgnored:
    "The configuration has callers with keys of their own, so the key of the environment is not used. Unset the variable.",
  KeysRevoked:
    "A file of keys of the HTTP service is missing or empty, so that none of its keys is valid any more. Write the keys again to restore access.",
  LastPullUsed: "A source is not complete, and the policy `lease` renews the rows of its last complete pull.",
  LongValue: "A value or a title is longer than other clients show.",
  Merged: "Several desired rows are the same row. One of them is used.",
  MoreItems: "The list has more items than were returned, because `max_items` limits it.",
  NoRows: "The input has no rows. Nothing was sent.",
  Normalized: "A value was changed into the form that the service accepts.",
  OnlyNew:
    "The sources of a sync are asked only for what is new since a time, so that its policy cannot recognize what is gone. Remove the time from the input of the source.",
  OtherNames: "With the ownership `client`, a sync owns rows that have another `application`.",
  NotInPlan: "Changes became due after a saved plan was made, and were not carried out.",
  OverCapacity: "Not all desired rows fit into the target. The plan lists the others.",
  OwnerReplaced: "The name of the sync replaces the `application` of desired rows.",
  PartialView: "The permissions of the application show only a part of what exists.",
  Resumed: "The last run of the sync did not finish. The target was listed again.",
  ShortAddress: "An IPv6 address does not have all eight groups.",
  SourceIncomplete:
    "A source of a sync was not read to its end, or is empty and others are not. The exit code is 1, except with the policy `lease`.",
  SourcesIncomplete: "The sources of a sync are not complete, so nothing is deleted.",
  TargetIncomplete:
    "The list of the target is not complete, so nothing is deleted, and desired rows that are not in its part are rejected instead of created. The exit code is 1.",
  TooManyDeletes:
    "A sync would delete more rows than `maxDelete` allows, so nothing is deleted. The exit code is 1.",
  Unencrypted: "The HTTP service listens without TLS on an address that other machines can reach.",
  UnknownField: "Rows have a field that the action does not know. The field is sent as given.",
  UnknownInput: "The option `unknown_inputs: report` is set, and an unknown input was not sent.",
  UnmatchedResults:
    "The response contains results that belong to no row, are repeated, or contradict each other.",
};

function codeTable(codes: Readonly<Record<string, string>>, title: string): string {
  return tableOf(
    ["code", title],
    Object.entries(codes).map(([code, text]) => [`\`${code}\``, text]),
  );
}

/** Sections about the codes of feeds. */
function feedSections(): string[] {
  return [
    "## Items of a feed",
    "An item of a feed that is changed or skipped has one of these codes in the summary, in the file of `--items` and in the report. The message has the details.",
    "### Changed items",
    codeTable(changedCodes, "meaning"),
    "### Skipped items",
    codeTable(skippedCodes, "what to do"),
    "## Notices about a feed",
    "After `note` on standard error, and as warning events of `parse_indicators`.",
    codeTable(noticeCodes, "meaning"),
  ];
}

/** Text of the page. */
export function errorPage(): string {
  const codes = Object.entries(errorTable).map(([code, { kind, retryable, hint }]) => [
    `\`${code}\``,
    kind,
    String(exitCodeOfRun({ failed: 0, errorCodes: [code as ErrorCode], calls: 0 })),
    retryable ? "yes" : "no",
    plain(hint),
  ]);
  const problems = Object.entries(problemTable).map(([code, { status, hint }]) => [
    `\`${code}\``,
    String(status),
    plain(hint),
  ]);
  return [
    "# Error codes",
    about,
    "## Errors",
    "*Exit code* is the exit code of the command line if this error ends the run or a call. If only rows fail, the exit code is 1. *Retryable* means that the same request can succeed later without a change.",
    tableOf(["code", "kind", "exit code", "retryable", "what to do"], codes),
    "## Errors of the command line",
    "`Usage` means that a command, an argument or an option is wrong. The exit code is 2, and nothing was sent. The hint names the help to read.",
    "## Errors of the HTTP service",
    "The service itself returns these codes, before a run or about one. `NotFound` means here that the service has no such path.",
    tableOf(["code", "status", "what to do"], problems),
    "## Warnings",
    "A warning does not change the exit code, unless its meaning says so. In addition to these codes, a warning can have the code of a row rule that only warns, of a row rule with the option `validation: report`, or of a request that failed.",
    codeTable(warningTable, "meaning"),
    ...feedSections(),
  ].join("\n\n");
}
