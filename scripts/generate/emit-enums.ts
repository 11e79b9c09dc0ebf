import type { SpecDocument } from './document.js'

/** The spec's enums as objects to choose from, `OrderSide.BUY`, and as lists by `Object.values`. Takes the bundled document. */
export function emitEnums(document: SpecDocument): string {
  const parts = Object.entries(document.components.schemas).flatMap(([name, { enum: values, description }]) => {
    if (!values?.every((value) => typeof value === 'string')) return []
    const members = values.map((value) => `  ${keyOf(value)}: '${value.replaceAll("'", "\\'")}',`)
    return [
      `/** ${description ?? name} */\nexport const ${name} = {\n${members.join('\n')}\n} as const\nexport type ${name} = (typeof ${name})[keyof typeof ${name}]\n`,
    ]
  })
  return parts.join('\n')
}

/** `TWAP-1` is `TWAP_1`, `buy` is `BUY`, `1m` is `_1M`. */
const keyOf = (value: string): string =>
  value
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^(?=\p{N})/u, '_')
