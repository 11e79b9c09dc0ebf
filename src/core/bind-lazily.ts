import { type Call, type CallOptions, createCall } from './call.js'
import { loadError } from './errors/load-error.js'
import { ConfigError } from './errors/local-errors.js'
import { type Run, snapshot } from './execute.js'
import type { Operation } from './operation.js'
import { nearestName } from './params/nearest-name.js'

/** A part's table and what runs its calls. */
export interface LoadedPart {
  readonly operations: Readonly<Record<string, Operation>>
  readonly run: Run
}

type Method = (params?: unknown, options?: CallOptions) => Call<unknown>

/**
 * The methods of a part that is loaded with the first call of one of them. Until then nothing here knows their names: any name gives a method,
 * and a name that turns out to be none is refused when it is called. Once loaded, the methods are plain members.
 * `unavailable` says why none of them can be called; then nothing is loaded at all.
 */
export function bindLazily(part: string, load: () => Promise<LoadedPart>, unavailable?: string): object {
  const methods: Record<string, Method> = {}
  const made = new Map<string, Method>()
  let loading: Promise<LoadedPart> | undefined
  let loaded: LoadedPart | undefined

  async function whole(name: string): Promise<LoadedPart> {
    if (unavailable !== undefined) throw new ConfigError(`${part}.${name.slice(0, 60)}() was not sent: ${unavailable}`)
    loading ??= load()
    const mine = loading
    try {
      const part = await mine
      if (loaded === undefined) {
        loaded = part
        // What a test has put in a method's place stays there.
        for (const name of Object.keys(part.operations)) if (!Object.hasOwn(methods, name)) methods[name] = methodOf(name)
      }
      return loaded
    } catch (error) {
      // Another may have begun anew.
      if (loading === mine) loading = undefined
      throw loadError(part, error)
    }
  }

  function methodOf(name: string): Method {
    const known = made.get(name)
    if (known) return known
    const run = ({ operations, run }: LoadedPart, params: unknown, options: CallOptions | undefined) => {
      const operation = Object.hasOwn(operations, name) ? operations[name] : undefined
      if (operation === undefined) throw unknownOperation(part, name, Object.keys(operations))
      return run(name, operation, params, options)
    }
    const method: Method = (params, options) => {
      if (loaded) {
        const ready = loaded
        return createCall((async () => run(ready, params, options))())
      }
      return createCall(
        (async () => {
          // What is given is what counts, also when the caller changes it while the code loads.
          const [given, asked] = [snapshot(params), snapshot(options) as CallOptions | undefined]
          return run(await whole(name), given, asked)
        })(),
      )
    }
    made.set(name, method)
    return method
  }

  /** Of a name that may be one of the part's. */
  const early = (target: object, name: string | symbol): name is string =>
    typeof name === 'string' && !loaded && !(name in target) && !NO_OPERATIONS.has(name)
  return new Proxy(methods, {
    get: (target, name) => (early(target, name) ? methodOf(name) : Reflect.get(target, name)),
    // Whoever puts a spy in a method's place looks first whether there is one.
    has: (target, name) => early(target, name) || Reflect.has(target, name),
    getOwnPropertyDescriptor: (target, name) =>
      early(target, name)
        ? { value: methodOf(name), writable: true, enumerable: true, configurable: true }
        : Reflect.getOwnPropertyDescriptor(target, name),
  })
}

/** What others ask any object for, beside what all objects have: promises, JSON, test libraries and consoles must not take the part for something else. */
const NO_OPERATIONS: ReadonlySet<string> = new Set([
  'then',
  'catch',
  'finally',
  'toJSON',
  'inspect',
  'length',
  'asymmetricMatch',
  'nodeType',
  'nodeName',
  'tagName',
  '$$typeof',
])

function unknownOperation(part: string, name: string, known: readonly string[]): ConfigError {
  const near = nearestName(name, known)
  return new ConfigError(
    `${part}.${name.slice(0, 60)}() was not sent: there is no such operation${near === undefined ? '' : `; did you mean ${near}?`}`,
  )
}
