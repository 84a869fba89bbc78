/** The manifest declares the clouds of each service, and its asset fields exist. */
import { unknownName, type CrossRule } from "./rule.js";
import { propertyNames } from "./schema_at.js";

export const serviceCloudsAreDeclared: CrossRule = ({ manifest, schemas }) => {
  const clouds = Object.keys(manifest.clouds);
  const shared = propertyNames(
    schemas.get("schemas/assets/shared.json"),
    schemas,
    "schemas/assets/shared.json",
  );
  return Object.entries(manifest.services).flatMap(([name, service]) => {
    const at = `/services/${name}`;
    return [
      ...Object.keys(service.clouds).flatMap((cloud) =>
        unknownName(`${at}/clouds/${cloud}`, "cloud of the manifest", cloud, clouds),
      ),
      ...unknownName(`${at}/override`, "field of every asset", service.override, shared),
      ...(service.scopeOverride === undefined
        ? []
        : unknownName(`${at}/scopeOverride`, "field of every asset", service.scopeOverride, shared)),
    ].map((problem) => ({ file: "manifest.json", ...problem }));
  });
};
