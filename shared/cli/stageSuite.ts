/**
 * The files with end-to-end tests that make sense against a stage in an AWS account. Tests whose name contains one of the fragments below
 * are left out. All other files (a thousand orders, kills, manipulated rows, lists read right after a write) are for the local platform
 * and the rehearsal.
 */
export const stageFiles = ['accounts', 'cart', 'checkout', 'orders', 'routes', 'search', 'story', 'tokens', 'uploads'];

/** Why tests cannot run against a stage, with fragments of their names. */
export const leftOut: Record<string, string[]> = {
  'Nobody can read the emails, so there are no codes': [
    'a wrong code is rejected, the right one accepted',
    'a new code can be asked for and used',
    'two people with one name both have accounts',
    'the address of a confirmed account answers',
    'an address that somebody else used first',
    'a forgotten password is reset',
    'a person signs up, sells through an admin',
  ],
  'Accounts that an operator has confirmed have no verified address': ['gets the same response as a known one'],
  'An index may lag behind its table': [
    'are listed newest first, page by page',
    'requested five times at once places one order',
    'with one key places one order with one response',
    'are indexed again on request',
  ],
  'Triggers the alarm of the dead-letter queue': ['a poison message fails alone'],
  'API Gateway rejects headers of this size': ['of 100 kB'],
};

/** Returns a pattern for jest's `--testNamePattern` that leaves those tests out. */
export const stageNamePattern = (): string => {
  const names = Object.values(leftOut)
    .flat()
    .map((name) => name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return `^(?!.*(${names.join('|')}))`;
};
