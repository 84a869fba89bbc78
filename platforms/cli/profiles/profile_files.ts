/** The files of one profile, when a command works on several. */
import { basename, dirname, join } from "node:path";

/** Returns the path with the name of the profile before its extension: `failed.json`, `failed.contoso.json`. */
export function profileFile(path: string, profile: string): string {
  const [, stem = "", extension = ""] = /^(.+?)((?:\.[A-Za-z]\w*){0,2})$/.exec(basename(path)) ?? [];
  return join(dirname(path), `${stem}.${fileNamePart(profile)}${extension}`);
}

/** Escapes dots, which would mix with the numbers that journals of further inputs get. */
export function fileNamePart(profile: string): string {
  return profile.replaceAll(".", "%2e");
}
