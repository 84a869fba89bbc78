// The files for operations: every container is hardened, and every file that the configuration names is mounted.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect } from "chai";
import { parse, parseAllDocuments } from "yaml";

const read = (path: string): string => readFileSync(path, "utf8");

interface Pod {
  readonly securityContext: object;
  readonly containers: {
    readonly securityContext: object;
    readonly args: readonly string[];
    readonly [probe: string]: unknown;
  }[];
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

interface Kustomization {
  readonly resources: readonly string[];
  readonly configMapGenerator: readonly { readonly files: readonly string[] }[];
  readonly secretGenerator: readonly { readonly files: readonly string[] }[];
}

const kustomization = (): Kustomization => parse(read("deploy/kustomization.yaml")) as Kustomization;

/** Returns the sections of a unit: the values of each key, in order. */
function unitOf(name: string): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, string[]>();
  for (const line of read(`deploy/systemd/${name}`).replaceAll("\\\n", "").split("\n")) {
    const [, key = "", value = ""] = /^(\w+)=(.*)$/.exec(line) ?? [];
    if (key !== "") values.set(key, [...(values.get(key) ?? []), value]);
  }
  return values;
}

/** Returns the words after the name of the command, with the form and the folders of a container. */
const wordsOf = (command: string): string[] =>
  command.split(/[\s=]+/).map((word) => word.replace(/^\/data\//, ""));

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
    ["import.yaml", "CronJob"],
  ] as const)
    it(`runs the ${kind} of ${file} without root and with a read-only file system`, () => {
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
    const { secretGenerator } = kustomization();
    for (const path of secrets) {
      expect(pods).to.include(`path: ${path} `);
      expect(secretGenerator[0]?.files).to.include(`config/${path}`);
    }
  });

  it("lists every file for Kubernetes", () => {
    const { resources, configMapGenerator } = kustomization();
    const [folder, config] = ["kubernetes", "config"].map((name) =>
      readdirSync(`deploy/${name}`, { withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => `${name}/${entry.name}`),
    );
    expect(resources).to.have.members(folder as string[]);
    expect(configMapGenerator[0]?.files).to.have.members(config as string[]);
  });

  for (const job of ["sync", "import"])
    it(`carries out the same ${job} with systemd as with Kubernetes`, () => {
      const [container] = podOf(`${job}.yaml`, "CronJob").containers;
      const unit = unitOf(`defender-indicators-${job}.service`);
      const [start = ""] = unit.get("ExecStart") ?? [];
      expect(unit.get("Type")).to.deep.equal(["oneshot"]);
      const words = wordsOf(start.replace("/usr/bin/env defender-indicators ", ""));
      expect(words).to.deep.equal(wordsOf((container?.args ?? []).join(" ")));
      expect(unitOf(`defender-indicators-${job}.timer`).get("OnCalendar")).to.have.length(1);
    });

  it("hardens every unit in the same way", () => {
    const keys = (name: string) =>
      [...unitOf(name)].filter(([key]) =>
        /^(?:User|UMask|NoNew|Capability|Protect|Private|Restrict[A-Z]|System)/.test(key),
      );
    const serve = keys("defender-indicators.service").filter(([key]) => key !== "RestartPreventExitStatus");
    expect(Object.fromEntries(serve)).to.deep.include({
      User: ["defender-indicators"],
      NoNewPrivileges: ["yes"],
      CapabilityBoundingSet: [""],
      ProtectSystem: ["strict"],
    });
    for (const job of ["sync", "import"])
      expect(keys(`defender-indicators-${job}.service`)).to.deep.equal(serve);
  });
});
