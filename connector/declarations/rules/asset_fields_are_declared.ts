/** The fields that the manifest names for a kind of asset exist in its schema. */
import { type CrossRule, unknownName } from "./rule.js";
import { propertyNames } from "./schema_at.js";

export const assetFieldsAreDeclared: CrossRule = ({ manifest, schemas }) =>
  Object.entries(manifest.assets).flatMap(([kind, asset]) => {
    const at = `/assets/${kind}`;
    const schema = schemas.get(asset.schema);
    if (schema === undefined) {
      return [
        {
          file: "manifest.json",
          pointer: `${at}/schema`,
          message: `names a file that does not exist: ${asset.schema}.`,
          missing: asset.schema,
        },
      ];
    }
    const known = propertyNames(schema, schemas, asset.schema);
    const named: [string, string][] = [
      ...asset.detectFields.map((field, i) => [`${at}/detectFields/${i}`, field] as [string, string]),
      ...asset.secrets.map((field, i) => [`${at}/secrets/${i}`, field] as [string, string]),
      ...Object.entries(asset.credentials).map(
        ([part, field]) => [`${at}/credentials/${part}`, field] as [string, string],
      ),
    ];
    return named
      .flatMap(([pointer, field]) => unknownName(pointer, `field of ${asset.schema}`, field, known))
      .map((problem) => ({ file: "manifest.json", ...problem }));
  });
