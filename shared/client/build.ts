import { execFileSync } from 'node:child_process';
import { copyFileSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Builds the package that is published: JavaScript and types from `src`, and its own package.json. `node build.ts [folder]`; the default
 * is `dist`.
 */

const here = import.meta.dirname;
const folder = process.argv[2] ?? join(here, 'dist');
const readJson = (...path: string[]) => JSON.parse(readFileSync(join(here, ...path), 'utf8'));

rmSync(folder, { recursive: true, force: true });
execFileSync('tsc', ['-p', join(here, 'tsconfig.build.json'), '--outDir', folder], { stdio: 'inherit' });
for (const file of globSync(join(folder, '**/*.d.ts'))) {
  const types = readFileSync(file, 'utf8');
  writeFileSync(file, types.replaceAll(/ from '(\.\.?\/[^']+)\.ts'/g, " from '$1.js'")); // tsc rewrites the paths in JavaScript only
}

const { private: _, scripts: __, devDependencies: ___, ...manifest } = readJson('package.json');
const { version } = readJson('../../docs/openapi/authService.json').info;
const exports = { '.': { types: './index.d.ts', default: './index.js' } };
writeFileSync(join(folder, 'package.json'), `${JSON.stringify({ ...manifest, version, exports }, null, 2)}\n`);
copyFileSync(join(here, 'README.md'), join(folder, 'README.md'));
copyFileSync(join(here, '../../LICENSE'), join(folder, 'LICENSE'));
