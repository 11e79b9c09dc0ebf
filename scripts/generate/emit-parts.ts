import type { Operation } from '../../src/core/operation.js'
import { capitalise, entriesOf, type HttpMethod, type SpecDocument } from './document.js'

/** A part after its own files were made. */
export interface MadePart {
  readonly name: string
  /** Where its files are, seen from the provider's folder. */
  readonly folder: string
  readonly description: string
  /** Name of its interface. */
  readonly api: string
  readonly table: Readonly<Record<string, Operation>>
  /** Lowered. */
  readonly document: SpecDocument
  readonly hasReadings: boolean
}

/** The parts as members of the client, and how to load each of them. Of what is not a type nothing is imported here. */
export function emitParts(parts: readonly MadePart[], api: string): string {
  const imports = parts.map(({ folder, api: name }) => `import type { ${name} } from './${folder}/client.js'`)
  const members = parts.map(({ name, description, api: type }) => `  /** ${description}. */\n  readonly ${name}: ${type}`)
  const loaders = parts.map(({ name, folder, hasReadings }) => {
    const readings = hasReadings ? `\n    readings: () => import('./${folder}/readings.js'),` : ''
    return `  ${name}: {\n    table: () => import('./${folder}/operations.js'),\n    answers: () => import('./${folder}/answers.js'),${readings}\n  },`
  })
  return `import type { PartSource } from '../../src/core/parts.js'
${imports.join('\n')}

/** Members of the client that are loaded when one of their operations is first called. */
export interface ${api}Parts {
${members.join('\n')}
}

export const parts: Readonly<Record<keyof ${api}Parts, PartSource>> = {
${loaders.join('\n')}
}
`
}

/** The whole table, for who wants to know all of it at once. */
export function emitAllOperations(parts: readonly MadePart[]): string {
  const imports = parts.map(
    ({ name, folder }) => `import { type OperationId as ${idOf(name)}, operations as ${name} } from './${folder}/operations.js'`,
  )
  return `import type { Operation } from '../../src/core/operation.js'
import { type OperationId as MainId, operations as main } from './operations.js'
${imports.join('\n')}

export type OperationId = MainId | ${parts.map(({ name }) => idOf(name)).join(' | ')}

export const operations: Readonly<Record<OperationId, Operation>> = {
  ...main,
${parts.map(({ name }) => `  ...${name},`).join('\n')}
}
`
}

export function emitAllSchemas(parts: readonly MadePart[]): string {
  const imports = parts.map(({ name, folder }) => `import { generatedSchemas as ${name} } from './${folder}/schemas.js'`)
  return `import type { OperationId } from './all-operations.js'
import { type SchemaEntry, generatedSchemas as main } from './schemas.js'
${imports.join('\n')}

/** zod for every operation. */
export const allSchemas: Readonly<Record<OperationId, SchemaEntry>> = {
  ...main,
${parts.map(({ name }) => `  ...${name},`).join('\n')}
}
`
}

/** The factories of the mocks, part by part: loaded when the part is first answered. */
export function emitAllFactories(parts: readonly MadePart[]): string {
  return `/** What makes up answers of a part: by operation, and by component. */
export interface PartFactories {
  readonly answerFactories: Readonly<Record<string, () => unknown>>
  readonly componentFactories: Readonly<Record<string, () => unknown>>
}

export const partFactories: Readonly<Record<string, () => Promise<PartFactories>>> = {
${parts.map(({ name, folder }) => `  ${name}: () => import('./${folder}/factories.js'),`).join('\n')}
}
`
}

/** Parameters, answers, components and paths of everything. */
export function emitAllTypes(parts: readonly MadePart[], main: SpecDocument): string {
  const kinds = ['ParamsByOperation', 'ResultByOperation', 'SchemaByName'] as const
  const imports = parts.flatMap(({ name, folder }) => [
    `import type { ${kinds.map((kind) => `${kind} as ${capitalise(name)}${kind}`).join(', ')} } from './${folder}/client.js'`,
    `import type { paths as ${name}Paths } from './${folder}/types.js'`,
  ])
  const merged = kinds.map(
    (kind) =>
      `export interface ${kind} extends ${['Main', ...parts.map(({ name }) => capitalise(name))].map((name) => `${name}${kind}`).join(', ')} {}`,
  )
  const shared = sharedPaths([{ name: 'main', document: main }, ...parts])
  const left = (name: string) => {
    const others = [...shared].filter(([, owners]) => owners.has(name)).map(([path]) => `'${path}'`)
    return others.length === 0 ? `${name}Paths` : `Omit<${name}Paths, ${others.join(' | ')}>`
  }
  const joined = [...shared].map(([path, owners]) => {
    const all = [...owners.values()].flat()
    const picks = [...owners].map(([name, methods]) => {
      const notOurs = all.filter((method) => !methods.includes(method))
      return `Pick<${name}Paths['${path}'], ${methods.map((method) => `'${method}'`).join(' | ')}>${name === [...owners.keys()][0] ? ` & Omit<${name}Paths['${path}'], ${[...methods, ...notOurs].map((method) => `'${method}'`).join(' | ')}>` : ''}`
    })
    return `  '${path}': ${picks.join(' & ')}`
  })
  return `import type { ${kinds.map((kind) => `${kind} as Main${kind}`).join(', ')} } from './client.js'
import type { paths as mainPaths } from './types.js'
${imports.join('\n')}

/** Parameters by operation. */
${merged[0]}
/** Answers by operation: every shape the answer can have. */
${merged[1]}
${merged[2]}

/** What openapi-fetch calls by path. */
export interface AllPaths extends ${['main', ...parts.map(({ name }) => name)].map(left).join(', ')} {
${joined.join('\n')}
}
`
}

const idOf = (part: string): string => `${capitalise(part)}Id`

/** Paths that several documents have, with the methods of each. */
function sharedPaths(
  documents: readonly { readonly name: string; readonly document: SpecDocument }[],
): Map<string, Map<string, HttpMethod[]>> {
  const owners = new Map<string, Map<string, HttpMethod[]>>()
  for (const { name, document } of documents) {
    for (const { path, method } of entriesOf(document)) {
      const methods = owners.get(path) ?? new Map<string, HttpMethod[]>()
      methods.set(name, [...(methods.get(name) ?? []), method])
      owners.set(path, methods)
    }
  }
  return new Map([...owners].filter(([, methods]) => methods.size > 1))
}
