import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { StackSource } from './packageStacks.ts';

/** Returns every folder of the root that contains a stack. */
export const findStacks = (root: string): StackSource[] => {
  const folders = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const names = folders.map(({ name }) => name).filter((name) => existsSync(join(root, name, 'serverless.yml')));
  return names.sort().map((name) => ({ name, folder: name }));
};
