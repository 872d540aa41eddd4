/** The end-to-end tests that run against the deployed stacks: of each of these files all tests. */
export const rehearsedFiles = [
  'accounts',
  'catalogue',
  'cleanUp',
  'lists',
  'notifications',
  'offers',
  'orders',
  'routes',
  'story',
  'tokens',
  'uploads',
];

/** Why the others do not. */
export const notRehearsed: Record<string, string> = {
  correlation: 'reads the log of the platform on one machine, and is faster than it at the queue',
  dev: 'changes the code of a platform of its own',
  manyOrders: 'the emulator starts a process for each of hundreds of requests at once',
  paidMails: 'pays at the test payment provider of the platform on one machine',
  openapi: 'asks the page of the platform on one machine; the answers of all others are looked at there, too',
  postman: 'tells its story to the platform on one machine, with its mailbox and its payment provider',
  restart: 'kills a platform of its own',
  seed: 'the emulator starts a process for each of its many requests at once',
  throttle: 'a platform of its own, whose throttles it uses up',
};
