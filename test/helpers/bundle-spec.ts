import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface SpecSchema {
  readonly $ref?: string
  readonly type?: string
  readonly format?: string
  readonly const?: string
  readonly enum?: readonly string[]
  readonly default?: unknown
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly maxItems?: number
  readonly items?: SpecSchema | false
  readonly prefixItems?: readonly SpecSchema[]
  readonly properties?: Readonly<Record<string, SpecSchema>>
  readonly required?: readonly string[]
  readonly allOf?: readonly SpecSchema[]
  readonly anyOf?: readonly SpecSchema[]
  readonly oneOf?: readonly SpecSchema[]
}

export interface SpecParameter {
  readonly name: string
  readonly in: string
  readonly required?: boolean
  readonly schema: SpecSchema
  readonly 'x-encoding'?: string
}

export interface SpecCondition {
  readonly when?: Readonly<Record<string, unknown>>
  readonly given?: readonly string[]
  readonly absent?: readonly string[]
  readonly atMost?: Readonly<Record<string, number>>
}

export interface SpecWeightRule extends SpecCondition {
  readonly weight: number
  readonly perItemOf?: string
  readonly cap?: number
}

export interface SpecOperation {
  readonly operationId: string
  readonly deprecated?: boolean
  readonly security: readonly Readonly<Record<string, readonly string[]>>[]
  readonly parameters?: readonly (SpecParameter | { readonly $ref: string })[]
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: SpecSchema }>> }>
  >
  readonly 'x-security': string
  readonly 'x-write'?: boolean
  readonly 'x-weight': { readonly ip?: number | readonly SpecWeightRule[]; readonly onSuccess?: number }
  readonly 'x-unfilled-orders'?: number
  readonly 'x-data-source'?: string
  readonly 'x-market-data-host'?: boolean
  readonly 'x-variants'?: readonly (SpecCondition & { readonly schema: string; readonly array?: boolean })[]
}

export interface SpecDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, SpecOperation>>>>
  readonly components: {
    readonly schemas: Readonly<Record<string, SpecSchema>>
    readonly parameters: Readonly<Record<string, SpecParameter>>
  }
}

/** The spec of a provider as one document, `$ref`s to other files resolved. */
export function bundleSpec(provider: string): SpecDocument {
  const folder = mkdtempSync(join(tmpdir(), 'tradespec-bundle-'))
  try {
    const file = join(folder, 'bundle.json')
    const root = fileURLToPath(new URL('../..', import.meta.url))
    execFileSync('npx', ['redocly', 'bundle', provider, '-o', file], { cwd: root, stdio: 'pipe' })
    // The linter holds specs to OpenAPI 3.1; what is ours (x-) is asserted by the tests that read it.
    return JSON.parse(readFileSync(file, 'utf8')) as SpecDocument
  } finally {
    rmSync(folder, { recursive: true })
  }
}
