/** The end-to-end tests that run against the deployed stacks: of each of these files all tests. */
export const rehearsedFiles = [
  'accounts',
  'cart',
  'catalogue',
  'checkout',
  'cleanUp',
  'notifications',
  'offers',
  'openapi',
  'orders',
  'paidMails',
  'payments',
  'postman',
  'products',
  'refunds',
  'routes',
  'search',
  'staleOrders',
  'story',
  'tokens',
  'uploads',
];

/** Why the others do not. */
export const notRehearsed: Record<string, string> = {
  anyText: 'the emulator accepts other characters in messages than SQS',
  correlation: 'reads the log of the platform on one machine, and is faster than it at the queue',
  dev: 'changes the code of a platform of its own',
  lists: 'takes long, and asks nothing of AWS that catalogue and search do not',
  manyCheckouts: 'the emulator starts a process for each of hundreds of requests at once',
  manyOrders: 'the emulator starts a process for each of hundreds of requests at once',
  oddRequests: 'the emulator starts a process for each of hundreds of requests',
  restart: 'kills a platform of its own',
  restartPayments: 'kills a platform of its own',
  searchRestart: 'kills a platform of its own',
  seed: 'takes long, and asks nothing of AWS that offers, uploads and products do not',
  throttle: 'a platform of its own, whose throttles it uses up',
};
