import { existsSync, type FSWatcher, readdirSync, watch } from 'node:fs';
import { join } from 'node:path';
import type { StackSource } from './packageStacks.ts';

/** Editors write a file in several steps. */
const settleMs = 60;

/**
 * Calls `onChange` when a file that goes into a stack's package has been written; never again before the former call has ended.
 */
export const watchSources = (options: {
  root: string;
  stacks: readonly StackSource[];
  onChange: () => Promise<void>;
}): { close(): void } => {
  const { root, stacks, onChange } = options;
  const trees = new Set(stacks.flatMap(({ folder, sharedSources = [] }) => [join(folder, 'src'), ...sharedSources]));
  const folders = () => [...trees].map((tree) => join(root, tree)).flatMap(foldersBelow);
  const watchers = new Map<string, FSWatcher>();
  const run = oneAfterAnother(onChange);
  let timer: NodeJS.Timeout | undefined;
  const changed = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      watchAll(folders());
      run();
    }, settleMs);
  };
  // Folders, not files: an editor that replaces a file would take the watched one away. (For the same reason not `recursive`,
  // for which Node watches each file.)
  const watchAll = (present: readonly string[]) => {
    for (const [folder, watcher] of watchers) {
      if (present.includes(folder)) continue;
      watcher.close();
      watchers.delete(folder);
    }
    for (const folder of present) if (!watchers.has(folder)) watchers.set(folder, watch(folder, changed));
  };
  watchAll(folders());
  const templates = stacks.map(({ folder }) =>
    watch(join(root, folder), (_event, name) => /\.(yml|cjs)$/.test(name ?? '') && changed()),
  );
  return {
    close: () => {
      clearTimeout(timer);
      for (const watcher of [...watchers.values(), ...templates]) watcher.close();
    },
  };
};

const foldersBelow = (folder: string): string[] => {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  return [
    folder,
    ...entries.filter((entry) => entry.isDirectory()).map(({ parentPath, name }) => join(parentPath, name)),
  ];
};

/** Calls that come while one runs are done as one, after it. */
const oneAfterAnother = (work: () => Promise<void>): (() => Promise<void>) => {
  let running = false;
  let again = false;
  return async () => {
    again = true;
    if (running) return;
    running = true;
    try {
      while (again) {
        again = false;
        await work();
      }
    } finally {
      running = false;
    }
  };
};
