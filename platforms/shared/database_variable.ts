/** The address of the shared database on the command line. Loaded before any command. */
import { CommanderError } from "commander";

/** Variable with the address of the database; `--database-url` sets it. */
export const databaseVariable = "DEFENDER_DATABASE_URL";

/** Returns the value of `--database-url`. Rejects an address with a password, because other users can see arguments. */
export function withoutPassword(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const hasPassword =
    parsed === undefined
      ? /:[^/@]*@/.test(url)
      : parsed.password !== "" || parsed.searchParams.has("password");
  if (!hasPassword) return url;
  throw new CommanderError(
    2,
    "defender.password",
    `The address of --database-url contains a password, which other users can see. Set ${databaseVariable} or ${databaseVariable}_FILE.`,
  );
}
