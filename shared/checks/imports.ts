import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';

/** A module and one of its imports, both as paths from the repository's root (packages by their name). */
type Import = { from: string; to: string };

/** Returns one sentence for each import that breaks a rule, and for each circle of imports between folders. */
export const brokenRules = (imports: Import[]): string[] => [
  ...imports.flatMap((entry) =>
    importRules
      .filter(({ broken }) => broken(entry))
      .map(({ rule }) => `${entry.from} imports ${entry.to}, but ${rule}`),
  ),
  ...circles(imports).map(
    (folders) => `${folders.join(' imports ')}, but a service's folders must not import each other in a circle`,
  ),
];

/** Returns the folder of a service's module: `orderService/src/payment`, or `src` itself for a module at the top. */
const folderOf = (path: string): string | undefined => /^\w+Service\/src(\/\w+(?=\/))?/.exec(path)?.[0];

/** Finds circular imports between a service's folders: the shortest circle of each folder, none twice. */
const circles = (imports: Import[]): string[][] => {
  const targets = new Map<string, Set<string>>();
  for (const entry of imports) {
    const [from, to] = [folderOf(entry.from), folderOf(entry.to)];
    if (from === undefined || to === undefined || from === to || service(from) !== service(to)) continue;
    targets.set(from, (targets.get(from) ?? new Set()).add(to));
  }
  const found = new Map<string, string[]>();
  for (const start of targets.keys()) {
    const way = wayBack(start, targets);
    if (way) found.set(way.slice(1).sort().join(), way);
  }
  return [...found.values()];
};

const wayBack = (start: string, targets: Map<string, Set<string>>): string[] | undefined => {
  const ways = [[start]];
  const seen = new Set<string>();
  for (const way of ways) {
    for (const next of targets.get(way.at(-1) ?? '') ?? []) {
      if (next === start) return [...way, next];
      if (seen.has(next)) continue;
      seen.add(next);
      ways.push([...way, next]);
    }
  }
  return undefined;
};

/** A rule on imports: its sentence, and the imports that break it. */
type Rule = { rule: string; broken: (entry: Import) => boolean };

const service = (path: string): string | undefined => /^(\w+Service)\//.exec(path)?.[1];
const isHandler = (path: string): boolean => /^\w+Service\/src\/handlers\//.test(path);
/** Returns the folder of `shared` that is a package of its own, such as `shared/platform`. */
const ownPackage = (path: string): string | undefined =>
  /^shared\/(client|graphql|platform|test-provider|web\/\w+)(?=\/)/.exec(path)?.[0];
const isSource = (path: string): boolean => /^(\w+Service|shared)\/src\//.test(path);

/**
 * Whether a module is the adapter of one AWS resource: its name then ends with the kind of resource (store, queue, workflow, other
 * service).
 */
const isAdapter = (path: string): boolean => /(Store|Queue|Workflow|Topic|Pool|Catalogue|Provider)\.ts$/.test(path);

const importRules: Rule[] = [
  {
    rule: 'no service imports another, and shared imports no service',
    broken: ({ from, to }) => service(to) !== undefined && service(from) !== service(to),
  },
  {
    rule: 'nothing imports a handler',
    broken: ({ from, to }) => isHandler(to) && isSource(from),
  },
  {
    rule: 'the order imports none of the subjects that work on it',
    broken: ({ from, to }) => /^orderService\/src\/order\//.test(from) && /^orderService\/src\/(?!order\/)/.test(to),
  },
  {
    rule: 'runtime code never imports the local platform, the test provider, the client, GraphQL, the web pages, the command line, checks, benchmarks, simulation, API documents or tests',
    broken: ({ from, to }) =>
      isSource(from) &&
      /(^|\/)(shared\/(client|graphql|platform|test-provider|web|cli|checks|bench|simulation|openapi|test)|\w+Service\/(openapi|test))\//.test(
        to,
      ),
  },
  {
    rule: 'the web pages use only the client and the icons of this repository',
    broken: ({ from, to }) =>
      from.startsWith('shared/web/') &&
      /^(shared\/|\w+Service\/)/.test(to) &&
      ownPackage(to) !== ownPackage(from) &&
      to !== 'shared/client/package.json',
  },
  {
    rule: 'the platform, the test provider, the client and GraphQL are packages of their own, which import nothing else of this repository, but for GraphQL the client',
    broken: ({ from, to }) =>
      ownPackage(from) !== undefined &&
      !from.startsWith('shared/web/') &&
      to.startsWith('shared/') &&
      ownPackage(to) !== ownPackage(from) &&
      !(ownPackage(from) === 'shared/graphql' && to === 'shared/client/package.json'),
  },
  {
    rule: 'only the entry points in the package.json of the platform, the test provider, the client or GraphQL may be imported',
    broken: ({ from, to }) =>
      !isSource(from) && ownPackage(from) !== ownPackage(to) && to.startsWith(`${ownPackage(to)}/src/`),
  },
  {
    rule: 'in a service only stores, queues, workflows, topics, pools, catalogues and providers import the AWS SDK or stripe, and only shared imports middy',
    broken: ({ from, to }) =>
      service(from) !== undefined &&
      isSource(from) &&
      (/^@middy\//.test(to) || (/^(@aws-sdk\/|stripe$)/.test(to) && !isAdapter(from))),
  },
];

/** The tests of these packages follow their rules; other tests may import what they test from anywhere. */
const CHECKED = [
  '*Service/{src,openapi}/**/*.ts',
  'shared/{src,asyncapi,bench,chaos,checks,cli,openapi,serverless,simulation,upgrade}/**/*.{ts,mjs,cjs}',
  'shared/{client,graphql,platform,test-provider}/{src,test}/**/*.{ts,mjs}',
  'shared/web/*/src/**/*.{ts,tsx}',
];

/** Reads every import of every module in the services and `shared`, resolved to paths from `root`. */
export const readImports = (root: string): Import[] =>
  globSync(CHECKED, { cwd: root }).flatMap((from) => {
    const text = readFileSync(join(root, from), 'utf8');
    return [...text.matchAll(/\bfrom\s+'([^']+)'|\bimport\(\s*'([^']+)'\s*\)|^import\s+'([^']+)'/gm)].map((match) => {
      const specifier = match[1] ?? match[2] ?? match[3] ?? '';
      return { from, to: resolveImport(root, from, specifier) };
    });
  });

const resolveImport = (root: string, from: string, specifier: string): string => {
  if (specifier.startsWith('.')) return relative(root, normalize(join(root, dirname(from), specifier)));
  const shared = /^@ecommerce\/shared\/(.+)$/.exec(specifier)?.[1];
  if (shared) return `shared/src/${shared}`;
  const own = /^@ecommerce\/(client|graphql|platform|test-provider)(?=$|\/)/.exec(specifier)?.[1];
  if (own) return `shared/${own}/package.json`;
  const other = /^@ecommerce\/(\w+)-service(\/.*)?$/.exec(specifier);
  return other ? `${other[1]}Service${other[2] ?? '/'}` : specifier;
};
