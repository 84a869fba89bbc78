/** The fields of assets with certificates and keys, which can be in files. */
import type { Manifest } from "../../contract/generated/meta/manifest.js";

/** Returns the fields of all kinds that can be the path of a file with a certificate or a key. */
export function certificateFields({ assets }: Pick<Manifest, "assets">): string[] {
  const own = Object.values(assets).flatMap(({ credentials: { certificate, privateKey } }) =>
    [certificate, privateKey].filter((field) => field !== undefined),
  );
  return ["ca_file", ...new Set(own)];
}
