/** Which files of the sample data are feeds, and how the independent readers read them. */

/** How a file is read. `names` is a list whose lines cannot become rows, such as names of processes. */
export type Reading = "csv" | "list" | "names" | "stix" | "misp" | "prose" | "unreadable";

/** A rule of a folder. The first rule that matches the path below the folder decides. */
export type FileRule =
  | { readonly path: RegExp; readonly as: Reading }
  | { readonly path: RegExp; readonly notFeed: string };

const licence: FileRule = { path: /(?:^|\/)LICENSE[^/]*$/, notFeed: "licence" };
const readme: FileRule = { path: /(?:^|\/)README\.md$/, notFeed: "text of the README" };
const yaml: FileRule = { path: /\.yaml$|_yaml_entry\.txt$/, notFeed: "YAML" };
/** Names of things that an indicator of Defender cannot name. */
const names: FileRule = {
  path: /(?:emails|files|file_names|file_paths|processes|package_names|config_profiles|android_properties)\.txt$/,
  as: "names",
};

/** Rules by folder. Every folder of the README of the sample data has an entry. */
export const folders: Readonly<Record<string, readonly FileRule[]>> = {
  eset: [
    licence,
    { path: /^README\.adoc$/, notFeed: "text of the README" },
    { path: /dnsduvel_blocklist\.json$/, notFeed: "configuration of a program" },
    { path: /malicious_pypi_packages\.misp-event\.json$/, as: "unreadable" },
    { path: /\.json$/, as: "misp" },
    { path: /samples\.(?:md5|sha1|sha256)$/, as: "list" },
    { path: /\.(?:md5|sha1|sha256)$/, as: "list" },
    { path: /\.adoc$/, as: "prose" },
  ],
  volexity: [licence, { path: /\.csv$/, as: "csv" }, { path: /\.txt$/, as: "list" }],
  amnesty: [
    readme,
    { path: /\.csv$/, as: "csv" },
    { path: /\.stix2$/, as: "stix" },
    names,
    { path: /\.txt$/, as: "list" },
  ],
  "mvt-indicators": [licence, yaml, { path: /\.stix2$/, as: "stix" }, names, { path: /\.txt$/, as: "list" }],
  maltrail: [licence, { path: /\.txt$/, as: "list" }],
  ipsum: [licence, { path: /\.txt$/, as: "list" }],
  stalkerware: [
    readme,
    yaml,
    { path: /\.csv$/, as: "csv" },
    { path: /misp_event\.json$/, as: "misp" },
    { path: /generated\/(?:hosts|hosts_full|quad9_blocklist\.txt)$/, as: "list" },
  ],
  "microsoft-mstic": [
    licence,
    readme,
    { path: /\.csv$/, as: "csv" },
    { path: /OfficeWorldWide-IPRanges\.json$/, notFeed: "JSON of services with their networks" },
  ],
  "misp-warninglists": [readme, { path: /list\.json$/, notFeed: "values that must not be blocked" }],
  pymisp: [
    licence,
    { path: /definition\.json$/, notFeed: "template of a MISP object" },
    { path: /galaxy\.json$/, notFeed: "MISP galaxy" },
    { path: /sighting\.json$/, notFeed: "MISP sighting" },
    { path: /simple\.json$/, notFeed: "empty object" },
    { path: /(?:search_index_result|sharing_groups)\.json$/, notFeed: "MISP list without attributes" },
    { path: /event(?:_tags)?\.json$/, as: "misp" },
    { path: /git-vuln-finder-quagga\.json$/, notFeed: "output of another program" },
    { path: /stix2\.json$/, as: "stix" },
    { path: /\.csv$/, as: "csv" },
    { path: /\.json$/, as: "misp" },
  ],
  "oasis-cti-docs": [licence, { path: /\.json$/, as: "stix" }],
  "oasis-stix2-schemas": [licence, { path: /\.json$/, as: "stix" }],
  "oasis-pattern-validator": [
    licence,
    { path: /spec_examples\.txt$/, notFeed: "patterns, one per line, which patterns.ts checks" },
  ],
};

/** Returns the rule for a file. @throws if no rule matches, as each file needs a decision */
export function ruleFor(folder: string, path: string): FileRule {
  const rule = folders[folder]?.find((each) => each.path.test(path));
  if (rule === undefined) throw new Error(`No rule in test/samples/folders.ts matches ${folder}/${path}.`);
  return rule;
}
