/** Cuts the notes of one version out of CHANGELOG.md. */

/** Returns the text under the heading of the version. Throws if there is none. */
export function releaseNotes(changelog: string, version: string): string {
  const sections = changelog.split(/^(?=## )/m);
  const section = sections.find((text) => text.startsWith(`## ${version} `));
  if (section === undefined) throw new Error(`CHANGELOG.md: the version ${version} is missing.`);
  return `${section.slice(section.indexOf("\n")).trim()}\n`;
}
