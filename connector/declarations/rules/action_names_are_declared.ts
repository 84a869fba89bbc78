/** The service, rate limits, permissions, rules and other actions that an action names exist. */
import { everyAction, unknownName } from "./rule.js";

export const actionNamesAreDeclared = everyAction((action, { manifest, schemas, actions }) => {
  const { application, delegated } = action.permissions;
  const permissions = Object.keys(manifest.permissions);
  const rules = [...schemas.keys()].filter((path) => path.startsWith("schemas/rules/"));
  return [
    ...unknownName("/service", "service of the manifest", action.service, Object.keys(manifest.services)),
    ...action.rateLimits.flatMap((name, i) =>
      unknownName(`/rateLimits/${i}`, "rate limit of the manifest", name, Object.keys(manifest.rateLimits)),
    ),
    ...(action.deprecated?.successors ?? []).flatMap((name, i) =>
      unknownName(`/deprecated/successors/${i}`, "action", name, actions.keys()),
    ),
    ...application.flatMap((name, i) =>
      unknownName(`/permissions/application/${i}`, "permission of the manifest", name, permissions),
    ),
    ...delegated.flatMap((name, i) =>
      unknownName(`/permissions/delegated/${i}`, "permission of the manifest", name, permissions),
    ),
    ...(action.rules === undefined ? [] : unknownName("/rules", "rules file", action.rules, rules)),
  ];
});
