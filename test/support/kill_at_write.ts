/**
 * Loaded into a process with `--import`: sends SIGKILL at a specific write of a file, to test that state.
 * Set KILL_FILE and KILL_AT_WRITE (from 1): kills right after that write is synced, or with KILL_TORN in the middle of it.
 */
import files, { type FileHandle } from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";

const { KILL_FILE, KILL_AT_WRITE, KILL_TORN } = process.env;
const open = files.open;
let writes = 0;

files.open = async (...args) => {
  const handle = await open(...args);
  if (args[0] === KILL_FILE) watch(handle);
  return handle;
};
syncBuiltinESMExports();

function watch(handle: FileHandle): void {
  const append = handle.appendFile.bind(handle);
  const sync = handle.datasync.bind(handle);
  const isDue = (): boolean => writes === Number(KILL_AT_WRITE);
  const die = (): boolean => process.kill(process.pid, "SIGKILL");
  Object.assign(handle, {
    async appendFile(text: string) {
      writes += 1;
      const isTorn = isDue() && KILL_TORN !== undefined;
      await append(isTorn ? text.slice(0, text.length / 2) : text);
      if (isTorn) die();
    },
    async datasync() {
      await sync();
      if (isDue()) die();
    },
  });
}
