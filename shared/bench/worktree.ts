import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureInstalled } from '../cli/install.mjs';

/** Whether git knows a commit of this name. */
export const isCommit = (name: string): boolean =>
  spawnSync('git', ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`]).status === 0;

/**
 * Runs `work` with the sources of another commit, checked out and installed in a separate directory, and removes them afterwards.
 *
 * @throws Error when git does not know the commit
 */
export const withWorktree = async <T>(commit: string, work: (root: string) => Promise<T>): Promise<T> => {
  const directory = mkdtempSync(join(tmpdir(), 'bench-worktree-'));
  const root = join(directory, 'sources');
  try {
    execFileSync('git', ['worktree', 'add', '--detach', root, commit], { stdio: ['ignore', 'ignore', 'inherit'] });
    await ensureInstalled(root, 'all');
    return await work(root);
  } finally {
    rmSync(directory, { recursive: true, force: true });
    execFileSync('git', ['worktree', 'prune']);
  }
};
