import type { ParamsByOperation, QeApi, QeApiV2, ResultByOperation } from '../../generated/qe/client.js'
import type { CallOptions } from '../core/call.js'

interface Page<Item> {
  readonly items: readonly Item[]
  readonly total: number
  readonly pageSize: number
}

interface PageParams {
  readonly page?: number | undefined
  readonly pageSize?: number | undefined
}

/** Every entry of the list once, oldest page first as the service orders them; a page is asked for when it is needed. */
type Pages<Params extends PageParams, Item> = (params?: Params, options?: CallOptions) => AsyncGenerator<Item, void, undefined>

type PagesOf<Id extends ListId> = Pages<ParamsByOperation[Id], ResultByOperation[Id]['items'][number]>

type ListId =
  | 'tradingPairs'
  | 'listExchangeApis'
  | 'getMasterOrders'
  | 'getOrderFills'
  | 'listExchangeApisV2'
  | 'listMasterOrdersV2'
  | 'listOrderFillsV2'

/** Lists of the first edition. */
export interface Paginate {
  readonly tradingPairs: PagesOf<'tradingPairs'>
  readonly listExchangeApis: PagesOf<'listExchangeApis'>
  readonly getMasterOrders: PagesOf<'getMasterOrders'>
  readonly getOrderFills: PagesOf<'getOrderFills'>
}

/** Lists of the second edition. */
export interface PaginateV2 {
  readonly listExchangeApis: PagesOf<'listExchangeApisV2'>
  readonly listMasterOrders: PagesOf<'listMasterOrdersV2'>
  readonly listOrderFills: PagesOf<'listOrderFillsV2'>
}

export const paginateV1 = (api: Omit<QeApi, 'v2'>): Paginate => ({
  tradingPairs: pages(api.tradingPairs, ({ id }) => String(id)),
  listExchangeApis: pages(api.listExchangeApis, ({ id }) => id),
  getMasterOrders: pages(api.getMasterOrders, ({ masterOrderId }) => masterOrderId),
  getOrderFills: pages(api.getOrderFills, ({ id }) => id),
})

export const paginateV2 = (api: QeApiV2): PaginateV2 => ({
  listExchangeApis: pages(api.listExchangeApis, ({ apiKeyId }) => apiKeyId),
  listMasterOrders: pages(api.listMasterOrders, ({ masterOrderId }) => masterOrderId),
  listOrderFills: pages(api.listOrderFills, ({ id }) => id),
})

/** What the service takes at most in its second edition. */
const LARGEST_PAGE = 100

function pages<Params extends PageParams, Item>(
  call: (params: Params, options?: CallOptions) => Promise<Page<Item>>,
  idOf: (item: Item) => string,
): Pages<Params, Item> {
  return async function* (params, options) {
    const asked = params?.pageSize ?? LARGEST_PAGE
    const seen = new Set<unknown>()
    let idle = 0
    for (let page = params?.page ?? 1; ; page += 1) {
      // Params is an object type of the spec with these two as optional members.
      const answer = await call({ ...params, page, pageSize: asked } as Params, options)
      let given = 0
      // A service written in Go may send null for a list without entries.
      const items = answer.items ?? []
      for (const item of items) {
        // New entries push old ones onto the next page while we read.
        const id: unknown = idOf(item)
        if (seen.has(id)) continue
        // Without an id nothing tells two entries apart.
        if (typeof id === 'string' && id !== '') seen.add(id)
        given += 1
        yield item
      }
      // A service may give smaller pages than it was asked for, and says so; one that gives the same page again has no more.
      const size = answer.pageSize > 0 ? Math.min(answer.pageSize, asked) : asked
      const last = items.length < size && page * size >= answer.total
      // One page without anything new was pushed down by new entries; two are the same page again and again.
      idle = given === 0 ? idle + 1 : 0
      // Of entries without ids only the count tells when the same page comes again.
      const counted = seen.size === 0 && !(page * size < answer.total)
      if (last || counted || items.length === 0 || idle === 2) return
    }
  }
}
