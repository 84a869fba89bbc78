/** `npm run generate`: writes everything that is made from the declarations and committed. */
import { packageRoot } from "../connector/declarations/package_root.js";
import { writeTypes } from "./generate_types.js";
import { writePages } from "./write_docs.js";

await writeTypes(packageRoot());
await writePages(packageRoot());
