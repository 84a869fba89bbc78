/** A mapping names existing files, and fields that the row has. */
import type { Mapping } from "../../contract/generated/meta/mapping.js";
import { tolerantly } from "../tolerantly.js";
import { type ActionProblem, type CrossRule, unknownName } from "./rule.js";
import { propertyNames } from "./schema_at.js";

export const mappingsFitTheRow: CrossRule = ({ schemas }, isTolerant = false) =>
  [...schemas]
    .filter(([file]) => file.startsWith("schemas/mappings/"))
    .flatMap(([file, mapping]) =>
      tolerantly(isTolerant, () => faultsOf(mapping as unknown as Mapping, schemas)).map((problem) => ({
        file,
        ...problem,
      })),
    );

function faultsOf(mapping: Mapping, schemas: Parameters<CrossRule>[0]["schemas"]): ActionProblem[] {
  const { shape, fields, guard, expiry, explicit = {}, shown } = mapping;
  const files = (folder: string) => [...schemas.keys()].filter((path) => path.startsWith(folder));
  const inRow = propertyNames(schemas.get(shape), schemas, shape);
  const mapped = Object.keys(fields);
  const conditions = mapped.flatMap((field) =>
    (fields[field] ?? []).flatMap(({ when }, i) =>
      when === undefined ? [] : ([[`/fields/${field}/${i}/when/field`, when.field]] as const),
    ),
  );
  const named: (readonly [pointer: string, field: string | undefined])[] = [
    ["/guard/field", guard?.field],
    ["/expiry", expiry],
    ...(["indicator", "type", "action"] as const).map((name) => [`/shown/${name}`, shown?.[name]] as const),
    ...Object.keys(explicit).map((field) => [`/explicit/${field}`, field] as const),
    ...conditions,
  ];
  return [
    ...unknownName("/shape", "schema of a row", shape, files("schemas/objects/")),
    ...(guard === undefined ? [] : unknownName("/guard/list", "list", guard.list, files("schemas/values/"))),
    ...mapped.flatMap((field) => unknownName(`/fields/${field}`, "field of the row", field, inRow)),
    ...named.flatMap(([pointer, field]) =>
      field === undefined ? [] : unknownName(pointer, "field of the mapping", field, mapped),
    ),
  ];
}
