/** The manifest declares the clouds and the kinds of assets of each service, and the assets have its fields. */
import type { Manifest } from "../../contract/generated/meta/manifest.js";
import type { Declarations } from "../load.js";
import { type ActionProblem, unknownName, type CrossRule } from "./rule.js";
import { propertyNames } from "./schema_at.js";

type Service = Manifest["services"][string];

/** Grants of assets for a service without clouds: there is no login service. */
const withoutLogin = new Set(["none", "basic", "bearer", "header"]);

export const servicesFitTheirAssets: CrossRule = ({ manifest, schemas }) =>
  Object.entries(manifest.services).flatMap(([name, service]) => {
    const at = `/services/${name}`;
    const kinds = Object.keys(manifest.assets);
    return [
      ...Object.keys(service.clouds ?? {}).flatMap((cloud) =>
        unknownName(`${at}/clouds/${cloud}`, "cloud of the manifest", cloud, Object.keys(manifest.clouds)),
      ),
      ...service.accepts.flatMap((kind, i) =>
        unknownName(`${at}/accepts/${i}`, "kind of asset of the manifest", kind, kinds),
      ),
      ...service.accepts
        .filter((kind) => kinds.includes(kind))
        .flatMap((kind) => kindFaults(kind, service, at, { manifest, schemas })),
    ].map((problem) => ({ file: "manifest.json", ...problem }));
  });

/** Checks a kind that the service accepts: its fields, and whether it fits a service with or without a login. */
function kindFaults(
  kind: string,
  { accepts, clouds, override, scopeOverride }: Service,
  at: string,
  { manifest, schemas }: Pick<Declarations, "manifest" | "schemas">,
): ActionProblem[] {
  const { grant, schema: path } = manifest.assets[kind] as Manifest["assets"][string];
  const schema = schemas.get(path);
  const what = `field of every asset of the kind ${kind}`;
  const fields = propertyNames(schema, schemas, path);
  const required = (schema?.["required"] ?? []) as string[];
  const scopes = scopeOverride === undefined ? [] : [scopeOverride];
  const pointer = `${at}/accepts/${accepts.indexOf(kind)}`;
  const isRight = withoutLogin.has(grant) === (clouds === undefined);
  return [
    ...unknownName(`${at}/override`, what, override, clouds === undefined ? required : fields),
    ...scopes.flatMap((scope) => unknownName(`${at}/scopeOverride`, what, scope, fields)),
    ...(isRight ? [] : [{ pointer, message: unfit(kind, clouds === undefined) }]),
  ];
}

function unfit(kind: string, hasNoClouds: boolean): string {
  return hasNoClouds
    ? `${kind} needs the login service of a cloud, and the service has no clouds; name other kinds, or add clouds.`
    : `${kind} has no login, and the service has clouds; name other kinds, or remove clouds.`;
}
