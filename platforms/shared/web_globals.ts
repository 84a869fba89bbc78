/** Node's globals of the web, which most commands do not need. */

/** Globals that axios reads when it loads. The first access loads Node's undici (20 ms). */
const names = ["fetch", "FormData", "Headers", "Request", "Response"];

const hidden = new Map<string, PropertyDescriptor>();

/** Removes them before axios is loaded. */
export function hideWebGlobals(): void {
  for (const name of names) {
    const descriptor = Object.getOwnPropertyDescriptor(globalThis, name);
    if (descriptor !== undefined) hidden.set(name, descriptor);
    Reflect.deleteProperty(globalThis, name);
  }
}

/** Defines them again, for a library that needs them. */
export function restoreWebGlobals(): void {
  for (const [name, descriptor] of hidden) Object.defineProperty(globalThis, name, descriptor);
  hidden.clear();
}
