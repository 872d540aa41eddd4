import type { Config } from 'jest';

const transform = {
  '^.+\\.ts$': [
    '@swc/jest',
    { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'es6' }, sourceMaps: 'inline' },
  ],
} satisfies Config['transform'];

/** One project per speed: the file's name says where a test belongs, its folder says what it tests. */
const project = (displayName: string, testMatch: string[], testPathIgnorePatterns: string[] = []) => ({
  displayName,
  testMatch,
  testPathIgnorePatterns: ['/node_modules/', ...testPathIgnorePatterns],
  extensionsToTreatAsEsm: ['.ts'],
  transform,
  testEnvironment: 'node',
  modulePathIgnorePatterns: ['<rootDir>/.local/', '/.serverless/', '<rootDir>/shared/client/dist/'],
});

const config: Config = {
  testTimeout: 30_000, // a busy machine is slow, not wrong; a workflow, a mail and a queue may lie between a request and its effect
  workerGracefulExitTimeout: 10_000, // a worker with a gigabyte of modules takes over half a second to end, though nothing is left open
  projects: [
    project('unit', ['<rootDir>/{*,shared/*}/test/**/*.test.ts'], ['\\.(integration|e2e|kafka)\\.test\\.ts$']),
    project('integration', ['<rootDir>/{*,shared/*}/test/**/*.integration.test.ts']),
    project('kafka', ['<rootDir>/shared/events/test/**/*.kafka.test.ts']), // needs Java: npm run test:kafka
    {
      ...project('e2e', ['<rootDir>/shared/test/e2e/**/*.e2e.test.ts']),
      setupFiles: ['<rootDir>/shared/test/e2e/ownPlatform.ts', '<rootDir>/shared/test/e2e/documentedAnswers.ts'],
    },
  ],
};

export default config;
