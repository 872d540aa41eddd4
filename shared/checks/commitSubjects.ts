import { spawnSync } from 'node:child_process';

/** Longest subject of a commit, in characters: what `git log --oneline` and GitHub show in full. */
export const LONGEST_SUBJECT = 72;

/** The last commit before the rule was introduced. */
const BEFORE_THE_RULE = '2be6b87933a4411bcf414c739acb7e5cc6307898';

const git = (...args: string[]): string[] | undefined => {
  const { status, stdout } = spawnSync('git', args, { encoding: 'utf8' });
  return status === 0 ? stdout.split('\n').filter((line) => line !== '') : undefined;
};

/**
 * Returns the subjects of the commits that the rule applies to. In a shallow clone that lacks the first of them it is only the last
 * commit, without git none. Merges are left out: git or GitHub writes their subjects.
 */
export const commitSubjects = (): string[] => {
  const subjects = ['log', '--no-merges', '--format=%s'];
  const found = git(...subjects, `${BEFORE_THE_RULE}..HEAD`) ?? git(...subjects, '-1') ?? [];
  return found.filter((subject) => !/^Merge [0-9a-f]{40} into [0-9a-f]{40}$/.test(subject)); // a shallow clone's merge looks like none
};
