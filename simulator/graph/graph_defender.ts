// Forwards a tiIndicator for Defender to Defender, which applies its own rules and assigns the id.
import { type JsonObject, asText } from "../core/json.js";
import type { SimulatorState } from "../core/call.js";
import { writeProblem, writerOf } from "../defender/defender_rows.js";
import type { Row } from "../defender/indicator.js";
import { type RowProblem, rowProblem } from "../defender/rules.js";
import type { Principal } from "../entra/token_issuer.js";

const ACTIONS: Record<string, string> = { allow: "Allowed", block: "Block", alert: "Audit" };
// The documentation counts from 0 to 5; the matching words are not documented.
const SEVERITIES = ["Informational", "Informational", "Low", "Medium", "High", "High"];
const HASHES: Record<string, string> = { sha1: "FileSha1", sha256: "FileSha256", md5: "FileMd5" };

// "one of domainName, url, networkDestinationIPv4, networkDestinationIPv6, fileHashValue" (tiIndicator resource).
function observable(row: JsonObject): [type: string, value: unknown] {
  if (row["domainName"]) return ["DomainName", row["domainName"]];
  if (row["url"]) return ["Url", row["url"]];
  const address = row["networkDestinationIPv4"] ?? row["networkDestinationIPv6"];
  if (address) return ["IpAddress", address];
  // Other network and mail fields are not read: the captured response reports an empty value.
  return [HASHES[asText(row["fileHashType"])] ?? "unknown", row["fileHashValue"] ?? ""];
}

function defenderRow(row: JsonObject): Row {
  const [indicatorType, indicatorValue] = observable(row);
  const text = row["description"] ?? "";
  return {
    indicatorType,
    indicatorValue,
    action: ACTIONS[asText(row["action"])] ?? row["action"],
    // Defender rejects Audit without an alert.
    generateAlert: row["action"] === "alert",
    title: text,
    description: text,
    severity: SEVERITIES[Number(row["severity"] ?? 3)],
    expirationTime: row["expirationDateTime"],
  };
}

/** Returns the id that Defender assigned to the indicator, or why Defender rejected it. */
export function submitToDefender(
  row: JsonObject,
  state: SimulatorState,
  principal: Principal,
): string | RowProblem {
  const writer = writerOf(principal, state);
  const own = defenderRow(row);
  const problem = rowProblem(own, state.settings, writer.now) ?? writeProblem(own, writer, principal, state);
  return problem ?? state.store.upsert(own, writer).id;
}
