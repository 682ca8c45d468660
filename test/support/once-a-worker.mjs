import { createHash } from 'node:crypto'
import { createRequire, stripTypeScriptTypes } from 'node:module'

const require = createRequire(import.meta.url)

// Packages read this when they are loaded. As one under test, React would check every element each time it is drawn.
process.env.NODE_ENV = 'production'

/**
 * For jest: the program and its packages are loaded by Node itself, once a worker, and not anew inside of the sandbox for
 * every test file, where that would take longer than most tests. The tests are loaded as jest does it.
 */
function handOn(file, isEsm) {
  const path = JSON.stringify(file)
  const outside = `runInThisContext("process.getBuiltinModule('node:module')").createRequire(${path})(${path})`
  const names = Object.keys(require(file)).filter((name) => name !== 'default' && name !== 'module.exports')
  if (!isEsm) return `module.exports = require('node:vm').${outside}`
  return [
    `import { runInThisContext } from 'node:vm'`,
    `const outside = ${outside}`,
    ...names.map((name, n) => `const n${n} = outside[${JSON.stringify(name)}]`),
    `export { ${names.map((name, n) => `n${n} as ${JSON.stringify(name)}`).join(', ')} }`,
    'export default outside.default',
  ].join('\n')
}

// What jest loads for itself is outside already; there it asks for no dynamic import.
function codeOf(source, file, { supportsDynamicImport, supportsStaticESM }) {
  if (supportsDynamicImport) return handOn(file, supportsStaticESM)
  return file.endsWith('.ts') ? stripTypeScriptTypes(source) : source
}

export default {
  process: (source, file, options) => ({ code: codeOf(source, file, options) }),
  getCacheKey: (source, file, options) =>
    createHash('sha256')
      .update(codeOf(source, file, options))
      .digest('hex'),
}
