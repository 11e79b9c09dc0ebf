import { type AnswerContext, integer, milliseconds } from './context.js'

/** From an id, from a time, up to a time, at most so many. */
export function page<Item extends { readonly time: number; readonly id: bigint }>(
  items: readonly Item[],
  { params }: AnswerContext,
  idName: string,
): Item[] {
  const [from, to, fromId] = [milliseconds(params['startTime']), milliseconds(params['endTime']), integer(params[idName])]
  const inside = items.filter(
    (item) =>
      (from === undefined || item.time >= from) && (to === undefined || item.time <= to) && (fromId === undefined || item.id >= fromId),
  )
  const limit = typeof params['limit'] === 'number' ? params['limit'] : 500
  return from === undefined && fromId === undefined ? inside.slice(-limit) : inside.slice(0, limit)
}
