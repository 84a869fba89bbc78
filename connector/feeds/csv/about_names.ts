/** Recognizes columns without indicators by their names. */

/** Words of columns that are about an indicator, such as the report that contains it, or the machine that saw it. */
const aboutWord =
  "links?|refs?|references?|sources?|src|reports?|permalinks?|blogs?|articles?|advisory|advisories|websites?|homepage|vendors?|authors?|providers?|publishers?|feeds?|screenshots?|analysis|victims?|impersonated|computers?|devices?|machines?|workstations?|clients?|users?|sensors?|reporters?|ns|nameservers?|mx|dns|registrars?|registrants?|whois|soa";
const isAboutWord = new RegExp(`^(?:${aboutWord})$`);

/** Words that follow or precede such a word in names such as `referenceurl` and `linksource`. */
const otherWord =
  "urls?|uris?|ips?|ipv4|ipv6|addr|address|addresses|domains?|hosts?|hostnames?|names?|sites?|pages?|posts?|hash|md5|sha1|sha256|servers?";
const compound = new RegExp(
  `^(?:(?:${aboutWord})(?:${otherWord}|${aboutWord})|(?:${otherWord})(?:${aboutWord}))$`,
);

/** Longer words are texts, not names. */
const maxWordLength = 40;

/** Returns true for a column that is never read for values, such as `Reference URL` or `sourcelink`. */
export function isAbout(name: string): boolean {
  const words = name
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u);
  return words.some(
    (word) => word.length <= maxWordLength && (isAboutWord.test(word) || compound.test(word)),
  );
}

/** Returns true for the name of a column that holds machines of a victim if other columns hold the indicators. */
export function canBeVictim(plainName: string): boolean {
  return /^(?:hostnames?|hosts?)$/.test(plainName);
}
