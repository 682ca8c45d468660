import os from 'node:os'

export default {
  // Half of a story is waiting, so a core carries two files.
  maxWorkers: os.availableParallelism() * 2,
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  testSequencer: '<rootDir>/test/support/longest-first.mjs',
  extensionsToTreatAsEsm: ['.ts'],
  setupFiles: ['<rootDir>/test/support/one-realm.mjs'],
  // The program and its packages come from Node itself, once a worker: to load them anew for every file took longer than
  // most tests.
  transformIgnorePatterns: [],
  transform: {
    '/node_modules/.+\\.[cm]?js$': '<rootDir>/test/support/once-a-worker.mjs',
    // Jest knows <rootDir> in what transforms, not in what is transformed.
    [`^${RegExp.escape(import.meta.dirname)}/(src|blocks|playground)/.+\\.ts$`]:
      '<rootDir>/test/support/once-a-worker.mjs',
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'es6' }, sourceMaps: 'inline' },
    ],
  },
  // Only what hangs runs into this: a busy machine may take its time, and speed is measured in bench/.
  testTimeout: 120_000,
}
