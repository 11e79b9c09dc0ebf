import { isObject } from '../../../core/plain-object.js'
import type { Row } from '../account/account.js'
import { type AnswerContext, milliseconds } from './context.js'
import { polish } from './sapi-polish.js'

/** What the mock makes up for a call, about what the call names. */
export const invented = ({ inventAnswer, operation, params }: AnswerContext): unknown => polish(inventAnswer(), operation, params)

/** The rows of an answer that is a list, or a page with one. */
export function rowsOf(answer: unknown): readonly Row[] {
  const rows = Array.isArray(answer) ? answer : isObject(answer) ? Object.values(answer).find(Array.isArray) : []
  return (rows ?? []).filter(isObject)
}

/** Own rows over the members that only the made-up ones have: the answer is whole, whatever the mock knows of it. */
export function filledUp(own: readonly Row[], answer: unknown): Row[] {
  const templates = rowsOf(answer)
  return own.map((row, index) => ({ ...templates[index % Math.max(templates.length, 1)], ...row }))
}

/** Those of the time that was asked about, newest first. */
export function inTime(rows: readonly Row[], name: string, { params }: AnswerContext): Row[] {
  const [from, to] = [milliseconds(params['startTime']) ?? 0, milliseconds(params['endTime']) ?? Number.POSITIVE_INFINITY]
  return rows.filter((row) => Number(row[name]) >= from && Number(row[name]) <= to).reverse()
}

/** One page of them, and how many there are. */
export function pageOf(
  rows: readonly Row[],
  page: unknown,
  size: unknown,
  usual: number,
): { readonly rows: readonly Row[]; readonly total: number } {
  const length = typeof size === 'number' ? size : usual
  const first = (typeof page === 'number' ? page - 1 : 0) * length
  return { rows: rows.slice(first, first + length), total: rows.length }
}

/** Whether a filter, if it was given, is what the row has. */
export const fits = (row: Row, name: string, wanted: unknown): boolean => wanted === undefined || String(row[name]) === String(wanted)

/** The entries of a comma list, however it came. */
export const listOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.map(String) : value === undefined ? [] : String(value).split(',')
