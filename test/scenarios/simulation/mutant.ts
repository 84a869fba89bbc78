/** Copies of the compiled connector without one guard: what the simulation must notice. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type createConnector, packageRoot } from "../../../connector/index.js";

/** A change of the compiled code. */
export interface Mutation {
  /** Path below the compiled connector. */
  readonly file: string;
  /** Text that the file contains once. */
  readonly from: string;
  readonly to: string;
}

/**
 * Runs the work with a changed connector.
 * @throws if the file does not contain the text exactly once
 */
export function withMutant<T>(
  mutation: Mutation,
  work: (create: typeof createConnector) => Promise<T>,
): Promise<T> {
  return withMutantFolder(mutation, async (folder) => {
    const mutant = (await import(pathToFileURL(join(folder, "index.js")).href)) as {
      createConnector: typeof createConnector;
    };
    return work(mutant.createConnector);
  });
}

/** Types and source maps are not loaded. */
const isLoaded = (path: string): boolean => !/\.(?:d\.ts|map)$/.test(path);

/**
 * Runs the work with the folder of a changed connector.
 * @throws if the file does not contain the text exactly once
 */
export async function withMutantFolder<T>(
  { file, from, to }: Mutation,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  // Below dist, so that the copy finds its libraries.
  const folder = mkdtempSync(join(packageRoot(), "dist", "mutant-"));
  try {
    cpSync(join(packageRoot(), "dist", "connector"), folder, { recursive: true, filter: isLoaded });
    const text = readFileSync(join(folder, file), "utf8");
    const parts = text.split(from);
    if (parts.length !== 2)
      throw new Error(`${file} holds ${JSON.stringify(from)} ${parts.length - 1} times.`);
    writeFileSync(join(folder, file), parts.join(to));
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
