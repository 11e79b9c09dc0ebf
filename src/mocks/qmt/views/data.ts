import { type Cell, type Row, rowsOf, tickOf } from '../broker/bars.js'
import { dayOf } from '../broker/calendar.js'
import { Refusal } from '../http/reply.js'
import type { WireRequest } from '../http/wire-request.js'
import type { Json } from '../python/json.js'
import { Float, Raised } from '../python/value.js'
import { completed } from '../symbols.js'
import type { View } from './view.js'

const items = (text: string): string[] => text.split(',').flatMap((item) => item.trim() || [])

function stockList({ args }: WireRequest): readonly string[] {
  const text = args.get('stock_list') ?? ''
  if (text === '') throw new Refusal(400, '缺少必要参数: stock_list')
  return items(text)
}

function symbolsOf(codes: readonly string[]): readonly string[] {
  if (codes.length === 0) throw new Raised('stock_list 不能为空')
  return [...new Set(codes.map(completed))]
}

export const getMarketData: View = (request, { quotes, now }) => {
  const codes = stockList(request)
  const { args } = request
  const fields = items(args.get('field_list') ?? '')
  const count = integer(args.get('count') ?? '-1')
  const symbols = symbolsOf(codes)
  const range = { period: args.get('period') ?? '1d', start: args.get('start_time') ?? '', end: args.get('end_time') ?? '', count }
  const write = args.get('json') === '1' ? asObjects : asTable
  const data = symbols.map((symbol) => [symbol, write(rowsOf(symbol, range, quotes, now()), fields)] as const)
  return { status: 'success', data: Object.fromEntries(data) }
}

export const getFullTick: View = (request, { quotes, now }) => {
  const data = symbolsOf(stockList(request)).map((symbol) => {
    const tick = tickOf(symbol, quotes, now())
    return [symbol, tick === null ? {} : { ...tick, timeFmt: tick['timetag'] }] as const
  })
  return { status: 'success', data: Object.fromEntries(data) }
}

function integer(text: string): number {
  if (!/^\s*[+-]?\d+\s*$/.test(text)) throw new Raised(`invalid literal for int() with base 10: '${text}'`)
  return Number(text)
}

const columnsOf = (rows: readonly Row[], fields: readonly string[]): readonly string[] => {
  const all = Object.keys(rows[0]?.cells ?? {})
  return fields.length === 0 ? all : fields.filter((name) => all.includes(name))
}

interface Table {
  readonly columns: readonly string[]
  readonly data: readonly (readonly Json[])[]
}

/** Columns of numbers are floats as soon as one of them is; a column of lists keeps them apart. With `time` goes a day as text. */
function tableOf(rows: readonly Row[], fields: readonly string[]): Table {
  const columns = columnsOf(rows, fields)
  if (columns.length === 0) return { columns: [], data: [] }
  const cells = rows.map((row) => columns.map((name) => row.cells[name] ?? 0))
  const mixed = cells.flat()
  const floats = mixed.some((cell) => cell instanceof Float) && !mixed.some(isList)
  const dated = columns.includes('time')
  return {
    columns: dated ? [...columns, 'timeFmt'] : columns,
    data: cells.map((row, index) => {
      const values: readonly Json[] = floats ? row.map((cell) => (typeof cell === 'number' ? new Float(cell) : cell)) : row
      const time = rows[index]?.cells['time']
      return dated && typeof time === 'number' ? [...values, dayOf(time)] : values
    }),
  }
}

const isList = (cell: Cell): boolean => Array.isArray(cell)

function asTable(rows: readonly Row[], fields: readonly string[]): Json {
  const table = tableOf(rows, fields)
  return { ...table, index: table.columns.length === 0 ? [] : rows.map((row) => row.index) }
}

function asObjects(rows: readonly Row[], fields: readonly string[]): Json {
  const { columns, data } = tableOf(rows, fields)
  return data.map((row) => Object.fromEntries(columns.map((name, index) => [name, row[index]])))
}
