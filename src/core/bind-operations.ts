import type { Call, CallOptions } from './call.js'
import type { Execute } from './execute.js'
import type { Operation } from './operation.js'

type Method = (params?: unknown, options?: CallOptions) => Call<unknown>
export type Methods = Readonly<Record<string, Method | Readonly<Record<string, Method>>>>

/** One method per entry of the table, those with a namespace below it. */
export function bindOperations(operations: Readonly<Record<string, Operation>>, execute: Execute): Methods {
  const methods: Record<string, Method | Record<string, Method>> = {}
  for (const [id, operation] of Object.entries(operations)) {
    const { namespace, name = id } = operation
    const method: Method = (params, options) => execute(id, operation, params, options)
    if (namespace === undefined) methods[name] = method
    else methods[namespace] = { ...methods[namespace], [name]: method }
  }
  return methods
}
