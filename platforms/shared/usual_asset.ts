/** The kind of asset that most users have: an application with a secret. */
import type { Connector } from "../../connector/index.js";

/** Its name; that of the first kind where none has a secret. */
export function usualAssetKind({ assets }: Pick<Connector["manifest"], "assets">): string {
  const kinds = Object.entries(assets);
  const [name = ""] = kinds.find(([, { grant }]) => grant === "client_secret") ?? kinds[0] ?? [];
  return name;
}
