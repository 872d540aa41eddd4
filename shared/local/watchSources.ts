import { existsSync, type FSWatcher, watch } from 'node:fs';
import { basename, join } from 'node:path';
import type { StackSource } from './packageStacks.ts';

/** Editors write a file in several steps. */
const settleMs = 60;

/**
 * Calls `onChange` when a file that goes into a stack's package has been written; never again before the former call has ended.
 */
export function watchSources(options: {
  root: string;
  stacks: readonly StackSource[];
  onChange: () => Promise<void>;
}): { close(): void } {
  const { root, stacks, onChange } = options;
  let timer: NodeJS.Timeout | undefined;
  let working = false;
  let again = false;
  const work = async () => {
    if (working) {
      again = true;
      return;
    }
    working = true;
    try {
      do {
        again = false;
        await onChange();
      } while (again);
    } finally {
      working = false;
    }
  };
  const changed = () => {
    clearTimeout(timer);
    timer = setTimeout(work, settleMs);
  };
  const folders = [...stacks.map(({ folder }) => join(folder, 'src')), 'shared/src', 'shared/serverless'];
  const watchers: FSWatcher[] = [
    ...folders
      .map((folder) => join(root, folder))
      .filter((folder) => existsSync(folder))
      .map((folder) => watch(folder, { recursive: true }, changed)),
    // The folder, not the file: an editor that replaces the file would take the watched one away.
    ...stacks.map(({ folder }) =>
      watch(join(root, folder), (_event, name) => name !== null && basename(name) === 'serverless.yml' && changed()),
    ),
  ];
  return {
    close: () => {
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
    },
  };
}
