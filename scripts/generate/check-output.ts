import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { answerOf, capitalise, entriesOf, isAnything, type SpecDocument } from './document.js'

/** Orval leaves things out without a word. Compares what went in with what came out; returns what is missing. */
export async function missingFrom(document: SpecDocument, out: string): Promise<string[]> {
  const read = (name: string) => readFile(join(out, name), 'utf8')
  const [operations, answers, components, index] = await Promise.all([
    read('zod/operations.ts'),
    read('zod/operations.faker.ts'),
    read('zod/schemas/index.faker.ts'),
    read('zod/schemas/index.ts'),
  ])
  const missing: string[] = []
  const need = (text: string, wanted: string, what: string) => {
    if (!text.includes(wanted)) missing.push(what)
  }
  for (const name of Object.keys(document.components.schemas)) {
    need(components, `export const get${name}Mock = `, `mock factory of component ${name}`)
    need(index, `'./${name.charAt(0).toLowerCase()}${name.slice(1)}.zod'`, `zod schema of component ${name}`)
  }
  for (const { operation } of entriesOf(document)) {
    const id = capitalise(operation.operationId)
    const answer = answerOf(operation)
    if (answer) {
      if (!isAnything(answer)) need(answers, `export const get${id}ResponseMock = `, `mock factory of ${operation.operationId}`)
      need(operations, `export const ${id}200Response = `, `answer schema of ${operation.operationId}`)
    }
    const parameters = operation.parameters ?? []
    if (parameters.length === 0) continue
    const block = new RegExp(`export const ${id}QueryParams = zod\\.object\\(\\{([\\s\\S]*?)(?=\\nexport |$)`).exec(operations)?.[1]
    for (const { name } of parameters) {
      if (block === undefined || !block.includes(`"${name}": `))
        missing.push(`request schema of ${operation.operationId}: parameter ${name}`)
    }
  }
  return missing
}
