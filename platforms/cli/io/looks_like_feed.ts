/** Recognizes by its beginning whether a text is a feed or an input of an action, without loading any reader. */

/** Keys of an input. */
const inputKey = /"(?:json_body|path_parameters|parameters)"\s*:/;

/** Keys of STIX and MISP documents. */
const feedKey =
  /"type"\s*:\s*"(?:bundle|indicator)"|"spec_version"\s*:|"objects"\s*:\s*\[|"(?:Event|Attribute|Object)"\s*:|"response"\s*:\s*[[{]/;

/** Returns whether JSON is a STIX or MISP document. A text that is empty or not JSON is not one. */
export function looksLikeJsonFeed(head: string): boolean {
  return /^\s*[[{]/.test(head) && !inputKey.test(head) && feedKey.test(head);
}

/** Returns whether JSON is an array of objects that are not inputs, such as rows. */
export function looksLikeJsonRows(head: string): boolean {
  return /^\s*\[\s*\{/.test(head) && !inputKey.test(head);
}

/** Returns whether a text is a feed of any format. One JSON value, such as a text in quotation marks, is not one. */
export function looksLikeFeed(head: string): boolean {
  return looksLikeJsonFeed(head) || (/^\s*[^\s[{]/.test(head) && !isJson(head));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
