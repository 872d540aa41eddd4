import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type PackagedStack, packageStacks } from '@ecommerce/platform/packaging';
import { type BuildOptions, build } from 'esbuild';
import { shopStacks } from '../cli/stacks.ts';
import { runProgram } from './program.ts';
import { median } from './statistics.ts';
import { figure, type Table, verdict } from './table.ts';

const RUNS = 10;
const REGION = 'eu-west-1';
const AIMED_RATIO = 1.2;
const AIMED_KB = 700;

/** A packaged function. */
type Bundle = { stack: string; name: string; file: string; environment: Record<string, string> };

/**
 * Measures the size of every function's bundle, and how long a fresh Node process takes to load it and exit, compared with a process that
 * creates only the AWS clients and commands in that bundle.
 */
export const benchBundles = async (progress: (text: string) => void): Promise<Table[]> => {
  const root = process.cwd();
  const scratch = mkdtempSync(join(tmpdir(), 'bench-bundles-'));
  try {
    const stacks = await packageStacks(shopStacks(root), { root, region: REGION });
    const rows: BundleFigures[] = [];
    for (const stack of stacks) {
      for (const bundle of bundlesOf(stack)) {
        progress(`${stack.name} ${bundle.name}`);
        const parts = sdkParts(bundle);
        const clients = join(scratch, `${bundle.stack}-${bundle.name}.mjs`);
        await build({
          ...buildOptions,
          outExtension: {},
          stdin: { contents: clientsOnly(parts), resolveDir: root },
          outfile: clients,
          logLevel: 'error',
        });
        rows.push({ ...(await measure(bundle, clients)), hasClients: parts.length > 0 });
      }
    }
    return [toTable(rows)];
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
};

/** The options of every function's bundle, without our plugins. */
const buildOptions: BuildOptions = createRequire(import.meta.url)('../serverless/esbuild.cjs');

const bundlesOf = ({ name: stack, template, bundles }: PackagedStack): Bundle[] => {
  const functions = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::Lambda::Function');
  return functions.map(({ Properties = {} }) => {
    const { Code, Handler, Environment } = Properties as {
      Code: { S3Key: string };
      Handler: string;
      Environment?: { Variables?: Record<string, unknown> };
    };
    const zip = basename(Code.S3Key);
    const file = join(bundles[zip] ?? '', Handler.replace(/\.\w+$/, '.mjs'));
    return { stack, name: basename(zip, '.zip'), file, environment: fill(Environment?.Variables ?? {}) };
  });
};

/** Returns the function's environment; one dummy value replaces everything that a deployment would fill in (names, ARNs, URLs). */
const fill = (variables: Record<string, unknown>): Record<string, string> => ({
  PATH: process.env.PATH ?? '',
  AWS_REGION: REGION,
  AWS_ACCESS_KEY_ID: 'none',
  AWS_SECRET_ACCESS_KEY: 'none',
  ...Object.fromEntries(
    Object.entries(variables).map(([key, value]) => [
      key,
      typeof value === 'string' ? value : 'https://dummy.example.com/dummy',
    ]),
  ),
});

/** `@aws-sdk/client-sqs/dist-es/SQSClient.js`, `…/commands/SendMessageCommand.js`, `…/getSignedUrl.js` */
const SDK_PART =
  /node_modules\/(@aws-sdk\/(?:client-[\w-]+|lib-[\w-]+|s3-request-presigner))\/dist-es\/(?:commands\/)?(\w+(?:Client|Command)|getSignedUrl)\.js$/;

type SdkPart = { packageName: string; name: string };

/** Lists the AWS clients and commands in a bundle, according to its source map. */
const sdkParts = ({ file }: Bundle): SdkPart[] => {
  const { sources } = JSON.parse(readFileSync(`${file}.map`, 'utf8')) as { sources: string[] };
  return sources.flatMap((source) => {
    const [, packageName, name] = SDK_PART.exec(source) ?? [];
    return packageName && name ? [{ packageName, name }] : [];
  });
};

/** Writes a module that creates the clients and keeps a reference to the commands. */
const clientsOnly = (parts: SdkPart[]): string => {
  // Two packages may have a command of the same name
  const imports = parts.map(
    ({ packageName, name }, index) => `import { ${name} as part${index} } from '${packageName}';`,
  );
  const kept = parts.map(({ packageName, name }, index) =>
    packageName.startsWith('@aws-sdk/client-') && name.endsWith('Client') ? `new part${index}({})` : `part${index}`,
  );
  return `${imports.join('\n')}\nexport const parts = [${kept.join(', ')}];\n`;
};

type BundleFigures = Measured & { hasClients: boolean };
type Measured = Bundle & { kb: number; whole: number; wholeClients: number; load: number; loadClients: number };

/** Measures both in turns, so that other load on the machine affects both. */
const measure = async (bundle: Bundle, clients: string): Promise<Measured> => {
  const own: Run[] = [];
  const others: Run[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    own.push(await load(bundle.file, bundle.environment));
    others.push(await load(clients, bundle.environment));
  }
  return {
    ...bundle,
    kb: statSync(bundle.file).size / 1000,
    whole: median(own.map(({ whole }) => whole)),
    wholeClients: median(others.map(({ whole }) => whole)),
    load: median(own.map(({ load }) => load)),
    loadClients: median(others.map(({ load }) => load)),
  };
};

/** Milliseconds of the whole process, and of the import alone. */
type Run = { whole: number; load: number };

const PROGRAM = `const started = performance.now();
await import(process.argv[1]);
process.stdout.write(String(performance.now() - started), () => process.exit());`;

const load = async (file: string, environment: Record<string, string>): Promise<Run> => {
  const { printed, milliseconds } = await runProgram(
    process.execPath,
    ['--input-type=module', '--eval', PROGRAM, file],
    environment,
  );
  return { whole: milliseconds, load: Number(printed) };
};

const toTable = (rows: BundleFigures[]): Table => {
  const ratios = rows.filter(({ hasClients }) => hasClients).map(({ whole, wholeClients }) => whole / wholeClients);
  const above = ratios.filter((ratio) => ratio > AIMED_RATIO).length;
  const largest = Math.max(...rows.map(({ kb }) => kb));
  return {
    title: 'Bundles and cold starts',
    columns: ['function', 'bundle kB', 'cold start ms', 'clients only ms', 'ratio', 'import ms', 'clients only ms'],
    rows: rows.map((row) => [
      `${row.stack}/${row.name}`,
      ...[row.kb, row.whole, row.wholeClients].map(figure),
      row.hasClients ? figure(row.whole / row.wholeClients) : '–',
      ...[row.load, row.loadClients].map(figure),
    ]),
    notes: [
      `Median of ${RUNS} fresh processes each, in turns. Cold start: a Node process from its start to its end, which imports the bundle under the template's environment. Clients only: the same with a bundle that makes the same AWS clients and holds the same commands, made by esbuild without our plugins; where a function has none (–), a process that imports nothing.`,
      `Aim: every bundle at most ${AIMED_KB} kB, ${verdict(largest <= AIMED_KB)} (largest ${figure(largest)} kB); cold start at most ${AIMED_RATIO} times its baseline, ${verdict(above === 0)} (${above} of ${ratios.length} above; median ${figure(median(ratios))}, worst ${figure(Math.max(...ratios))}).`,
    ],
  };
};
