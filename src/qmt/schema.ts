import type { SchemaByName } from '../../generated/qmt/client.js'

/** A named shape of the spec: `Schema<'Position'>`. */
export type Schema<Name extends keyof SchemaByName> = SchemaByName[Name]
