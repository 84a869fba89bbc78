/** Temporary files for tests. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Creates a directory before each test and deletes it afterwards. Call it inside `describe`. */
export function temporaryFiles(): {
  /** Writes a file and returns its path. */
  write(name: string, content: string | Uint8Array): string;
  path(name: string): string;
} {
  let directory = "";
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "defender-indicators-"));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true, force: true });
  });
  const path = (name: string) => join(directory, name);
  return {
    path,
    write(name, content) {
      writeFileSync(path(name), content);
      return path(name);
    },
  };
}
