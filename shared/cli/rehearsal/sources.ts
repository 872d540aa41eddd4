import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GATEWAY, shopStacks } from '../stacks.ts';

/** Generated folders, and those of this machine. */
const skipped = new Set(['node_modules', '.local', '.git', '.serverless']);

/**
 * Copies the sources, so that the rehearsal can change a function and load its own plugin without touching them.
 *
 * @param target folder of the copy; anything there is removed first, except the packages, which are cached by content
 */
export const copySources = (root: string, target: string): void => {
  for (const entry of existsSync(target) ? readdirSync(target) : [])
    if (entry !== '.local') rmSync(join(target, entry), { recursive: true });
  mkdirSync(target, { recursive: true });
  for (const entry of readdirSync(root).filter((name) => !skipped.has(name)))
    cpSync(join(root, entry), join(target, entry), { recursive: true, filter: (path) => !skipped.has(basename(path)) });
  const own = globSync('{*,shared/*,shared/web/*}/node_modules', { cwd: root }); // versions that only one workspace has
  for (const packages of ['node_modules', ...own]) symlinkSync(join(root, packages), join(target, packages));
  for (const { folder } of [...shopStacks(target), GATEWAY]) loadPlugin(join(target, folder));
};

/**
 * Copies the plugin into a stack's folder: the framework accepts local plugins only from there, and packages are cached by the folder's
 * content.
 */
const loadPlugin = (folder: string): void => {
  cpSync(fileURLToPath(new URL('templatePlugin.cjs', import.meta.url)), join(folder, 'rehearsal.cjs'));
  const file = join(folder, 'serverless.yml');
  const text = readFileSync(file, 'utf8');
  const changed = text.replace(/^plugins:\n/m, 'plugins:\n  - ./rehearsal.cjs\n');
  if (changed === text) throw new Error(`${file} lists no plugins.`);
  writeFileSync(file, changed);
};

/**
 * Changes the response of a function in the copy.
 *
 * @returns the `error` that `GET` on a path without a route then responds with
 */
export const changeFunction = (copy: string, service: string): string => {
  const answer = 'The rehearsal has changed this function.';
  const body = JSON.stringify({ error: answer });
  const file = join(copy, service, 'src', 'handlers', 'routeNotFound.ts');
  const lines = [
    'export const handler = async () => ({',
    `  statusCode: 404, body: ${JSON.stringify(body)},`,
    '});',
    '',
  ];
  writeFileSync(file, lines.join('\n'));
  return answer;
};
