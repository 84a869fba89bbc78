/** Files of a test's own. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A directory that is gone after each test. Call it inside `describe`; the path is there once a test runs. */
export function temporaryFiles(): {
  /** Writes the file and gives its path. */
  write(name: string, content: string): string;
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
