import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';

/** A module and one thing that it imports, both as paths from the repository's root (packages by their name). */
type Import = { from: string; to: string };

/** One rule broken by one import, in a sentence. */
export const brokenRules = (imports: Import[]): string[] =>
  imports.flatMap((entry) =>
    importRules
      .filter(({ broken }) => broken(entry))
      .map(({ holds }) => `${entry.from} imports ${entry.to}, but ${holds}`),
  );

/** A rule on imports: what it holds, and which imports break it. */
type Rule = { holds: string; broken: (entry: Import) => boolean };

const service = (path: string): string | undefined => /^(\w+Service)\//.exec(path)?.[1];
const isHandler = (path: string): boolean => /^\w+Service\/src\/handlers\//.test(path);
const isSource = (path: string): boolean => /^(\w+Service|shared)\/src\//.test(path);

/** Modules that know one AWS resource bear its kind in their name: the table's store, the queue, the workflow, the other service. */
const isAdapter = (path: string): boolean => /(Store|Queue|Workflow|Topic|Pool|Catalogue|Provider)\.ts$/.test(path);

const importRules: Rule[] = [
  {
    holds: 'no service imports another, and shared imports none',
    broken: ({ from, to }) => service(to) !== undefined && service(from) !== service(to),
  },
  {
    holds: 'nothing imports a handler',
    broken: ({ from, to }) => isHandler(to) && isSource(from),
  },
  {
    holds:
      'runtime code never imports the local platform, its packaging, its command line, checks, benchmarks, API documents or tests',
    broken: ({ from, to }) =>
      isSource(from) &&
      /(^|\/)(shared\/(local|stacks|cli|checks|bench|openapi|test)|\w+Service\/(openapi|test))\//.test(to),
  },
  {
    holds:
      'in a service only stores, queues, workflows, topics, pools, catalogues and providers know the AWS SDK or stripe; no one but shared knows middy',
    broken: ({ from, to }) =>
      service(from) !== undefined &&
      isSource(from) &&
      (/^@middy\//.test(to) || (/^(@aws-sdk\/|stripe$)/.test(to) && !isAdapter(from))),
  },
];

/** Every import of every TypeScript module under the services and shared, resolved to paths from `root`. */
export const readImports = (root: string): Import[] =>
  globSync('{*Service,shared}/{src,local,stacks,cli,checks,bench,openapi}/**/*.ts', { cwd: root }).flatMap((from) => {
    const text = readFileSync(join(root, from), 'utf8');
    return [...text.matchAll(/\bfrom\s+'([^']+)'|\bimport\(\s*'([^']+)'\s*\)|^import\s+'([^']+)'/gm)].map((match) => {
      const specifier = match[1] ?? match[2] ?? match[3] ?? '';
      return { from, to: resolveImport(root, from, specifier) };
    });
  });

function resolveImport(root: string, from: string, specifier: string): string {
  if (specifier.startsWith('.')) return relative(root, normalize(join(root, dirname(from), specifier)));
  const shared = /^@ecommerce\/shared\/(.+)$/.exec(specifier)?.[1];
  if (shared) return `shared/src/${shared}`;
  const other = /^@ecommerce\/(\w+)-service(\/.*)?$/.exec(specifier);
  return other ? `${other[1]}Service${other[2] ?? '/'}` : specifier;
}
