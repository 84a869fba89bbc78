/** Names the places of a JSON document from which values are read one by one. */

/** A place in a document, with the places below it. */
export interface Route {
  /** Names from the top, joined by slashes; `*` for every element of an array. Empty for the whole document. */
  readonly path: string;
  /** A value in this place is a part of its own. */
  isPart: boolean;
  readonly below: Map<string, Route>;
}

/** Returns the places of these paths. The document itself is always a part. */
export function routesOf(paths: readonly string[]): Route {
  const top: Route = { path: "", isPart: true, below: new Map() };
  for (const path of paths) {
    let route = top;
    for (const step of path.split("/")) route = stepBelow(route, step);
    route.isPart = true;
  }
  return top;
}

function stepBelow({ path, below }: Route, step: string): Route {
  const known = below.get(step);
  if (known !== undefined) return known;
  const route = { path: path === "" ? step : `${path}/${step}`, isPart: false, below: new Map() };
  below.set(step, route);
  return route;
}
