import os from 'node:os'

export default {
  // Most of a story is waiting, so the cores carry one file more than they are.
  maxWorkers: os.availableParallelism() + 1,
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  testSequencer: '<rootDir>/test/support/longest-first.mjs',
  extensionsToTreatAsEsm: ['.ts'],
  setupFiles: ['<rootDir>/test/support/one-realm.mjs'],
  // Packages come from Node itself, once a worker: loading them anew took three quarters of the time of a file's start.
  transformIgnorePatterns: [],
  transform: {
    '/node_modules/.+\\.[cm]?js$': '<rootDir>/test/support/packages.mjs',
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'es6' }, sourceMaps: 'inline' },
    ],
  },
  // Only what hangs runs into this: a busy machine may take its time, and speed is measured in bench/.
  testTimeout: 120_000,
}
