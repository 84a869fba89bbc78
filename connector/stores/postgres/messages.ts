/** Messages to users about the shared database. They never contain its address, which can hold a password. */
import { ConnectorError } from "../../contract/errors.js";

const withCode = (code: string): string => (code === "" ? "" : ` (${code})`);

/** Errors about the database as a whole. */
export const databaseErrors = {
  invalidAddress: () =>
    new ConnectorError("InvalidOption", "The address of the database is not valid.", {
      hint: "Write it as postgresql://user@host:5432/name.",
    }),

  unreachable: (code: string) =>
    new ConnectorError("DatabaseUnreachable", `The database does not respond${withCode(code)}.`),

  rejected: (code: string) =>
    new ConnectorError("DatabaseRejected", `The database rejects the user or the password${withCode(code)}.`),

  unknownDatabase: () =>
    new ConnectorError("DatabaseSchema", "The database server does not have a database of this name.", {
      hint: "Create the database, then run defender-indicators migrate.",
    }),

  failed: (code: string) =>
    new ConnectorError("DatabaseFailed", `The database rejected a statement${withCode(code)}.`),

  noSchema: () =>
    new ConnectorError("DatabaseSchema", "The database does not contain the tables of the fleet."),

  incomplete: (code: string) =>
    new ConnectorError("DatabaseSchema", `A part of the tables of the fleet is missing${withCode(code)}.`, {
      hint: "Run defender-indicators migrate with the same database. If that does not help, restore the database from a backup.",
    }),

  olderSchema: (found: number, needed: number) =>
    new ConnectorError(
      "DatabaseSchema",
      `The schema of the database has version ${found}, and this program needs version ${needed}.`,
    ),

  newerSchema: (found: number, known: number) =>
    new ConnectorError(
      "DatabaseSchema",
      `The schema of the database has version ${found}. This program knows versions up to ${known}.`,
      { hint: "Install a newer version of this program. The command migrate does not go back." },
    ),
} as const;

/** Errors about jobs. */
export const jobErrors = {
  lost: (id: string) =>
    new ConnectorError("JobLost", `Another worker has taken over the job ${id}. This worker stops it.`),
} as const;
