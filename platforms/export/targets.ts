/**
 * The available descriptions. Has no imports, because the command line names them before anything is loaded.
 */

/** Names of the targets, in the order of the help. */
export const exportTargets = [
  "openapi",
  "openapi-3.0",
  "swagger2",
  "power-platform",
  "security-copilot",
  "sekoia",
  "xsoar",
  "turbine-schemas",
  "docs",
] as const;

/** Name of a target. */
export type ExportTarget = (typeof exportTargets)[number];
