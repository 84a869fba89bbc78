/** `npm run generate`: writes everything that is made from the declarations and committed. */
import { packageRoot } from "../declare/root.js";
import { writeTypes } from "./generate_types.js";
import { writePages } from "./write_pages.js";

await writeTypes(packageRoot());
await writePages(packageRoot());
