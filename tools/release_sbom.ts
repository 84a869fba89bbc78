/**
 * Makes the software bill of materials. npm lists all packages of the lock file, and marks those that are only for
 * development. Bundles contain some of these, so the bill keeps them.
 */
import { execFileSync } from "node:child_process";

/** The parts of a CycloneDX document that are read here. */
export interface Sbom {
  readonly metadata: { readonly component: { readonly name: string; readonly "bom-ref": string } };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

/** A package. */
interface Component {
  readonly "bom-ref": string;
  readonly name: string;
  readonly version: string;
  readonly properties?: readonly { readonly name: string; readonly value: string }[];
}

const developmentMark = "cdx:npm:package:development";

/** Returns the bill of all packages in the lock file of a folder. */
export function wholeSbom(root: string): Sbom {
  const args = ["sbom", "--package-lock-only", "--sbom-format", "cyclonedx"];
  const text = execFileSync("npm", args, { cwd: root, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  return JSON.parse(text) as Sbom;
}

/**
 * Returns the bill without packages that users do not get.
 *
 * @param name - name of the product; npm sets the name of the folder
 * @param licences - texts of the files THIRD_PARTY_LICENSES.txt, which list the bundled packages
 */
export function releasedSbom(sbom: Sbom, name: string, licences: readonly string[]): Sbom {
  const bundled = new Set(
    licences.flatMap((text) => [...text.matchAll(/^== (\S+) (\S+) \(/gm)].map(([, of, at]) => `${of}@${at}`)),
  );
  const components = sbom.components
    .filter((one) => !isForDevelopment(one) || bundled.has(`${one.name}@${one.version}`))
    .map(({ properties = [], ...rest }) => ({
      ...rest,
      properties: properties.filter((property) => property.name !== developmentMark),
    }));
  const product = { ...sbom.metadata.component, name };
  const kept = new Set([product["bom-ref"], ...components.map((one) => one["bom-ref"])]);
  const dependencies = sbom.dependencies
    .filter(({ ref }) => kept.has(ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((one) => kept.has(one)) }));
  return { ...sbom, metadata: { ...sbom.metadata, component: product }, components, dependencies };
}

function isForDevelopment({ properties = [] }: Component): boolean {
  return properties.some(({ name, value }) => name === developmentMark && value === "true");
}
