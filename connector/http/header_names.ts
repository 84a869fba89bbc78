/** Names and values of HTTP headers, and the headers that only the HTTP client sets. */

/** Headers about the connection and the form of the body, in lower case. */
const ownHeaders = new Set([
  "proxy-authorization",
  "cookie",
  "host",
  "connection",
  "content-length",
  "content-type",
  "transfer-encoding",
  "accept-encoding",
  "expect",
  "upgrade",
]);

const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const headerValue = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Whether only the HTTP client sets the header. */
export function isOwnHeader(name: string): boolean {
  return ownHeaders.has(name.toLowerCase());
}

/** Whether the name can be sent. */
export function isHeaderName(name: string): boolean {
  return headerName.test(name);
}

/** Whether the value can be sent: it has no line breaks and no characters beyond ISO 8859-1. */
export function isHeaderValue(value: string): boolean {
  return headerValue.test(value);
}
