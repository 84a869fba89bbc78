/** Finds hosts that cannot be indicators although their form is valid. */
import { hasRegisteredSuffix } from "../declarations/public_suffix.js";
import { partsOf } from "../declarations/values/refang.js";
import { unreadableValue, valueProblems } from "./messages.js";

/** Endings of file names that are not top-level domains. */
const fileName =
  /\.(?:exe|dll|sys|msi|scr|bat|cmd|ps1|psm1|vbs|vbe|js|jse|wsf|hta|lnk|jar|apk|ipa|elf|bin|dat|tmp|iso|img|dmg|docx?|docm|xlsx?|xlsm|pptx?|rtf|pdf|txt|log|ini|conf|xml|json|csv|php|aspx?|jsp|html?|png|jpe?g|gif|ico|rar|7z|gz|tgz|tar|cab|dylib|plist|pyc|class)$/i;
/** Names of RFC 2606 that no one can register, which samples use. */
const sampleName = /\.(?:example|test|invalid)$/;

/** What is known about a host: declared as a domain, part of a URL, or a name that only looks like a domain. */
type HostKind = "domain" | "url" | "name";

/** Returns why a host is not an indicator; undefined if nothing is known against it. */
export function hostFault(
  kind: HostKind,
  value: string,
): { readonly code: string; readonly message: string } | undefined {
  const host = (kind === "url" ? urlHost(value) : value).toLowerCase();
  if (host.endsWith(".onion")) return unreadableValue("OnionName", value, valueProblems.onion);
  if (kind === "url") return undefined;
  if (fileName.test(host) && !hasRegisteredSuffix(host))
    return unreadableValue("FileName", value, valueProblems.fileName);
  if (kind === "domain" || sampleName.test(host) || hasRegisteredSuffix(host)) return undefined;
  return unreadableValue("UnknownSuffix", value, valueProblems.unknownSuffix);
}

function urlHost(url: string): string {
  return (partsOf(url)?.authority ?? "").replace(/:\d*$/, "");
}
