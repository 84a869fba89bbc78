/** Which descriptions can be made. No imports: the command line names them before anything is loaded. */

/** Their names, in the order of the help. */
export const exportTargets = [
  "openapi",
  "swagger2",
  "power-platform",
  "sekoia",
  "turbine-schemas",
  "docs",
] as const;

/** Name of one of them. */
export type ExportTarget = (typeof exportTargets)[number];
