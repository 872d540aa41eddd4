/**
 * The end-to-end tests that make sense against a stage in an AWS account: of these files all but those tests whose name holds one of the
 * fragments below. What is in neither list (a thousand orders, kills, rows made old by hand, lists that are read right after a write) is for
 * the platform on one machine and for the rehearsal.
 */
export const stageFiles = ['accounts', 'cart', 'checkout', 'orders', 'routes', 'search', 'story', 'tokens', 'uploads'];

/** Why a test cannot run against a stage, and the fragments of names that it is for. */
export const leftOut: Record<string, string[]> = {
  'Nobody can read the mails, so there are no codes': [
    'a wrong code is refused, the right one accepted',
    'a new code can be asked for and used',
    'two people of one name both have accounts',
    'the address of a confirmed account answers',
    'an address that somebody else used first',
    'a forgotten password is reset',
    'a person signs up, sells through an admin',
  ],
  'Accounts that an operator has confirmed have no verified address': ['answers as for a known one'],
  'An index may lag behind its table': [
    'are listed newest first, page by page',
    'asked for five times at once makes one order',
    'under one key makes one order and one answer',
    'are indexed anew when asked for',
  ],
  'Rings the alarm of the dead-letter queue': ['a poison message fails alone'],
  'API Gateway itself refuses headers of this size': ['of 100 kB'],
};

/** A pattern for jest's `--testNamePattern` that leaves those tests out. */
export const stageNamePattern = (): string => {
  const names = Object.values(leftOut)
    .flat()
    .map((name) => name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return `^(?!.*(${names.join('|')}))`;
};
