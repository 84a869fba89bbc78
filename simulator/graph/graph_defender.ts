// Hands a tiIndicator for Defender on to Defender, whose rules it must keep and whose id it gets.
import { type JsonObject, textOf } from "../core/body.js";
import type { SimulatorState } from "../core/call.js";
import { writeProblem, writerOf } from "../defender/defender_rows.js";
import type { Row } from "../defender/indicator.js";
import { type RowProblem, rowProblem } from "../defender/rules.js";
import type { Principal } from "../entra/token_issuer.js";

const ACTIONS: Record<string, string> = { allow: "Allowed", block: "Block", alert: "Audit" };
// The document counts from 0 to 5; which word each stands for is not documented.
const SEVERITIES = ["Informational", "Informational", "Low", "Medium", "High", "High"];
const HASHES: Record<string, string> = { sha1: "FileSha1", sha256: "FileSha256", md5: "FileMd5" };

// "one of domainName, url, networkDestinationIPv4, networkDestinationIPv6, fileHashValue" (tiIndicator resource).
function observable(row: JsonObject): [type: string, value: unknown] {
  if (row["domainName"]) return ["DomainName", row["domainName"]];
  if (row["url"]) return ["Url", row["url"]];
  const address = row["networkDestinationIPv4"] ?? row["networkDestinationIPv6"];
  if (address) return ["IpAddress", address];
  // Other fields of the network or of a mail are not read: the captured answer speaks of an empty value.
  return [HASHES[textOf(row["fileHashType"])] ?? "unknown", row["fileHashValue"] ?? ""];
}

function defenderRow(row: JsonObject): Row {
  const [indicatorType, indicatorValue] = observable(row);
  const text = row["description"] ?? "";
  return {
    indicatorType,
    indicatorValue,
    action: ACTIONS[textOf(row["action"])] ?? row["action"],
    // Defender refuses Audit without an alert.
    generateAlert: row["action"] === "alert",
    title: text,
    description: text,
    severity: SEVERITIES[Number(row["severity"] ?? 3)],
    expirationTime: row["expirationDateTime"],
  };
}

/** The id under which Defender took the indicator, or why it did not. */
export function submitToDefender(
  row: JsonObject,
  state: SimulatorState,
  holder: Principal,
): string | RowProblem {
  const writer = writerOf(holder, state);
  const own = defenderRow(row);
  const problem = rowProblem(own, state.settings, writer.now) ?? writeProblem(own, writer, holder, state);
  return problem ?? state.store.upsert(own, writer).id;
}
