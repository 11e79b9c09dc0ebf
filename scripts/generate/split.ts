import { entriesOf, type SpecDocument, type SpecOperation } from './document.js'

/** A part of an API: the operations of one tag, generated into a folder of their own. */
export interface Part {
  /** The tag's name: the member of the client that the operations stand under. */
  readonly name: string
  /** Folder of folders, e.g. `sapi`. */
  readonly family: string
  readonly description: string
  readonly document: SpecDocument
}

/** The bundled document without its parts, and every part as a document of its own. */
export function split(bundled: SpecDocument): { readonly main: SpecDocument; readonly parts: readonly Part[] } {
  const parted = new Map((bundled.tags ?? []).flatMap((tag) => (tag['x-part'] === undefined ? [] : [[tag.name, tag] as const])))
  if (parted.size === 0) return { main: bundled, parts: [] }
  const tagOf = ({ tags }: SpecOperation) => tags[0] ?? ''
  const { webhooks: _sockets, 'x-removed-streams': _removed, ...shared } = bundled
  const parts = [...parted].map(([name, tag]): Part => {
    const document = { ...shared, paths: only(bundled, (operation) => tagOf(operation) === name), tags: [tag] }
    return { name, family: tag['x-part'] ?? '', description: tag.description ?? name, document }
  })
  const rest = (bundled.tags ?? []).filter(({ name }) => !parted.has(name))
  return { main: { ...bundled, paths: only(bundled, (operation) => !parted.has(tagOf(operation))), tags: rest }, parts }
}

/** The paths with the operations that are wanted. Two tags may share a path. */
function only(document: SpecDocument, wanted: (operation: SpecOperation) => boolean): SpecDocument['paths'] {
  const paths: SpecDocument['paths'] = {}
  for (const { path, method, operation } of entriesOf(document)) {
    if (wanted(operation)) paths[path] = { ...paths[path], [method]: operation }
  }
  return paths
}
