/** The same library as `axios`, in one file; the package gives this path no types of its own. */
declare module "axios/dist/node/axios.cjs" {
  export { default } from "axios";
}
