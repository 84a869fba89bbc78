// The files of a fleet: one PostgreSQL, workers, and the service and the sync with the address of the database as a file.
import { existsSync, readFileSync } from "node:fs";
import { expect } from "chai";
import { parse, parseAllDocuments } from "yaml";

const read = (path: string): string => readFileSync(path, "utf8");

interface Container {
  readonly name: string;
  readonly image?: string;
  readonly args?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value: string }[];
  readonly securityContext?: object;
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
}

interface Pod {
  readonly terminationGracePeriodSeconds: number;
  readonly securityContext: object;
  readonly initContainers?: readonly Container[];
  readonly containers: readonly Container[];
  readonly volumes: readonly {
    readonly name: string;
    readonly secret?: { readonly secretName: string; readonly items: readonly { readonly path: string }[] };
  }[];
}

interface Spec {
  readonly replicas?: number;
  readonly template: { readonly spec: Pod };
  readonly jobTemplate?: { readonly spec: Spec };
  readonly volumeClaimTemplates?: readonly { readonly metadata: { readonly name: string } }[];
}

interface Component {
  readonly resources: readonly string[];
  readonly patches: readonly { readonly path: string }[];
  readonly secretGenerator: readonly { readonly name: string; readonly files: readonly string[] }[];
}

interface Service {
  readonly image?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly command?: readonly string[];
  readonly deploy?: { readonly replicas: number };
  readonly stop_grace_period?: string;
  readonly healthcheck?: object;
  readonly tmpfs?: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly secrets: readonly (string | { readonly source: string })[];
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
}

const folder = "deploy/fleet";
const addressVariable = "DEFENDER_DATABASE_URL_FILE";
const component = parse(read(`${folder}/kustomization.yaml`)) as Component;

function specOf(file: string): Spec {
  const [first] = parseAllDocuments(read(`${folder}/${file}`)).map((each) => each.toJS() as { spec: Spec });
  return first?.spec as Spec;
}

const podOf = (file: string): Pod => {
  const spec = specOf(file);
  return (spec.jobTemplate?.spec ?? spec).template.spec;
};
const containersOf = ({ initContainers = [], containers }: Pod) => [...initContainers, ...containers];
const variable = ({ env = [] }: Container, name: string) => env.find((one) => one.name === name)?.value;

/** Returns the files that a container finds in the secret of the database. */
function secretFiles(pod: Pod, { volumeMounts }: Container): string[] {
  const secrets = pod.volumes.filter(({ secret }) => secret?.secretName === "database");
  return secrets.flatMap(({ name, secret }) =>
    volumeMounts
      .filter((mount) => mount.name === name)
      .flatMap(({ mountPath }) => (secret?.items ?? []).map(({ path }) => `${mountPath}/${path}`)),
  );
}

describe("deploy: fleet", () => {
  const { http } = JSON.parse(read("manifest.json")) as { http: { timeoutMs: number } };
  const merged = parse(read(`${folder}/compose.yaml`), { merge: true }) as Compose;
  const base = parse(read("deploy/compose.yaml"), { merge: true }) as Compose;

  it("adds resources and patches that exist to those of one machine", () => {
    const files = [...component.resources, ...component.patches.map(({ path }) => path)];
    expect(files).to.have.length(5);
    expect(files.filter((file) => !existsSync(`${folder}/${file}`))).to.deep.equal([]);
    const usual = ["serve", "sync", "import"].map((name) => read(`deploy/kubernetes/${name}.yaml`)).join("");
    for (const { path } of component.patches)
      for (const { name } of podOf(path).containers) expect(usual).to.contain(`- name: ${name}\n`);
  });

  for (const file of ["postgres.yaml", "worker.yaml"])
    it(`runs every container of ${file} without root and with a read-only file system`, () => {
      const pod = podOf(file);
      expect(pod.securityContext).to.deep.include({
        runAsNonRoot: true,
        seccompProfile: { type: "RuntimeDefault" },
      });
      for (const { securityContext } of containersOf(pod))
        expect(securityContext).to.deep.equal({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ["ALL"] },
        });
    });

  it("mounts volumes that the pods have", () => {
    for (const file of [
      "postgres.yaml",
      "worker.yaml",
      "serve.patch.yaml",
      "sync.patch.yaml",
      "import.patch.yaml",
    ]) {
      const claims = specOf(file).volumeClaimTemplates?.map(({ metadata }) => metadata.name) ?? [];
      const known = [...podOf(file).volumes.map(({ name }) => name), ...claims];
      for (const { volumeMounts } of containersOf(podOf(file)))
        expect(known).to.include.members(volumeMounts.map(({ name }) => name));
    }
  });

  it("passes the address of the database to every process as a file of a secret", () => {
    for (const file of ["worker.yaml", "serve.patch.yaml", "sync.patch.yaml", "import.patch.yaml"])
      for (const container of containersOf(podOf(file)))
        expect(secretFiles(podOf(file), container), `${file} ${container.name}`).to.include(
          variable(container, addressVariable),
        );
    const [server] = podOf("postgres.yaml").containers as [Container];
    expect(secretFiles(podOf("postgres.yaml"), server)).to.deep.equal([
      variable(server, "POSTGRES_PASSWORD_FILE"),
    ]);
  });

  it("creates the tables before a worker starts, and lets a worker complete its calls", () => {
    const { replicas, template } = specOf("worker.yaml");
    const { initContainers, containers, terminationGracePeriodSeconds } = template.spec;
    expect(initContainers?.map(({ args }) => args?.[0])).to.deep.equal(["migrate"]);
    expect(containers.map(({ args }) => args?.[0])).to.deep.equal(["worker"]);
    expect(replicas).to.be.greaterThan(1);
    expect(terminationGracePeriodSeconds * 1000).to.be.greaterThan(http.timeoutMs);
  });

  it("mounts a writable folder for the inputs of jobs", () => {
    const [worker] = podOf("worker.yaml").containers;
    expect(worker?.volumeMounts.map(({ mountPath }) => mountPath)).to.include("/tmp");
    expect(merged.services["worker"]?.tmpfs).to.deep.equal(["/tmp"]);
  });

  it("describes hardened containers for Compose", () => {
    const { postgres, migrate, worker } = merged.services;
    for (const service of [postgres, migrate, worker])
      expect(service).to.deep.include({
        read_only: true,
        cap_drop: ["ALL"],
        security_opt: ["no-new-privileges:true"],
      });
    expect([migrate?.command?.[0], worker?.command?.[0]]).to.deep.equal(["migrate", "worker"]);
    expect(worker?.deploy?.replicas).to.be.greaterThan(1);
    expect(Number.parseInt(worker?.stop_grace_period ?? "", 10) * 1000).to.be.greaterThan(http.timeoutMs);
    // Only the service responds at the address that the image checks.
    expect([migrate?.healthcheck, worker?.healthcheck]).to.deep.equal([{ disable: true }, { disable: true }]);
  });

  it("passes the address of the database to every process of Compose as a file", () => {
    for (const name of ["migrate", "worker", ...Object.keys(base.services)]) {
      const { environment, secrets } = merged.services[name] as Service;
      expect(environment, name).to.include({ [addressVariable]: "/run/secrets/database_url" });
      expect(secrets, name).to.include("database_url");
    }
  });

  it("names the same secret files in Compose and Kubernetes, and keeps them out of version control", () => {
    const [secret] = component.secretGenerator;
    expect(secret?.name).to.equal("database");
    expect(Object.values(merged.secrets).map(({ file }) => file)).to.have.members(
      secret?.files.map((file) => `fleet/${file}`) ?? [],
    );
    expect(read(".gitignore").split("\n")).to.include(`${folder}/secrets/`);
  });
});
