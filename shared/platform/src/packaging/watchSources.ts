import { existsSync, type FSWatcher, readdirSync, watch } from 'node:fs';
import { join } from 'node:path';
import type { StackSource } from './packageStacks.ts';

/** The time to wait for further changes, since editors write a file in several steps. */
const settleMs = 60;

/** Calls `onChange` when a file of a stack's package has been written; never before the previous call has ended. */
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
  // Watches folders, not files: an editor that replaces a file would remove the watched one. (For the same reason not `recursive`, for
  // which Node watches each file.)
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

/** Runs calls one at a time; those that arrive during a run become a single one after it. */
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
