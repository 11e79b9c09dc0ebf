import type { Reading } from '../../src/core/answers/reading.js'
import { answerOf, entriesOf, refName, type Schema, type SpecDocument, type SpecOperation, socketImports, socketsOf } from './document.js'

/** Where the fields are that drift on the wire; undefined for a provider without any. Takes the lowered document. */
export function emitReadings(document: SpecDocument): string | undefined {
  const { schemas } = document.components
  const named = new Map<string, Reading | undefined>()
  const open = new Set<string>()

  function readingOf(schema: Schema): Reading | undefined {
    if (schema.$ref !== undefined) return reference(refName(schema.$ref))
    if (schema.format === 'flex-decimal') return 'decimal'
    if (schema.format === 'flex-int') return 'int'
    for (const inner of [...(schema.oneOf ?? []), ...(schema.anyOf ?? []), ...mapOf(schema)]) {
      if (readingOf(inner))
        throw new Error(`a field that drifts cannot stand in alternatives or maps: ${JSON.stringify(schema).slice(0, 200)}`)
    }
    if (schema.items) {
      const list = readingOf(schema.items)
      return list && { list }
    }
    const fields = Object.entries(schema.properties ?? {}).flatMap(([name, one]) => {
      const reading = readingOf(one)
      return reading ? [[name, reading] as const] : []
    })
    return fields.length === 0 ? undefined : { fields: Object.fromEntries(fields) }
  }

  function reference(name: string): Reading | undefined {
    // A component may contain itself.
    if (open.has(name)) return `#${name}`
    open.add(name)
    const target = schemas[name] ?? {}
    const own = readingOf({ ...target })
    open.delete(name)
    if (own === undefined || typeof own === 'string') return own
    named.set(name, own)
    return `#${name}`
  }

  const entry = (name: string, operation: SpecOperation): string[] => {
    const answer = answerOf(operation)
    const reading = answer && readingOf(answer)
    return reading ? [`  ${name}: ${JSON.stringify(reading)},`] : []
  }
  const operations = entriesOf(document).flatMap(({ operation }) => entry(operation.operationId, operation))
  const events = socketsOf(document).events.flatMap(({ name, operation }) => entry(`'${name}'`, operation))
  if (operations.length === 0 && events.length === 0) return undefined
  return `import type { Reading, Readings } from '../../src/core/answers/reading.js'
${events.length === 0 ? '' : socketImports(document)}import type { OperationId } from './operations.js'

export const namedReadings: Readings = {
${[...named].map(([name, reading]) => `  ${name}: ${JSON.stringify(reading)},`).join('\n')}
}

export const readings: Readonly<Partial<Record<OperationId, Reading>>> = {
${operations.join('\n')}
}
${events.length === 0 ? '' : `\nexport const eventReadings: Readonly<Partial<Record<EventName, Reading>>> = {\n${events.join('\n')}\n}\n`}`
}

const mapOf = ({ additionalProperties }: Schema): Schema[] => (typeof additionalProperties === 'object' ? [additionalProperties] : [])
