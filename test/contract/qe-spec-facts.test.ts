import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { operations } from '../../generated/qe/operations.js'
import type { Fill, Operation } from '../../src/core/operation.js'

// The generated table against one of the operations that the provider's SDKs call, which was compiled apart from the spec.

type Place = 'query' | 'path' | 'body' | 'header'

interface TableOperation {
  readonly id: string
  readonly method: string
  readonly path: string
  /** Where parameters travel that are not in the path. */
  readonly carrier: 'none' | Place
  readonly security: 'NONE' | 'SIGNED'
  readonly write: boolean
  readonly required: readonly string[]
  readonly optional: readonly string[]
  readonly filled?: Readonly<Record<string, readonly Fill[]>>
}

const tableFile = new URL('../vectors/qe-operations.json', import.meta.url)
// The file is ours and does not change; a member that is not as typed fails the assertion that reads it.
const table = JSON.parse(readFileSync(tableFile, 'utf8')) as { readonly operations: readonly TableOperation[] }

const generated: Readonly<Record<string, Operation>> = operations

function generatedOf(id: string): Operation {
  const operation = generated[id]
  if (!operation) throw new Error(`${id} is not in the generated table`)
  return operation
}

const namesInPath = (path: string): string[] => [...path.matchAll(/\{(\w+)\}/g)].flatMap(([, name]) => name ?? [])

/** Each parameter of the documented operation with the places it travels in. */
function documentedPlaces({ path, carrier, method, security, required, optional }: TableOperation): Record<string, Place[]> {
  const inPath = new Set(namesInPath(path))
  // V1 writes repeat the id of the path in the query.
  const repeated = method === 'PUT' && carrier === 'query'
  const places = [...required, ...optional].map((name): [string, Place[]] => {
    if (inPath.has(name)) return [name, repeated ? ['path', 'query'] : ['path']]
    if (carrier !== 'query' && carrier !== 'body') throw new Error(`${name} has no place to travel in`)
    return [name, [carrier]]
  })
  return Object.fromEntries(security === 'SIGNED' ? [...places, ['recvWindow', ['query']]] : places)
}

const generatedPlaces = ({ params }: Operation): Record<string, Place[]> =>
  Object.fromEntries(
    Object.entries(params).map(([name, param]) => [name, param.alsoInQuery ? [param.in ?? 'query', 'query'] : [param.in ?? 'query']]),
  )

describe('the Quantum Execute table', () => {
  it('has exactly the documented operations, at their method and path', () => {
    const found = Object.entries(generated).map(([id, { method, path }]) => `${method} ${path} ${id}`)
    const documented = table.operations.map(({ id, method, path }) => `${method} ${path} ${id}`)
    expect(documented).toHaveLength(49)
    expect(found.sort()).toEqual(documented.sort())
  })

  it('limits exactly the calls about a binding, 60 in ten minutes for each binding', () => {
    const limit = { family: 'balances', calls: 60, perSeconds: 600, per: 'bindingId' }
    const found = Object.entries(generated).flatMap(([id, operation]) => (operation.limit ? [[id, operation.limit]] : []))
    const documented = table.operations.filter(({ required }) => required.includes('bindingId')).map(({ id }) => [id, limit])
    expect(documented).toHaveLength(21)
    expect(found.sort()).toEqual(documented.sort())
  })
})

describe.each(table.operations.map((operation) => [operation.id, operation] as const))('%s', (id, documented) => {
  it('takes the documented parameters, each where it travels', () => {
    expect(generatedPlaces(generatedOf(id))).toEqual(documentedPlaces(documented))
  })

  it('requires the documented parameters and no other', () => {
    const required = Object.entries(generatedOf(id).params).flatMap(([name, param]) => (param.required ? [name] : []))
    expect(required.sort()).toEqual([...documented.required].sort())
  })

  it('has a JSON body if parameters travel in one', () => {
    expect(generatedOf(id).body).toBe(documented.carrier === 'body' ? 'json' : undefined)
  })

  it('sends by itself what the service expects to be always there', () => {
    const filled = Object.entries(generatedOf(id).params).flatMap(([name, { fill }]) => (fill ? [[name, fill]] : []))
    expect(Object.fromEntries(filled)).toEqual(documented.filled ?? {})
  })

  it('is secured as documented', () => {
    const signed = documented.security === 'SIGNED'
    expect(generatedOf(id)).toMatchObject({ security: documented.security, apiKey: signed, signed })
  })

  it('is a write if it changes something at the provider', () => {
    expect(generatedOf(id).write).toBe(documented.write)
  })
})
