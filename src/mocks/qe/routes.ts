import { type OperationId, operations } from '../../../generated/qe/operations.js'

export interface Route {
  readonly id: OperationId
  readonly method: 'get' | 'post' | 'put' | 'delete'
  /** Its placeholders as msw writes them. */
  readonly path: string
}

/** Routes in the order in which they are tried: where a name could be taken for an id, the name wins. */
export function routesOf(ids: readonly OperationId[] = Object.keys(operations) as OperationId[]): Route[] {
  const placeholders = (path: string) => path.match(/\{/g)?.length ?? 0
  return [...ids]
    .sort((a, b) => placeholders(operations[a].path) - placeholders(operations[b].path))
    .map((id) => ({
      id,
      method: operations[id].method.toLowerCase() as Route['method'],
      path: operations[id].path.replace(/\{(\w+)\}/g, ':$1'),
    }))
}

/** The ids in a path, whatever prefix stands before it. */
export function idsInPath(template: string, path: string): Readonly<Record<string, string>> {
  const names = template.split('/').reverse()
  const segments = path.replace(/\/+$/, '').split('/').reverse()
  return Object.fromEntries(
    names.flatMap((name, index) => (name.startsWith('{') ? [[name.slice(1, -1), decodeURIComponent(segments[index] ?? '')]] : [])),
  )
}
