// The files for operations: every container is hardened, and every file that the configuration names is mounted.
import { existsSync, readFileSync } from "node:fs";
import { expect } from "chai";
import { parse, parseAllDocuments } from "yaml";

const read = (path: string): string => readFileSync(path, "utf8");

interface Pod {
  readonly securityContext: object;
  readonly containers: { readonly securityContext: object; readonly [probe: string]: unknown }[];
}

interface Resource {
  readonly kind: string;
  readonly spec: { template: { spec: Pod }; jobTemplate: { spec: { template: { spec: Pod } } } };
}

type Files = Readonly<Record<string, { readonly file: string }>>;
type Mounts = readonly { readonly source: string; readonly target: string }[];

interface Compose {
  readonly services: Readonly<
    Record<string, { readonly configs: Mounts; readonly secrets: Mounts; readonly ports?: readonly string[] }>
  >;
  readonly configs: Files;
  readonly secrets: Files;
}

function podOf(file: string, kind: string): Pod {
  const all = parseAllDocuments(read(`deploy/kubernetes/${file}`)).map((each) => each.toJS() as Resource);
  const spec = all.find((each) => each.kind === kind)?.spec;
  return (spec?.template ?? spec?.jobTemplate.spec.template)?.spec as Pod;
}

describe("deploy", () => {
  it("copies only files that exist into an image without root", () => {
    const [, final = ""] = read("Dockerfile").split(/^FROM node/m);
    expect(final).to.match(/^USER 1000:1000$/m);
    expect(final).not.to.match(/^RUN/m);
    expect(final).to.match(/^HEALTHCHECK [^]*\/health/m);
    const sources = [...final.matchAll(/\/build\/(\S+)/g)].map(([, path = ""]) => path);
    expect(sources).to.include("manifest.json");
    expect(sources.filter((path) => !existsSync(path) && path !== "dist/command")).to.deep.equal([]);
  });

  for (const [file, kind] of [
    ["serve.yaml", "Deployment"],
    ["sync.yaml", "CronJob"],
  ] as const)
    it(`runs the ${kind} without root and with a read-only file system`, () => {
      const pod = podOf(file, kind);
      expect(pod.securityContext).to.include({ runAsNonRoot: true, runAsUser: 1000 });
      for (const { securityContext } of pod.containers)
        expect(securityContext).to.include({ readOnlyRootFilesystem: true, allowPrivilegeEscalation: false });
    });

  it("probes the service", () => {
    const [serve] = podOf("serve.yaml", "Deployment").containers;
    expect(serve).to.include.keys("startupProbe", "livenessProbe", "readinessProbe");
  });

  it("describes hardened services for Compose, with every named file", () => {
    const compose = parse(read("deploy/compose.yaml"), { merge: true }) as Compose;
    expect(Object.keys(compose.services)).to.deep.equal(["serve", "sync"]);
    for (const service of Object.values(compose.services)) {
      expect(service).to.deep.include({ read_only: true, cap_drop: ["ALL"] });
      for (const kind of ["configs", "secrets"] as const)
        for (const { source } of service[kind]) expect(compose[kind], source).to.have.property(source);
    }
    expect(compose.services["serve"]?.ports).to.deep.equal(["127.0.0.1:8080:8080"]);
    for (const { file } of Object.values(compose.configs))
      expect(existsSync(`deploy/${file}`), file).to.equal(true);
    expect(Object.values(compose.secrets).map(({ file }) => file)).to.have.members(
      ["contoso", "misp", "soar.keys"].map((name) => `config/secrets/${name}`),
    );
  });

  it("mounts every secret of the configuration as a file", () => {
    const texts = read("deploy/config/config.yaml") + read("deploy/config/misp.json");
    const secrets = [...texts.matchAll(/secrets\/[\w.]+/g)].map(([path]) => path);
    expect(secrets).to.have.length(3);
    const pods = read("deploy/kubernetes/serve.yaml") + read("deploy/kubernetes/sync.yaml");
    const { secretGenerator } = parse(read("deploy/kustomization.yaml")) as {
      secretGenerator: { files: string[] }[];
    };
    for (const path of secrets) {
      expect(pods).to.include(`path: ${path} `);
      expect(secretGenerator[0]?.files).to.include(`config/${path}`);
    }
  });
});
