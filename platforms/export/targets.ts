/**
 * The available descriptions. Has no imports, because the command line names them before anything is loaded.
 */

/** Names of the targets, in the order of the help. */
export const exportTargets = [
  "openapi",
  "swagger2",
  "power-platform",
  "sekoia",
  "xsoar",
  "turbine-schemas",
  "docs",
] as const;

/** Name of a target. */
export type ExportTarget = (typeof exportTargets)[number];
