/** The page of the values that should not be blocked, with the reason and the source of each group. */
import { benignLists, type Declarations } from "../../connector/platform_api.js";
import { plain, tableOf } from "./page_text.js";

const about =
  "A row that blocks one of these values gets the warning `BenignValue`. The option `benign_values` changes that: `reject` does not send the row, `allow` sends it without a warning. The page of each action says which of its rows are checked.";

/** Returns the text of the page. */
export function benignPage(declarations: Declarations): string {
  const groups = benignLists(declarations).flatMap((list) => list.groups);
  const rows = groups.map((group) => [
    plain(group.reason),
    [
      ...codes(group.addresses),
      ...codes(group.networks),
      ...codes(group.hosts).map((host) => `${host} and below`),
      ...codes(group.sharedHosts).map((host) => `${host} alone`),
      ...codes(group.hashes),
    ].join(", "),
    plain(group.source),
  ]);
  return ["# Values that should not be blocked", about, tableOf(["description", "values", "by"], rows)].join(
    "\n\n",
  );
}

function codes(values: readonly string[] = []): string[] {
  return values.map((value) => `\`${value}\``);
}
