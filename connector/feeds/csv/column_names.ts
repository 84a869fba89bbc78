/** What the names of columns and the words of a type column mean. */
import type { ObservableKind } from "../feed_types.js";
import { isAbout } from "./about_names.js";

/** What a value column can hold. */
export type ValueKind = ObservableKind | "hash" | "any";

/** A field of the row that a column can fill. */
export type FactField =
  | "action"
  | "application"
  | "category"
  | "confidence"
  | "description"
  | "expirationTime"
  | "externalId"
  | "generateAlert"
  | "mitreTechniques"
  | "rbacGroupNames"
  | "recommendedActions"
  | "severity"
  | "tags"
  | "title"
  | "tlp"
  | "validFrom";

/** Returns a name in lower case without blanks and punctuation. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

const role =
  "(?:c2|cnc|cc|malicious|bad|attacker|threat|remote|server|dst|dest|destination|phishing|payload|download|associated)?";
const valueNames: readonly (readonly [RegExp, ValueKind])[] = [
  [
    /^(?:x509)?(?:certificate|cert|thumbprint|signer)(?:thumbprint|fingerprint)?(?:sha1|hash)*$/,
    "thumbprint",
  ],
  [/^x509fingerprintsha1$/, "thumbprint"],
  [/^(?:file|sample|malware)?(?:hash)?sha256(?:hash|sum)?$/, "sha256"],
  [/^(?:file|sample|malware)?(?:hash)?sha1(?:hash|sum)?$/, "sha1"],
  [/^(?:file|sample|malware)?(?:hash)?md5(?:hash|sum)?$/, "md5"],
  [/^(?:file|sample|malware)?(?:hash|hashes|checksum)$/, "hash"],
  [new RegExp(`^${role}ip(?:v[46])?(?:address(?:es)?|addr|s|port)?$`), "ip"],
  [/^(?:address|addresses|addr)$/, "ip"],
  [new RegExp(`^${role}(?:domains?|domainnames?|hostnames?|hosts?|fqdns?)$`), "domain"],
  [new RegExp(`^${role}(?:urls?|uri|uris)$`), "url"],
  [
    /^(?:threat)?(?:value|values|indicators?|iocs?|observables?|artifacts?|artefacts?|entity|entities|prefix)(?:values?)?$/,
    "any",
  ],
];

/** Returns what a column of that name holds; undefined if its name does not show that it holds values. */
export function valueKindOf(name: string): ValueKind | undefined {
  if (isAbout(name)) return undefined;
  const plain = plainName(name);
  return valueNames.find(([names]) => names.test(plain))?.[1];
}

/** Returns true for the name of a column that names the type of a value. */
export function isTypeName(name: string): boolean {
  return /^(?:(?:indicator|ioc|entity|observable|artifact|data|attribute|value|hash)?(?:type|types)|kind)$/.test(
    plainName(name),
  );
}

const factNames: readonly (readonly [RegExp, FactField])[] = [
  [/^action$/, "action"],
  [/^(?:description|desc|notes?|comments?|details?|context|remarks?)$/, "description"],
  [
    /^(?:expir(?:ation|es?|y|ed)|valid(?:until|to|till)|notafter)(?:on|at|date|time|stamp)*(?:utc|gmt|z)?$/,
    "expirationTime",
  ],
  [/^(?:validfrom)$/, "validFrom"],
  [/^(?:confidence|confidencescore|confidencelevel)$/, "confidence"],
  [/^(?:tlp|trafficlightprotocol)(?:level|colou?r|marking|rating|designation|label|code)?$/, "tlp"],
  [/^(?:tags?|labels?|markings?)$/, "tags"],
  [/^severity$/, "severity"],
  [/^(?:title|indicatortitle|threatname)$/, "title"],
  [/^recommendedactions?$/, "recommendedActions"],
  [/^generatealert$/, "generateAlert"],
  [/^mitretechniques?$/, "mitreTechniques"],
  [/^(?:rbac(?:groups?|devicegroups?)?|devicegroups?|machinegroups?)(?:names?)?$/, "rbacGroupNames"],
];

/** Columns that only the template of the portal and the names of the API have. */
const portalNames: readonly (readonly [RegExp, FactField])[] = [
  ...factNames,
  [/^(?:scopes?|groups?|groupnames?)$/, "rbacGroupNames"],
  [/^category$/, "category"],
  [/^application$/, "application"],
  [/^externalid$/, "externalId"],
];

/** Returns the field that a column of that name fills; undefined for other columns. */
export function factFieldOf(name: string, isPortal: boolean): FactField | undefined {
  const plain = plainName(name);
  return (isPortal ? portalNames : factNames).find(([names]) => names.test(plain))?.[1];
}

/** Returns true for the name of a column that can limit a row: its end, its groups, or who may have the value. */
export function isLimitName(name: string, isPortal: boolean): boolean {
  const plain = plainName(name);
  if (/expir|valid(?:until|to$|till)|^tlp|tlp$|trafficlight|rbac|(?:device|machine)groups?/.test(plain))
    return true;
  return isPortal && /scope|group/.test(plain);
}

const typeWords: readonly (readonly [RegExp, ValueKind])[] = [
  [/^(?:file)?(?:hash)?sha256(?:hash|sum)?$/, "sha256"],
  [/^(?:file)?(?:hash)?sha1(?:hash|sum)?$/, "sha1"],
  [/^(?:file)?(?:hash)?md5(?:hash|sum)?$/, "md5"],
  [/^(?:files?|hash|hashes|filehash|filehashes|sample|malwaresample)$/, "hash"],
  [
    /^(?:ips?|ipaddress|ipaddresses|ipaddr|ipv[46]|ipv[46]addr|ipv[46]address|ipdst|ipsrc|ipport|ipdstport|ipsrcport)$/,
    "ip",
  ],
  [/^(?:domains?|domainnames?|hostnames?|hosts?|fqdns?|hostnameport|dns)$/, "domain"],
  [/^(?:urls?|uri|uris)$/, "url"],
  [
    /^(?:certificatethumbprint|thumbprint|certificate|certificatesha1|certsha1|x509fingerprintsha1)$/,
    "thumbprint",
  ],
];

/** Returns the kind that a word of a type column names; undefined for other types. */
export function typeKindOf(word: string): ValueKind | undefined {
  const plain = plainName(word);
  return typeWords.find(([words]) => words.test(plain))?.[1];
}

/** Words of type columns that are known and have no row. */
const otherTypes =
  /^(?:email|e?mail)|^(?:filename|filepath|file-?path|path|process|mutex|registry|regkey|asn|cidr|network|netblock|subnet|useragent|yara|sigma|snort|imphash|ssdeep|sha512|sha384|sha224|guid|command|cmd|commandline|cve|bitcoin|btc|wallet|jarm|ja3|ja3s|port|string|text|other|link|comment)/;

/** Returns true for a word that names a type, with or without rows. */
export function isTypeWord(word: string): boolean {
  return typeKindOf(word) !== undefined || otherTypes.test(plainName(word));
}
