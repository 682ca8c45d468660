import fs from 'node:fs'
import path from 'node:path'
import ts from 'typescript'

const ROOT = path.join(import.meta.dirname, '../..')
const DRAWN = /^(kit\.)?(Message|Modal|Letter|WebPage)$/

/** Every exported function of `blocks/` that draws a message, a form, a letter or a page: 'digests.digestMessage'. */
export function builders(): string[] {
  const files = fs.readdirSync(path.join(ROOT, 'blocks')).filter((file) => file.endsWith('.ts') && file !== 'kit.ts')
  return files.flatMap((file) => {
    const text = fs.readFileSync(path.join(ROOT, 'blocks', file), 'utf8')
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
    return source.statements.flatMap(drawnIn).map((name) => `${file.replace('.ts', '')}.${name}`)
  })
}

function drawnIn(statement: ts.Statement): string[] {
  const isExported = ts.canHaveModifiers(statement)
    ? ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
    : false
  if (!isExported) return []
  const draws = (type: ts.TypeNode | undefined) => type !== undefined && DRAWN.test(type.getText())
  if (ts.isFunctionDeclaration(statement)) return draws(statement.type) ? [statement.name!.text] : []
  if (!ts.isVariableStatement(statement)) return []
  return statement.declarationList.declarations
    .filter(({ initializer }) => initializer && ts.isArrowFunction(initializer) && draws(initializer.type))
    .map(({ name }) => name.getText())
}

/** Every file of the program that says something to a customer. */
export function speakers(): string[] {
  const files = fs.readdirSync(path.join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  return files
    .filter((file) => file.endsWith('.ts'))
    .filter((file) =>
      /audience: 'customer'|\b(?:tellBuyer|writeLetter)\(tx|import [{][^}]*\bwrite\b[^}]*[}] from '#platform\/outbox\/letters/.test(
        fs.readFileSync(path.join(ROOT, 'src', file), 'utf8'),
      ),
    )
    .sort()
}
