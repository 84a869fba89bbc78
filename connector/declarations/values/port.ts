/** Ports of addresses and hosts. */

/** Returns true for the number of a port, in digits. */
export function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) > 0 && Number(text) <= 65_535;
}
