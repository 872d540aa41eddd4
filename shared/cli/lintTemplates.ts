import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageStacks } from '@ecommerce/platform/packaging';
import { ACCOUNT, type CompiledStack, compileAllStacks } from '../checks/templates/compiledStacks.ts';
import { commandLine } from './commandLine.ts';
import { GATEWAY } from './stacks.ts';
import { run } from './steps.ts';

/** https://pypi.org/project/cfn-lint/ */
const VERSION = '1.58.0';
const PYTHONS = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];
const isNewEnough = 'import sys; sys.exit(sys.version_info < (3, 10))';

/**
 * `npm run lint:templates`: runs cfn-lint on the compiled templates of the stages dev and prod, except for the rules ignored in
 * `.cfnlintrc.yaml`. Exits with 0 if nothing is found. Without Python 3.10 it prints that it did not run, and exits with 0 too.
 */
commandLine('lint:templates').parse();

/** Returns the path of cfn-lint, installed into `.local` on first use; `undefined` if that is impossible. */
const ensureLinter = async (): Promise<string | undefined> => {
  const directory = join('.local', `cfn-lint-${VERSION}`);
  const program = join(directory, 'bin', 'cfn-lint');
  if (existsSync(program)) return program;
  for (const python of PYTHONS) {
    if ((await exitCode(python, ['-c', isNewEnough])) !== 0) continue;
    const made =
      (await exitCode(python, ['-m', 'venv', directory])) === 0 &&
      (await exitCode(join(directory, 'bin', 'pip'), ['install', '--quiet', `cfn-lint==${VERSION}`])) === 0;
    if (made) return program;
    rmSync(directory, { recursive: true, force: true });
  }
  return undefined;
};

/** Runs a program and returns its exit code, 127 if there is no such program. */
const exitCode = (command: string, args: string[]): Promise<number> => run(command, args).catch(() => 127);

type Named = Pick<CompiledStack, 'name' | 'stage' | 'template'>;

const lint = async (program: string, stacks: readonly Named[]): Promise<number> => {
  const directory = mkdtempSync(join(tmpdir(), 'templates-'));
  try {
    const files = stacks.map(({ name, stage, template }) => {
      const file = join(directory, `${name}-${stage}.json`);
      writeFileSync(file, JSON.stringify(template, null, 2));
      return file;
    });
    const code = await exitCode(program, ['--', ...files]);
    console.log(code === 0 ? `cfn-lint ${VERSION}: 0 findings in ${files.length} templates` : 'cfn-lint: see above');
    return code;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};

/** Packages the stacks of a stage, and its gateway. */
const templatesOf = async (stage: string): Promise<Named[]> => {
  const gateway = await packageStacks([GATEWAY], { root: process.cwd(), region: ACCOUNT.region, stage });
  return [...(await compileAllStacks(stage)), ...gateway].map(({ name, template }) => ({ name, stage, template }));
};

const linter = await ensureLinter();
if (linter === undefined)
  console.log('Not run: cfn-lint needs Python 3.10 or newer with pip, which is not available here.');
else process.exitCode = await lint(linter, [...(await templatesOf('dev')), ...(await templatesOf('prod'))]);
