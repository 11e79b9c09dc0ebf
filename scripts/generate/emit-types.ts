import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript'
import ts from 'typescript'
import { bodyOf, entriesOf, type SpecDocument } from './document.js'

/** openapi-typescript's `paths`, `operations` and `components`, with open enums and exact integers. Takes the lowered document. */
export async function emitTypes(lowered: SpecDocument): Promise<string> {
  const document = structuredClone(lowered)
  // What sockets carry is no matter of openapi-fetch; types of its own are emitted for it.
  delete document.webhooks
  for (const [name, schema] of Object.entries(document.components.schemas)) if (schema.enum) schema.format = `enum:${name}`
  for (const { operation } of entriesOf(document)) {
    const body = bodyOf(operation)?.schema
    operation.parameters = (operation.parameters ?? []).filter((parameter) => parameter.in !== 'body')
    for (const schema of [...operation.parameters.map((parameter) => parameter.schema), ...Object.values(body?.properties ?? {})]) {
      if (schema.format === 'int64' || schema.format === 'request-epoch') schema.format = 'int64-input'
    }
  }
  const text = JSON.stringify(document)
  const own = [
    ...(text.includes('"int64')
      ? ['/** A number while it is exact; beyond 2^53 the decimal digits as a string. */\nexport type Int64 = number | string\n']
      : []),
    ...(text.includes('"int64-input"') ? ['type Int64Input = number | string | bigint\n'] : []),
  ]
  const reference = (name: string) => ts.factory.createTypeReferenceNode(name)
  const ast = await openapiTS(document as unknown as OpenAPI3, {
    immutable: true,
    defaultNonNullable: false,
    alphabetize: false,
    ...(own.length > 0 ? { inject: own.join('') } : {}),
    transform(schema) {
      const { format, enum: values } = schema as { format?: string; enum?: string[] }
      if (format === 'int64') return reference('Int64')
      if (format === 'int64-input') return reference('Int64Input')
      if (format === 'flex-decimal') return ts.factory.createKeywordTypeNode(ts.SyntaxKind.StringKeyword)
      if (format === 'flex-int') return ts.factory.createKeywordTypeNode(ts.SyntaxKind.NumberKeyword)
      if (format?.startsWith('enum:') && values) {
        // `string & {}` keeps the listed values in the editor's completion and still takes new ones.
        const open = ts.factory.createIntersectionTypeNode([
          ts.factory.createKeywordTypeNode(ts.SyntaxKind.StringKeyword),
          ts.factory.createTypeLiteralNode([]),
        ])
        return ts.factory.createUnionTypeNode([
          ...values.map((value) => ts.factory.createLiteralTypeNode(ts.factory.createStringLiteral(value))),
          open,
        ])
      }
      return undefined
    },
  })
  return astToString(ast)
}
