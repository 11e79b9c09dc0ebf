import { describe, expect, it } from 'vitest'
import { problemsIn } from '../../../scripts/check-imports/check.js'

const names = new Map([
  ['#platform', ['src/core/platform/node.ts', 'src/core/platform/web.ts']],
  ['tradespec/acme', ['src/acme/index.ts']],
])

/** A small tree in which all arrows are right. */
const sound = {
  'src/index.ts': `export { a } from './core/a.js'`,
  'src/core/a.ts': `import { createTransport } from '#platform'\nexport const a = createTransport`,
  'src/core/platform/node.ts': `import http from 'node:http'\nexport const createTransport = http`,
  'src/core/platform/web.ts': 'export const createTransport = fetch',
  'generated/acme/client.ts': `import type { A } from '../../src/core/a.js'\nexport const client = 1`,
  'src/acme/index.ts': `import createClient from 'openapi-fetch'\nimport { a } from '../core/a.js'\nimport { client } from '../../generated/acme/client.js'`,
  'src/mocks/random.ts': 'export const random = 4',
  'src/mocks/acme/index.ts': `import { random } from '../random.js'\nimport { client } from '../../../generated/acme/client.js'`,
  'src/cli/main.ts': `import { x } from '../acme/index.js'\nimport { random } from '../mocks/random.js'\nimport manifest from '../../package.json' with { type: 'json' }`,
  'scripts/emit.ts': `import type { A } from '../src/core/a.js'\nimport { x } from 'tradespec/acme'`,
  'examples/acme/first.ts': `import { x } from 'tradespec/acme'`,
}

const problems = (changed: Record<string, string> = {}) => problemsIn({ files: new Map(Object.entries({ ...sound, ...changed })), names })

describe('check-imports', () => {
  it('has nothing against a tree whose arrows are right', () => {
    expect(problems()).toEqual([])
  })

  it.each([
    ['core imports a provider', 'src/core/b.ts', `import { x } from '../acme/index.js'`, 'core knows no provider'],
    ['core imports generated code', 'src/core/b.ts', `import type { C } from '../../generated/acme/client.js'`, 'core knows no provider'],
    ['core uses node outside its platform', 'src/core/b.ts', `import { createHash } from 'node:crypto'`, 'which src/core may not use'],
    ['core uses a package of the mocks', 'src/core/b.ts', `import { http } from 'msw'`, 'which src/core may not use'],
    ['core imports a type of a provider', 'src/core/b.ts', `import type { X } from '../acme/index.js'`, 'core knows no provider'],
    ['core imports a provider by its name', 'src/core/b.ts', `import { x } from 'tradespec/acme'`, 'core knows no provider'],
    ['the root imports a provider', 'src/index.ts', `export { x } from './acme/index.js'`, 'the root entry imports only src/core'],
    ['a provider imports another', 'src/bolt/index.ts', `import { x } from '../acme/index.js'`, 'never another provider'],
    ['a provider imports a type of another', 'src/bolt/index.ts', `import type { X } from '../acme/index.js'`, 'never another provider'],
    ['a provider imports another by its name', 'src/bolt/index.ts', `import { x } from 'tradespec/acme'`, 'never another provider'],
    [
      'a provider imports generated code of another',
      'src/bolt/index.ts',
      `import { c } from '../../generated/acme/client.js'`,
      'never another provider',
    ],
    ['a provider imports mocks', 'src/acme/mock.ts', `import { m } from '../mocks/acme/index.js'`, 'never another provider'],
    [
      'generated code imports values of core',
      'generated/acme/x.ts',
      `import { a } from '../../src/core/a.js'`,
      'only its own folder and types',
    ],
    [
      'generated code imports a provider',
      'generated/acme/x.ts',
      `import type { X } from '../../src/acme/index.js'`,
      'only its own folder and types',
    ],
    ['mocks import a client', 'src/mocks/acme/x.ts', `import { x } from '../../acme/index.js'`, 'not its client'],
    ['mocks import mocks of another provider', 'src/mocks/bolt/x.ts', `import { x } from '../acme/index.js'`, 'of their own provider'],
    ['the CLI looks behind an entry', 'src/cli/x.ts', `import { a } from '../core/a.js'`, 'the CLI stands on public entries'],
    ['scripts import values of core', 'scripts/x.ts', `import { a } from '../src/core/a.js'`, 'scripts import only scripts'],
    ['scripts import an entry by path', 'scripts/x.ts', `import { x } from '../src/acme/index.js'`, 'scripts import only scripts'],
    ['examples import by path', 'examples/acme/x.ts', `import { x } from '../../src/acme/index.js'`, 'by the name a user would write'],
    ['a dynamic import goes against an arrow', 'src/core/b.ts', `const x = await import('../acme/index.js')`, 'core knows no provider'],
    ['a type names a module against an arrow', 'src/core/b.ts', `type X = import('../acme/index.js').X`, 'core knows no provider'],
    ['an import leads nowhere', 'src/core/b.ts', `import { c } from './c.js'`, 'which does not exist'],
    ['everything is re-exported', 'src/acme/x.ts', `export * from '../core/a.js'`, 'name what is exported'],
  ])('tells when %s', (_rule, file, text, message) => {
    expect(problems({ [file]: text })[0]).toMatch(new RegExp(`^${file}:1 .*${message}`))
  })

  it.each([
    ['binance', 'qe'],
    ['binance', 'qmt'],
    ['qe', 'binance'],
    ['qe', 'qmt'],
    ['qmt', 'binance'],
    ['qmt', 'qe'],
  ])('keeps %s from %s, and core and the mocks from both', (one, other) => {
    const provider = { [`src/${other}/index.ts`]: 'export const x = 1', [`generated/${other}/client.ts`]: 'export const c = 1' }
    const found = problems({
      ...provider,
      [`src/${one}/a.ts`]: `import { x } from '../${other}/index.js'`,
      [`src/${one}/b.ts`]: `import { c } from '../../generated/${other}/client.js'`,
      [`src/mocks/${one}/a.ts`]: `import { c } from '../../../generated/${other}/client.js'`,
      [`src/mocks/${other}/a.ts`]: `import { x } from '../../${other}/index.js'`,
      'src/core/b.ts': `import { x } from './../${other}/index.js'`,
    })
    expect(found.map((problem) => problem.slice(0, problem.indexOf(':'))).sort()).toEqual(
      [`src/${one}/a.ts`, `src/${one}/b.ts`, `src/mocks/${one}/a.ts`, `src/mocks/${other}/a.ts`, 'src/core/b.ts'].sort(),
    )
  })

  it('lets generated code re-export everything', () => {
    expect(problems({ 'generated/acme/index.ts': `export * from './client.js'` })).toEqual([])
  })

  it('finds cycles of files, also of types only', () => {
    const found = problems({ 'src/core/b.ts': `import type { C } from './c.js'`, 'src/core/c.ts': `import { b } from './b.js'` })
    expect(found).toEqual(['files in a cycle: src/core/b.ts -> src/core/c.ts -> src/core/b.ts'])
  })

  it('finds cycles of folders whose files are in none, and names an import for each step', () => {
    const found = problems({
      'src/core/left/a.ts': `import { b } from '../right/b.js'`,
      'src/core/right/b.ts': 'export const b = 1',
      'src/core/right/c.ts': `import { d } from '../left/d.js'`,
      'src/core/left/d.ts': 'export const d = 1',
    })
    expect(found).toEqual([
      'folders in a cycle: src/core/left -> src/core/right -> src/core/left' +
        '\n    src/core/left/a.ts imports src/core/right/b.ts\n    src/core/right/c.ts imports src/core/left/d.ts',
    ])
  })

  it('lets a file use a folder beside it, but not the folder use a file that uses it', () => {
    const used = { 'src/core/top.ts': `import { x } from './sub/x.js'`, 'src/core/sub/x.ts': 'export const x = 1' }
    expect(problems(used)).toEqual([])
    const found = problems({ ...used, 'src/core/sub/y.ts': `import { top } from '../top.js'` })
    expect(found).toHaveLength(1)
    expect(found[0]).toMatch(/^folders in a cycle: src\/core\/sub -> src\/core\/top.ts -> src\/core\/sub/)
  })
})
